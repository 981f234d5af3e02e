package dev.marina.console.debugger;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebuggerViewTest {

    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String DEPLOYMENT = Steering.CONTROLLERS + "/deployment";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .list(Steering.CONTROLLERS, List.of("Name", "Phase", "Queued", "Next"),
                        FakeCluster.row("", "deployment", "", "deployment", "Paused", "2", "Deployment shop/web"),
                        FakeCluster.row("", "scheduler", "", "scheduler", "Running", "0", ""))
                .list("/apis/marina.dev/v1/clocks", List.of("Name"), FakeCluster.row("", "cluster", "", "cluster"))
                .on("GET " + ShownTime.CLOCK, 200, """
                        {"spec":{"speedPercent":0,"advancedSeconds":60},"status":{"since":"2026-01-31T10:00:00Z","shown":"2026-01-31T10:01:00Z"}}""")
                .on("PATCH " + ShownTime.CLOCK, 200, "{}").on("PATCH " + DEPLOYMENT, 200, "{}").on("POST " + DEPLOYMENT + "/step", 201, "{}")
                .on("GET " + DEPLOYMENT, 200, "{\"spec\":{\"paused\":true,\"breakpoints\":[{\"kind\":\"Deployment\",\"name\":\"web\"}]}}")
                .on("GET " + DEPLOYMENT + "/queue", 200, """
                        {"count":2,"items":[{"kind":"Deployment","namespace":"shop","name":"web","cause":"change/17"},
                                            {"kind":"Deployment","namespace":"shop","name":"db","cause":"clock/x"}]}""");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private void go(String path) throws Exception {
        FakePlatform.go("clusters/acme/web/" + path);
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> "Resume deployment".equals(each.getAriaLabel().orElse(""))
                && each.isEnabled())).size() == 1 && FakePlatform.shown().contains("2026-01-31 10:01:00"));
    }

    private boolean asked(String request) {
        return cluster.asked.contains(request);
    }

    @Test
    void whatIsPausedIsResumedAndSteppedAndWhatRunsIsPaused() throws Exception {
        go("debugger");
        assertTrue(FakePlatform.shown().contains("is paused") && FakePlatform.shown().contains("Deployment shop/web"), FakePlatform.shown());
        _click(FakePlatform.labelled("Resume deployment"));
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + DEPLOYMENT + " {\"spec\":{\"paused\":false}}"));
        _click(FakePlatform.labelled("One step of deployment"));
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.startsWith("POST /clusters/acme/web" + DEPLOYMENT + "/step")));
        assertTrue(FakePlatform.labelled("Pause scheduler").isEnabled());
    }

    @Test
    void theQueueIsToldWithCausesAndBreakpointsAreAddedAndTakenAway() throws Exception {
        go("debugger?controller=deployment");
        FakePlatform.await(() -> FakePlatform.shown().contains("because of change 17") && FakePlatform.shown().contains("its time had come"));
        List<TextField> fields = _find(TextField.class);
        _setValue(fields.get(0), "Pod");
        FakePlatform.await(() -> _get(Button.class, spec -> spec.withText("Stop before it")).isEnabled());
        _click(_get(Button.class, spec -> spec.withText("Stop before it")));
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + DEPLOYMENT
                + " {\"spec\":{\"breakpoints\":[{\"kind\":\"Deployment\",\"name\":\"web\"},{\"kind\":\"Pod\"}]}}"));
        _click(FakePlatform.labelled("Remove the breakpoint Deployment */web"));
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + DEPLOYMENT + " {\"spec\":{\"breakpoints\":[]}}"));
    }

    @Test
    void aControllerIsSlowedAndGoesAtFullSpeedAgain() throws Exception {
        go("debugger?controller=deployment");
        FakePlatform.await(() -> _get(Button.class, spec -> spec.withText("One object in 5 s")).isEnabled());
        _click(_get(Button.class, spec -> spec.withText("One object in 5 s")));
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + DEPLOYMENT + " {\"spec\":{\"delayMillis\":5000}}"));
        _click(_get(Button.class, spec -> spec.withText("At full speed")));
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + DEPLOYMENT + " {\"spec\":{\"delayMillis\":0}}"));
    }

    @Test
    void theClockIsMovedAheadByTheSum() throws Exception {
        go("debugger");
        assertTrue(FakePlatform.shown().contains("stands still"));
        FakePlatform.await(() -> _get(Button.class, spec -> spec.withText("An hour ahead")).isEnabled());
        _click(_get(Button.class, spec -> spec.withText("An hour ahead")));
        FakePlatform.await(() -> asked("PATCH /clusters/acme/web" + ShownTime.CLOCK + " {\"spec\":{\"advancedSeconds\":3660}}"));
    }

    @Test
    void whoMayNotHoldThingsUpIsToldWhy() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        FakePlatform.go("clusters/acme/web/debugger");
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> "Missing permission: patch controllers"
                .equals(each.getElement().getAttribute("aria-description")))).size() == 2);
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withPredicate(each -> "Missing permission: patch clocks"
                .equals(each.getElement().getAttribute("aria-description")))).size() == 6);
    }

    @Test
    void anotherTenantsControllersAreRefusedByTheirCluster() throws Exception {
        cluster.on("GET /clusters/globex/web" + Steering.CONTROLLERS, 403, "{\"kind\":\"Status\",\"message\":\"controllers is forbidden\"}");
        FakePlatform.go("clusters/globex/web/debugger");
        FakePlatform.await(() -> FakePlatform.shown().contains("controllers is forbidden"));
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/clusters/acme/")), cluster.asked::toString);
    }
}
