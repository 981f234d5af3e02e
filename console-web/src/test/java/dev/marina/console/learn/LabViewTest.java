package dev.marina.console.learn;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static dev.marina.console.FakePlatform.button;
import static dev.marina.console.FakePlatform.enabled;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabViewTest {

    private static final String LABS = "/apis/learn.marina.dev/v1/labs";
    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String LAB = """
            {"metadata":{"name":"first-pod"},"spec":{"title":{"en":"Your first pod","zh":"第一个 Pod"},"summary":{"en":"One.","zh":"一。"},
             "course":"c","courseTitle":{"en":"First steps","zh":"入门"},"order":1,"minutes":5,"points":2,"needs":[],"nodes":"any"}}""";
    private static final String TEXT = """
            {"languages":{"en":{"intro":"Welcome","steps":[{"id":"create","title":"Create it","body":"Do\\n\\n```sh\\nkubectl run x\\n```"},
              {"id":"scale","title":"More of it","body":"b"}],"outro":"Done."},
             "zh":{"intro":"欢迎","steps":[{"id":"create","title":"创建","body":"做"},{"id":"scale","title":"更多","body":"b"}],"outro":"完成。"}}}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on("GET " + LABS, 200, "{\"items\":[" + LAB + "]}").on("GET " + LABS + "/first-pod", 200, LAB)
                .on("GET " + LABS + "/first-pod/text", 200, TEXT).on("GET " + RUNS + "/first-pod/text", 200, TEXT)
                .on("GET " + RUNS + "/first-pod", 404, "{\"kind\":\"Status\",\"message\":\"not found\"}")
                .on("POST " + RUNS, 201, run("Running", "unmet")).on("PATCH " + RUNS + "/first-pod", 200, run("Running", "met"))
                .on(REVIEW, 201, "{\"status\":{\"allowed\":true}}").on("GET /api", 200, "{}").on("GET /apis", 200, "{}")
                .list(RUNS, List.of("Name", "Lab", "Phase", "Goals", "Points"),
                        FakeCluster.row("", "first-pod", "", "first-pod", "first-pod", "Running", "0/1", "0"));
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    private static String run(String phase, String goal) {
        return """
                {"metadata":{"name":"first-pod"},"spec":{"lab":"first-pod","seed":1},"status":{"phase":"%s","score":{"points":1,"of":2},
                 "goals":[{"id":"running","title":{"en":"A pod runs","zh":"Pod 正在运行"},"step":"create","state":"%s",
                   "sees":{"en":"There is no pod.","zh":"没有 Pod。"},"points":2,"earned":1}],
                 "hints":[{"id":"pending","goal":"running","price":1,"state":"offered"}],
                 "predictions":[{"id":"how","ask":{"en":"How many?","zh":"多少？"},"kind":"number","state":"open","points":1}]}}"""
                .formatted(phase, goal);
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private void started() throws Exception {
        cluster.on("GET " + RUNS + "/first-pod", 200, run("Running", "unmet"));
        FakePlatform.go("clusters/acme/web/learn/first-pod");
        FakePlatform.await(() -> FakePlatform.shown().contains("Now: There is no pod.") && FakePlatform.shown().contains("Create it") && enabled("Run"));
    }

    @Test
    void theCatalogueShowsCoursesAndHowFarOneIs() throws Exception {
        FakePlatform.go("clusters/acme/web/learn");
        FakePlatform.await(() -> FakePlatform.shown().contains("First steps") && FakePlatform.shown().contains("0/1 goals, 0 points"));
        assertTrue(FakePlatform.shown().contains("about 5 min"), FakePlatform.shown());
    }

    @Test
    void aLabIsReadBeforeItIsStarted() throws Exception {
        FakePlatform.go("clusters/acme/web/learn/first-pod");
        FakePlatform.await(() -> FakePlatform.shown().contains("Welcome") && enabled("Start"));
        _click(button("Start"));
        FakePlatform.await(() -> FakePlatform.shown().contains("Now: There is no pod."));
        assertTrue(cluster.asked.stream().anyMatch(each -> each.startsWith("POST /clusters/acme/web" + RUNS) && each.contains("\"lab\":\"first-pod\"")));
    }

    @Test
    void aGoalThatIsMetIsTickedAndSaidAloud() throws Exception {
        started();
        FakePlatform.await(() -> hint().isEnabled());
        _click(hint());
        FakePlatform.await(() -> FakePlatform.shown().contains("Goal met: A pod runs."));
        assertTrue(_get(GoalList.class).getElement().getOuterHTML().contains("data-state=\"met\""));
        assertTrue(cluster.asked.stream().anyMatch(each -> each.startsWith("PATCH") && each.contains("{\"spec\":{\"hints\":[\"pending\"]}}")),
                cluster.asked::toString);
    }

    @Test
    void itSaysHowLongOneHasBeenAtItAndWhenTheClassEnds() throws Exception {
        String started = java.time.Instant.now().minusSeconds(12 * 60 + 5).toString();
        String ends = java.time.Instant.now().plusSeconds(4 * 60 + 30).toString();
        platform.on("GET /classes", 200, """
                {"items":[%s,%s]}""".formatted(attended("7b", "web", ends), attended("others", "elsewhere", ends)));
        cluster.on("GET " + RUNS + "/first-pod", 200, run("Running", "unmet").replace("\"phase\":", "\"startedAt\":\"" + started + "\",\"phase\":"));

        FakePlatform.go("clusters/acme/web/learn/first-pod");

        FakePlatform.await(() -> FakePlatform.shown().contains("12 min so far; about 5 are usual · class 7b ends in 4 min"));
        assertTrue(_get(LabClock.class).hasClassName("exam-clock-late"));
        assertFalse(FakePlatform.shown().contains("others"), "a class of another cluster's");
    }

    private static String attended(String name, String cluster, String ends) {
        return """
                {"id":"%s","name":"%s","teacher":"t@school.test","state":"Open","ends":"%s","labs":["first-pod"],"tenant":"acme","cluster":"%s","learner":"Ann"}"""
                .formatted(name, name, ends, cluster);
    }

    @Test
    void theClockSaysOnceThatTheUsualTimeHasGoneByAndWhatWasSoBeforeIsNotSaid() {
        LabClock clock = new LabClock();
        java.time.Instant began = java.time.Instant.parse("2026-01-01T10:00:00Z");
        clock.show(began, 5, java.util.Optional.empty(), began.plusSeconds(290));
        assertFalse(clock.getElement().getTextRecursively().contains("More than"), "not yet");
        clock.show(began, 5, java.util.Optional.empty(), began.plusSeconds(300));
        assertTrue(clock.getElement().getTextRecursively().contains("More than the usual 5 minutes"));

        LabClock late = new LabClock();
        late.show(began, 5, java.util.Optional.empty(), began.plusSeconds(3_000));
        assertFalse(late.getElement().getTextRecursively().contains("More than"));
    }

    private static Button hint() {
        return _get(Button.class, spec -> spec.withPredicate(each -> each.getText().startsWith("A hint for")));
    }

    @Test
    void theLanguageChangesInPlace() throws Exception {
        started();
        int asked = texts();
        _click(_get(com.vaadin.flow.component.html.Div.class, spec -> spec.withClasses("lab-head")).getChildren().filter(Button.class::isInstance)
                .map(Button.class::cast).findFirst().orElseThrow());
        assertTrue(FakePlatform.shown().contains("欢迎") && FakePlatform.shown().contains("没有 Pod。") && !FakePlatform.shown().contains("Welcome"),
                FakePlatform.shown());
        assertTrue(texts() == asked, "the text is not read anew");
    }

    private int texts() {
        return (int) cluster.asked.stream().filter(each -> each.contains("/text")).count();
    }

    @Test
    void whoMayOnlyLookIsToldWhichRightIsMissing() throws Exception {
        cluster.on(REVIEW, 201, "{\"status\":{\"allowed\":false}}");
        FakePlatform.go("clusters/acme/web/learn/first-pod");
        FakePlatform.await(() -> "Missing permission: create labruns".equals(
                _find(Button.class, spec -> spec.withText("Start")).stream().map(each -> String.valueOf(each.getElement().getAttribute("aria-description")))
                        .findFirst().orElse("")));
        assertFalse(button("Start").isEnabled());
    }

    @Test
    void aNumberIsGuessedInWhicheverWayItIsWritten() throws Exception {
        started();
        com.vaadin.flow.component.textfield.TextField field = _get(com.vaadin.flow.component.textfield.TextField.class);
        field.setValue(" 2,5 ");
        FakePlatform.await(() -> enabled("That is my guess"));
        _click(button("That is my guess"));
        FakePlatform.await(() -> cluster.asked.stream().anyMatch(each -> each.contains("{\"spec\":{\"predictions\":{\"how\":\"2.5\"}}}")));
    }

    @Test
    void anotherTenantsLabsAreAskedOfTheirClusterAndRefusedThere() throws Exception {
        cluster.on("GET /clusters/globex/web" + LABS, 403, "{\"kind\":\"Status\",\"message\":\"labs.learn.marina.dev is forbidden\"}");
        cluster.on("GET /clusters/globex/web/apis/learn.marina.dev/v1/exams", 403, "{\"kind\":\"Status\",\"message\":\"exams.learn.marina.dev is forbidden\"}");
        FakePlatform.go("clusters/globex/web/learn");
        FakePlatform.await(() -> FakePlatform.shown().contains("labs.learn.marina.dev is forbidden"));
        FakePlatform.await(() -> FakePlatform.shown().contains("exams.learn.marina.dev is forbidden"));
        assertFalse(FakePlatform.shown().contains("First steps"));
    }
}
