package dev.marina.console.history;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static dev.marina.console.FakePlatform.button;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.client.YamlText;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryViewTest {

    private static final String PAST = "/tenants/acme/clusters/web/history";
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"gone","namespace":"shop","creationTimestamp":"2026-01-31T09:00:00Z"},
             "status":{"phase":"Running"}}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().list("/api/v1/namespaces", List.of("Name")).on("GET /api", 200, "{}").on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster)
                .on("GET " + PAST, 200, """
                        {"oldest":{"time":"2026-01-31T08:00:00Z","version":"1"},"newest":{"time":"2026-01-31T12:00:00Z","version":"90"}}""")
                .on("GET " + PAST + "/objects", 200, "{\"items\":[" + POD + "]}").on("GET " + PAST + "/object", 200, POD)
                .on("GET " + PAST + "/differences", 200, """
                        {"items":[{"resource":"pods","namespace":"shop","name":"gone","change":"deleted"},
                                  {"resource":"deployments.apps","namespace":"shop","name":"web","change":"changed",
                                   "patch":[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"b"},
                                            {"op":"remove","path":"/metadata/labels/example.org~1x"}]}]}""")
                .on("POST " + PAST + "/forks", 201, "{\"name\":\"then\"}").on("GET /tenants", 200, "{\"items\":[]}");
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static final String THEN = "clusters/acme/web/history?at=2026-01-31T10:00:00Z&resource=pods&namespace=shop";

    @Test
    void aListOfThePastIsMarkedAndADeletedPodCanBeOpened() throws Exception {
        FakePlatform.go(THEN);
        FakePlatform.await(() -> FakePlatform.shown().contains("This is the past: everything here is as it was on 2026-01-31 10:00:00.000 UTC"));
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("gone")).isEmpty());
        _click(button("gone"));
        FakePlatform.await(() -> !_find(YamlText.class).isEmpty() && _get(YamlText.class).shown().contains("name: gone"));
    }

    @Test
    void whatBecameOfItSinceIsToldByField() throws Exception {
        FakePlatform.go(THEN + "&compared=2026-01-31T11:00:00Z");
        FakePlatform.await(() -> FakePlatform.shown().contains("spec.template.spec.containers[0].image"));
        assertTrue(FakePlatform.shown().contains("deleted") && FakePlatform.shown().contains("metadata.labels.example.org/x"), FakePlatform.shown());
    }

    @Test
    void whatIsKeptNoLongerIsSaidWithTheOldestTime() throws Exception {
        platform.on("GET " + PAST + "/objects", 410, """
                {"detail":"It is not kept any more","errors":[{"field":"at","detail":"2026-01-31T08:00:00Z or later"}]}""");
        FakePlatform.go("clusters/acme/web/history?at=2020-01-01T00:00:00Z");
        FakePlatform.await(() -> FakePlatform.shown().contains("So far back nothing is kept any more: 2026-01-31T08:00:00Z or later"));
    }

    @Test
    void aForkSaysWhatIsInItAndBeginsAtTheMomentThatIsShown() throws Exception {
        FakePlatform.go(THEN);
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("New cluster from here")).isEmpty() && button("New cluster from here").isEnabled());
        _click(button("New cluster from here"));
        assertTrue(_get(ForkDialog.class).getElement().getTextRecursively().contains("Claims of volumes"));
        _setValue(_get(TextField.class, spec -> spec.withPredicate(each -> "Name".equals(each.getLabel()))), "then");
        _click(_get(_get(ForkDialog.class), Button.class, spec -> spec.withText("New cluster from here")));
        FakePlatform.await(() -> platform.asked.stream().anyMatch(each -> each.startsWith("POST " + PAST + "/forks")));
        assertEquals("POST " + PAST + "/forks {\"name\":\"then\",\"at\":\"2026-01-31T10:00:00Z\",\"nodes\":0}",
                platform.asked.stream().filter(each -> each.startsWith("POST")).findFirst().orElseThrow());
    }

    @Test
    void whoIsNoOwnerIsToldWhichRoleIsMissing() throws Exception {
        platform.on("GET /tenants/globex/clusters/web/history", 403, "{\"detail\":\"forbidden\"}");
        FakePlatform.go("clusters/globex/web/history");
        FakePlatform.await(() -> FakePlatform.shown().contains("Missing permission: the role owner"));
        assertFalse(button("New cluster from here").isEnabled());
        assertTrue(platform.asked.stream().noneMatch(each -> each.contains("/tenants/acme/")), platform.asked::toString);
    }
}
