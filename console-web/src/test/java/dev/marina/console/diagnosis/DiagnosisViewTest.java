package dev.marina.console.diagnosis;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiagnosisViewTest {

    private static final String ASK = "GET /debug/diagnosis";
    private static final String BUDGET = """
            {"complete":true,"findings":[{"reason":"BudgetBlocksDrain","severity":"Warning","message":"lets no pod be evicted now","remedy":"r","upgrade":true,
             "object":{"group":"policy","resource":"poddisruptionbudgets","namespace":"shop","name":"web"}},
             {"reason":"OfTomorrow","severity":"Critical","message":"m","remedy":"do this","upgrade":false,
             "object":{"group":"","resource":"nodes","namespace":"","name":"n1"}}]}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on("GET /api", 200, "{}").on("GET /apis", 200, "{}").on(ASK, 200, BUDGET);
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    @Test
    void causesAreNamedTheWorstFirstWithLinksAndWhatToDo() throws Exception {
        FakePlatform.go("clusters/acme/web/diagnosis");
        FakePlatform.await(() -> FakePlatform.shown().contains("Budget lets no pod go"));

        String shown = FakePlatform.shown();
        assertTrue(shown.indexOf("OfTomorrow") < shown.indexOf("Budget lets no pod go"), shown);
        assertTrue(shown.contains("do this") && shown.contains("Run one more replica"), "an unknown reason is told in the cluster's words: " + shown);
        assertTrue(shown.contains("another version: 1."), shown);
        assertEquals(1, _find(Anchor.class, spec -> spec.withPredicate(each -> each.getHref()
                .equals("/clusters/acme/web/o/policy/poddisruptionbudgets/shop/web"))).size());
    }

    @Test
    void itIsLookedAtAgainAndThenNothingIsWrong() throws Exception {
        FakePlatform.go("clusters/acme/web/diagnosis");
        FakePlatform.await(() -> FakePlatform.shown().contains("Budget lets no pod go"));
        cluster.on(ASK, 200, "{\"complete\":true,\"findings\":[]}");

        _click(_get(Button.class, spec -> spec.withText("Check the cluster now")));

        FakePlatform.await(() -> FakePlatform.shown().contains("nothing is wrong"));
    }

    @Test
    void anotherTenantsClusterRefuses() throws Exception {
        cluster.on("GET /clusters/globex/web/debug/diagnosis", 403, "{\"kind\":\"Status\",\"message\":\"cannot get path /debug/diagnosis\"}");

        FakePlatform.go("clusters/globex/web/diagnosis");

        FakePlatform.await(() -> FakePlatform.shown().contains("cannot get path /debug/diagnosis"));
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/clusters/acme/")), cluster.asked::toString);
    }
}
