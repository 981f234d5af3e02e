package dev.marina.console.faults;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.select.Select;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakViewTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String FAULTS = "/apis/marina.dev/v1/faults";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .list(FAULTS, List.of("Name", "Type", "Nodes", "Phase", "Until", "Expected", "Seen", "Controllers"),
                        FakeCluster.row("", "dies", "", "dies", "NodeStopped", "n1", "Active", "2026-01-01T00:05:00Z", "ReadyFalse", "ReadyUnknown", ""),
                        FakeCluster.row("", "slow", "", "slow", "ControllerSlowed", "", "Active", "2026-01-01T00:05:00Z", "WorkWaits", "", "replicaset"),
                        FakeCluster.row("", "past", "", "past", "DiskFilled", "n2", "Ended", "2026-01-01T00:05:00Z", "DiskPressure", "DiskPressure", ""))
                .list("/apis/marina.dev/v1/controllers", List.of("Name"), FakeCluster.row("", "scheduler", "", "scheduler"),
                        FakeCluster.row("", "deployment", "", "deployment"))
                .list("/api/v1/nodes", List.of("Name", "Status"), FakeCluster.row("", "n1", "", "n1", "NotReady"),
                        FakeCluster.row("", "n2", "", "n2", "Ready"))
                .on("POST " + FAULTS, 201, "{}").on("PATCH " + FAULTS + "/dies", 200, "{}").on("DELETE " + FAULTS + "/past", 200, "{}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static void go(String tenant) throws Exception {
        FakePlatform.go("clusters/" + tenant + "/web/break");
    }

    @SuppressWarnings("unchecked")
    private static Select<String> select(String label) {
        return _find(Select.class).stream().filter(select -> label.equals(select.getLabel())).reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void nothingIsBrokenBeforeSomebodyHasSaidWhatTheyExpect() throws Exception {
        go("acme");
        FakePlatform.await(() -> FakePlatform.shown().contains("n1: NotReady, n2: Ready"));
        assertFalse(FakePlatform.enabled("Break it"));
        select("What is broken").setValue("AgentPaused");
        select("Node").setValue("n2");
        assertFalse(FakePlatform.enabled("Break it"));
        assertTrue(FakePlatform.shown().contains("no lease is renewed"), FakePlatform.shown());

        @SuppressWarnings("unchecked")
        RadioButtonGroup<String> expected = _find(RadioButtonGroup.class).getFirst();
        expected.setValue("ReadyUnknown");
        FakePlatform.await(() -> FakePlatform.enabled("Break it"));
        _click(FakePlatform.button("Break it"));
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.startsWith("POST /clusters/acme/web" + FAULTS)
                && each.contains("\"spec\":{\"type\":\"AgentPaused\",\"nodes\":[\"n2\"],\"seconds\":300,\"prediction\":\"ReadyUnknown\"}")));
        assertFalse(FakePlatform.enabled("Break it"), "the next one is predicted anew");
    }

    @Test
    void aControllerIsSlowedThatIsChosenInsteadOfANode() throws Exception {
        go("acme");
        FakePlatform.await(() -> FakePlatform.shown().contains("replicaset"));
        select("What is broken").setValue("ControllerSlowed");
        assertTrue(_find(Select.class).stream().noneMatch(each -> "Node".equals(each.getLabel())));
        FakePlatform.await(() -> select("Controller").getListDataView().getItems().toList().equals(List.of("deployment", "scheduler")));
        select("Controller").setValue("scheduler");

        @SuppressWarnings("unchecked")
        RadioButtonGroup<String> expected = _find(RadioButtonGroup.class).getFirst();
        expected.setValue("WorkWaits");
        FakePlatform.await(() -> FakePlatform.enabled("Break it"));
        _click(FakePlatform.button("Break it"));

        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.startsWith("POST /clusters/acme/web" + FAULTS)
                && each.contains("\"spec\":{\"type\":\"ControllerSlowed\",\"controllers\":[\"scheduler\"],\"seconds\":300,\"prediction\":\"WorkWaits\"}")));
    }

    @Test
    void whatIsBrokenIsUndoneAndSaysWhetherItWasExpectedAndWhatIsMendedIsRemoved() throws Exception {
        go("acme");
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> "Undo dies".equals(each.getAriaLabel().orElse(""))
                && each.isEnabled())).size() == 1);
        assertTrue(FakePlatform.shown().contains("Not as expected"), FakePlatform.shown());
        assertTrue(FakePlatform.shown().contains("As expected"), FakePlatform.shown());
        assertFalse(FakePlatform.labelled("Remove dies").isEnabled());
        assertFalse(FakePlatform.labelled("Undo past").isEnabled());

        _click(FakePlatform.labelled("Undo dies"));
        FakePlatform.await(() -> cluster.asked.contains("PATCH /clusters/acme/web" + FAULTS + "/dies {\"spec\":{\"undone\":true}}"));
        FakePlatform.await(() -> FakePlatform.labelled("Remove past").isEnabled());
        _click(FakePlatform.labelled("Remove past"));
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.startsWith("DELETE /clusters/acme/web" + FAULTS + "/past")));
    }

    @Test
    void whoMayNotIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        go("acme");
        for (String verb : List.of("create", "patch", "delete")) {
            FakePlatform.await(() -> !_find(Button.class, spec -> spec.withPredicate(each -> ("Missing permission: %s faults".formatted(verb))
                    .equals(each.getElement().getAttribute("aria-description")))).isEmpty());
        }
    }

    @Test
    void anotherTenantsFaultsAreRefusedByTheirCluster() throws Exception {
        cluster.on("GET /clusters/globex/web" + FAULTS, 403, "{\"kind\":\"Status\",\"message\":\"faults is forbidden\"}");
        go("globex");
        FakePlatform.await(() -> FakePlatform.shown().contains("faults is forbidden"));
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/clusters/acme/")), cluster.asked::toString);
        assertEquals(List.of(), _find(FaultLine.class));
    }
}
