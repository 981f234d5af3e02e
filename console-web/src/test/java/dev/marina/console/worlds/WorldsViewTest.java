package dev.marina.console.worlds;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorldsViewTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String WORLDS = "POST /apis/marina.dev/v1/namespaces/shop/twoworlds";
    private static final String POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on(WORLDS, 201, FilmTest.ANSWER).on("GET /api", 200, "{}")
                .on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static Button button(String text) {
        return _get(Button.class, spec -> spec.withText(text));
    }

    private static TextArea manifests() {
        return _find(TextArea.class).getFirst();
    }

    private static void opened(String tenant) throws Exception {
        FakePlatform.go("clusters/%s/web/worlds?namespace=shop".formatted(tenant));
        FakePlatform.await(() -> button("See both worlds").isEnabled());
    }

    @Test
    void bothAreShownWhereTheyPartAndAtEverySecond() throws Exception {
        opened("acme");
        _setValue(manifests(), POD);
        _click(button("See both worlds"));
        FakePlatform.await(() -> FakePlatform.shown().contains("They first part at second 0, in Pod 1 of ReplicaSet 1 of Deployment web. "
                + "In A: Pending, on n1. In B: Pending."));
        assertTrue(FakePlatform.shown().contains("Nothing happened to it at that second.") && FakePlatform.shown().contains("Cannot evict pod")
                && FakePlatform.shown().contains("secrets is forbidden"), FakePlatform.shown());
        assertTrue(FakePlatform.shown().contains("Second 0; objects in which they differ: 1"), FakePlatform.shown());
        _click(button("To the next change"));
        assertTrue(FakePlatform.shown().contains("Running, ready, on n1") && FakePlatform.shown().contains("Changes in A at second 4"), FakePlatform.shown());
        _click(button("To the end"));
        assertTrue(FakePlatform.shown().contains("Second 30; objects in which they differ: 0"), FakePlatform.shown());
    }

    @Test
    @SuppressWarnings("unchecked")
    void whatIsPreparedFillsTheForm() throws Exception {
        opened("acme");
        Select<Prepared> prepared = _find(Select.class).stream().filter(select -> "Prepared".equals(select.getLabel())).findFirst().orElseThrow();
        _setValue(prepared, new Prepared("scheduler"));
        assertTrue(manifests().getValue().contains("kind: Deployment") && !manifests().getValue().contains("difference"), manifests().getValue());
        assertEquals("scheduler", _find(TextArea.class).getLast().getValue());
        assertTrue(FakePlatform.shown().contains("In B the scheduler is switched off"), FakePlatform.shown());
    }

    @Test
    void limitsAndTurnsAreSaidInWords() throws Exception {
        cluster.on(WORLDS, 422, "{\"kind\":\"Status\",\"message\":\"spec.difference.off: Unsupported value\"}");
        opened("acme");
        _setValue(manifests(), POD);
        _click(button("See both worlds"));
        FakePlatform.await(() -> FakePlatform.shown().contains("Refused: spec.difference.off: Unsupported value"));
        cluster.on(WORLDS, 429, "{\"kind\":\"Status\",\"message\":\"1 plan\"}");
        _click(button("See both worlds"));
        FakePlatform.await(() -> FakePlatform.shown().contains("Another plan is being made just now"));
        _setValue(manifests(), "kind: [Pod");
        _click(button("See both worlds"));
        assertTrue(FakePlatform.shown().contains("cannot be read"), FakePlatform.shown());
    }

    @Test
    void anotherTenantsClusterRefusesIt() throws Exception {
        cluster.on("POST /clusters/globex/web/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 403, "{\"kind\":\"Status\",\"message\":\"forbidden\"}");
        FakePlatform.go("clusters/globex/web/worlds?namespace=shop");
        FakePlatform
                .await(() -> "Missing permission: create twoworlds in shop".equals(button("See both worlds").getElement().getAttribute("aria-description")));
        assertFalse(button("See both worlds").isEnabled());
        assertEquals(0, cluster.asked.stream().filter(each -> each.contains("/clusters/acme/")).count());
    }
}
