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
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
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
        assertEquals(0, _find(ActRow.class).size());
        _setValue(prepared, new Prepared("recreate"));
        assertEquals(1, _find(ActRow.class).size());
        assertTrue(!manifests().getValue().contains("then:") && field(TextArea.class, "Manifests (YAML)").getValue().contains("web:2"),
                "what is done later stands in its form");
        _setValue(prepared, new Prepared("scheduler"));
        assertTrue(FakePlatform.shown().contains("In B the scheduler is switched off"), FakePlatform.shown());
    }

    private static <T extends com.vaadin.flow.component.Component> T field(Class<T> type, String label) {
        return _get(type, spec -> spec.withLabel(label));
    }

    /// In the last act.
    @SuppressWarnings("unchecked")
    private static Select<String> whatIsDone() {
        return _find(Select.class).stream().filter(select -> "What is done".equals(select.getLabel())).reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void laterActsAreAddedByAFormAndAskedInTheirOrder() throws Exception {
        opened("acme");
        _setValue(manifests(), POD);
        _click(button("Add an act"));
        _setValue(field(TextArea.class, "Manifests (YAML)"), "kind: [Pod");
        _click(button("See both worlds"));
        assertTrue(FakePlatform.shown().contains("Act 1: ") && FakePlatform.shown().contains("cannot be read"), FakePlatform.shown());
        assertEquals(0, cluster.asked.stream().filter(each -> each.contains("namespaces/shop/twoworlds")).count());
        _setValue(whatIsDone(), "drain");
        _setValue(field(TextField.class, "Node"), "n1");
        _setValue(field(IntegerField.class, "At second"), 901);
        _click(button("See both worlds"));
        assertTrue(FakePlatform.shown().contains("Act 1: the second must be a number from 1 to 900."), FakePlatform.shown());
        _setValue(field(IntegerField.class, "At second"), 15);
        _click(button("Add an act"));
        assertEquals(java.util.List.of("Act 1", "Act 2"), _find(ActRow.class).stream().map(row -> row.getElement().getAttribute("aria-label")).toList());
        _setValue(whatIsDone(), "delete");
        _setValue(field(TextField.class, "apiVersion"), "v1");
        _setValue(field(TextField.class, "kind"), "Pod");
        _setValue(field(TextField.class, "Name"), "a");
        _click(button("See both worlds"));
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.contains("twoworlds") && each.contains(
                "\"then\":[{\"seconds\":15,\"drain\":\"n1\"},{\"seconds\":10,\"delete\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"a\"}}]")));
        _click(_find(Button.class, spec -> spec.withText("Remove the act")).getFirst());
        assertEquals(1, _find(ActRow.class).size());
        assertEquals("Remove the act: Act 1", button("Remove the act").getAriaLabel().orElse(""), "they are counted anew");
    }

    @Test
    void aWorldHasTwentyActsAtMost() throws Exception {
        opened("acme");
        for (int i = 0; i < LaterAct.MOST; i++) {
            _click(button("Add an act"));
        }
        assertFalse(button("Add an act").isEnabled());
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
