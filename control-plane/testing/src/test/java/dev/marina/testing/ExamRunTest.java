package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How an exam is written: nothing of what was reached shows before it is over, and then everything counts that was so in time, and nothing else.
class ExamRunTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs-exam"));

    private static final String JSON = "application/json";
    private static final String LEARN = "/apis/learn.marina.dev/v1/";
    private static final String EXAMS = LEARN + "examruns";
    private static final String RUNS = LEARN + "labruns";
    private static final String PAINT = "lab-mine-paint";
    private static final String ORDER = "lab-mine-order";
    private static final GroupVersionResource TYPE = new GroupVersionResource("learn.marina.dev", "v1", "examruns");

    private Learner ann;
    private Learner other;

    /// Who writes exams.
    private static final class Learner extends ClusterAdministrator {
        Learner(String tenant, String cluster) {
            super(plane, tenant, cluster);
        }

        JsonNode status(String exam) {
            return get(EXAMS + "/" + exam).path("status");
        }

        /// Begins one, and answers its paper once all tasks can be done.
        JsonNode begin(String name) {
            made(EXAMS, exam(name, "short", ""));
            return awaitPaper(name);
        }

        JsonNode awaitPaper(String name) {
            return Await.until("all tasks are there", () -> get(EXAMS + "/" + name + "/paper"), paper -> paper.path("phase").asText().equals("Running")
                    && paper.path("tasks").valueStream().allMatch(task -> task.path("phase").asText().equals("Running")));
        }

        /// By the platform, for a class.
        void given(String name, Instant ends) {
            ClusterClient.Call call = new ClusterClient.Call(record().id(), "system:serviceaccount:kube-system:exam-controller", Cause.clock("test"));
            plane.plane().server().client().create(call, TYPE, Document.parse(exam(name, "short",
                    ",\"endsAt\":\"%s\",\"given\":{\"class\":\"c\",\"attempt\":\"a\"}".formatted(ends.truncatedTo(ChronoUnit.SECONDS)))
                    .getBytes(StandardCharsets.UTF_8)));
        }

        void color(String namespace, String name, String color) {
            Answer answer = client().send("PATCH", url("/api/v1/namespaces/%s/configmaps/%s?fieldManager=ann&force=true".formatted(namespace, name)),
                    "application/apply-patch+yaml",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"color\":\"%s\"}}".formatted(name, color));
            assertTrue(answer.status() < 300, answer.body());
        }

        JsonNode graded(String exam) {
            return Await.until("it is graded", () -> status(exam), status -> status.path("phase").asText().equals("Graded"));
        }
    }

    private static String exam(String name, String exam, String more) {
        return "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"ExamRun\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"exam\":\"%s\"%s}}".formatted(name, exam,
                more);
    }

    private static String labRun(String name, String lab, String more) {
        return "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"lab\":\"%s\"%s}}".formatted(name, lab,
                more);
    }

    private static String paint(JsonNode paper) {
        return paper.at("/tasks/0/goals/0/title/en").asText().split(" ")[0];
    }

    private static JsonNode goal(JsonNode status, String id) {
        return status.path("tasks").valueStream().flatMap(task -> task.path("goals").valueStream()).filter(goal -> goal.path("id").asText().equals(id))
                .findFirst().orElseThrow(() -> new AssertionError("no goal " + id + ": " + status));
    }

    @BeforeEach
    void twoClusters(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        String cluster = name.substring(0, Math.min(24, name.length()));
        ann = new Learner("acme", cluster);
        other = new Learner("globex", cluster);
    }

    @Test
    void nothingShowsWhatWasReachedBeforeItIsHandedInAndThenAllIsShownWithWhatDecidedIt() {
        JsonNode paper = ann.begin("mine");
        assertTrue(paper.path("remainingSeconds").asInt() > 290 && paper.path("remainingSeconds").asInt() <= 300, paper::toString);
        String before = ann.get(EXAMS).path("metadata").path("resourceVersion").asText();
        ann.color(PAINT, paint(paper), "green");
        ann.color(PAINT, paint(paper), "red");
        ann.color(PAINT, paint(paper), "green");
        ann.color(PAINT, paint(paper), "red");
        String decisive = ann.get("/api/v1/namespaces/%s/configmaps/%s".formatted(PAINT, paint(paper))).at("/metadata/resourceVersion").asText();
        ann.made("/api/v1/namespaces/%s/configmaps".formatted(ORDER), "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"order\"}}");

        List<String> seen = Stream
                .of(EXAMS, EXAMS + "/mine", EXAMS + "/mine/paper", EXAMS + "/mine/status", RUNS, RUNS + "/mine-paint", RUNS + "/mine-paint/status",
                        RUNS + "/mine-order/story")
                .map(path -> ann.client().get(ann.url(path)).body()).toList();
        for (String text : seen) {
            Stream.of("\"met\"", "unmet", "earned", "score", "sees", "everMet", "trueSince")
                    .forEach(word -> assertFalse(text.contains(word), word + " in " + text));
        }
        String streamed = Stream.of(EXAMS, RUNS)
                .map(path -> ann.client().beginning(ann.url(path + "?watch=true&timeoutSeconds=1&resourceVersion=" + before), 1 << 20))
                .reduce("", String::concat);
        assertFalse(streamed.contains("MODIFIED"), "a goal that is reached is felt in no stream: " + streamed);
        long changes = Long.parseLong(ann.get(EXAMS).path("metadata").path("resourceVersion").asText()) - Long.parseLong(before);
        assertEquals(5, changes, "nobody but the learner has written anything");
        assertEquals(403, ann.client().get(ann.url(RUNS + "/mine-paint/text")).status());

        ann.changed(EXAMS + "/mine", "{\"spec\":{\"finished\":true}}");
        JsonNode status = ann.graded("mine");
        assertEquals("met", goal(status, "painted").path("state").asText(), status::toString);
        assertEquals("met", goal(status, "back").path("state").asText(), "what happened in between is known");
        assertEquals("met", goal(status, "kept").path("state").asText());
        assertEquals("unmet", goal(status, "steady").path("state").asText());
        assertEquals("unmet", goal(status, "allowed").path("state").asText());
        assertEquals(decisive, goal(status, "painted").at("/decided/version").asText());
        assertEquals("ann", goal(status, "painted").at("/decided/actor").asText());
        assertEquals(decisive, goal(status, "painted").at("/objects/0/version").asText());
        // 4 of 5 points at weight 3, 4 of 6 at weight 1
        assertEquals(76, status.at("/score/percent").asInt());
        assertTrue(status.at("/score/passed").asBoolean());
        assertEquals(0, ann.get(EXAMS + "/mine/paper").path("remainingSeconds").asInt());
        assertTrue(other.get(EXAMS).path("items").isEmpty() && other.get(RUNS).path("items").isEmpty());
    }

    @Test
    void whenTheTimeIsOverItIsGradedAsItWasThenThoughNobodyAsks() {
        Instant ends = Instant.now().plusSeconds(7).truncatedTo(ChronoUnit.SECONDS);
        ann.given("mine", ends);
        JsonNode paper = ann.awaitPaper("mine");
        ann.changed("/apis/marina.dev/v1/clocks/cluster", "{\"spec\":{\"advancedSeconds\":3600}}");
        ann.color(PAINT, paint(paper), "red");
        ann.color(PAINT, "steady", "grey");
        assertEquals(403, ann.delete(EXAMS + "/mine").status(), "what a class gave is not taken away");
        Await.until("the time is over", () -> Instant.now().isAfter(ends));
        Answer late = ann.client().send("DELETE", ann.url("/api/v1/namespaces/%s/configmaps/%s".formatted(PAINT, paint(paper))), "", "");
        assertEquals(200, late.status(), late.body());
        assertEquals(403, ann.patch(RUNS + "/mine-paint", "{\"spec\":{\"reset\":{\"number\":1}}}").status());

        JsonNode status = ann.graded("mine");
        assertEquals(ends.toString(), status.path("endedAt").asText(), "by real time, whatever the cluster's clock says");
        assertEquals("met", goal(status, "painted").path("state").asText(), status::toString);
        assertEquals("met", goal(status, "steady").path("state").asText(), "what held until the end is met at the end");
        assertEquals(200, ann.delete(EXAMS + "/mine").status());
    }

    @Test
    void aTaskHasNothingThatHelpsAndIsNobodysToMakeOrTakeAway() {
        assertEquals(403, ann.post(RUNS, labRun("x-paint", "paint", ",\"exam\":\"x\"")).status());
        ann.made(RUNS, labRun("exercise", "paint", ""));
        Answer beside = ann.post(EXAMS, exam("mine", "short", ""));
        assertEquals(403, beside.status(), beside.body());
        assertTrue(beside.body().contains("hand in or delete exercise first"), beside.body());
        assertEquals(200, ann.delete(RUNS + "/exercise").status());
        JsonNode paper = ann.begin("mine");
        String task = RUNS + "/mine-paint";
        for (String change : List.of("\"hints\":[\"how\"]", "\"predictions\":{\"a\":\"1\"}", "\"finished\":true",
                "\"reset\":{\"number\":1,\"step\":\"more\"}")) {
            Answer refused = ann.patch(task, "{\"spec\":{%s}}".formatted(change));
            assertEquals(403, refused.status(), change + refused.body());
        }
        assertEquals(422, ann.patch(task, "{\"spec\":{\"exam\":null}}").status());
        assertEquals(403, ann.patch(task + "/status", "{\"status\":{\"phase\":\"Passed\"}}").status());
        assertEquals(403, ann.delete(task).status());
        assertEquals(403, ann.delete(RUNS).status());
        assertEquals(403, ann.post(RUNS, labRun("again", "order", "")).status(), "a lab would be a place to try it out");
        assertEquals(403, ann.post(EXAMS, exam("second", "short", "")).status());
        assertEquals(422, ann.post(EXAMS, exam("free", "short", ",\"endsAt\":\"2099-01-01T00:00:00Z\"")).status());
        assertEquals(422, ann.post(EXAMS, exam("free", "none", "")).status());
        assertEquals(422, ann.patch(EXAMS + "/mine", "{\"spec\":{\"endsAt\":\"2099-01-01T00:00:00Z\"}}").status());
        assertEquals(403, ann.patch(EXAMS + "/mine/status", "{\"status\":{\"score\":{\"percent\":100}}}").status());
        // its start comes back, and with it what is counted begins anew
        ann.color(PAINT, paint(paper), "red");
        ann.changed(task, "{\"spec\":{\"reset\":{\"number\":1}}}");
        Await.until("the start is there", () -> ann.get(task).at("/status/reset/number").asInt(), number -> number == 1);
        ann.changed(EXAMS + "/mine", "{\"spec\":{\"finished\":true}}");
        assertEquals("unmet", goal(ann.graded("mine"), "painted").path("state").asText());
        assertEquals(422, ann.patch(EXAMS + "/mine", "{\"spec\":{\"finished\":false}}").status());
        other.begin("mine");
    }

    @Test
    void noPolicyOfTheClusterRewritesWhatTheGraderSays() {
        ann.made("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies",
                """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingAdmissionPolicy","metadata":{"name":"cheat"},
                 "spec":{"matchConstraints":{"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*","*/status"]}]},
                  "failurePolicy":"Fail","reinvocationPolicy":"Never","mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":
                   "object.kind == 'ExamRun' || object.kind == 'LabRun' ? [JSONPatch{op: 'add', path: '/metadata/labels', value: {'cheated': 'yes'}}] : []"}}]}}""");
        ann.made("/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingAdmissionPolicyBinding","metadata":{"name":"cheat"},
                 "spec":{"policyName":"cheat"}}""");
        ann.begin("mine");
        ann.changed(EXAMS + "/mine", "{\"spec\":{\"finished\":true}}");
        ann.graded("mine");
        assertFalse(ann.get(EXAMS).toString().contains("cheated") || ann.get(RUNS).toString().contains("cheated"));
        // one of the same name begins with nothing of the former one
        assertEquals(200, ann.delete(EXAMS + "/mine").status());
        ann.begin("mine");
        ann.changed(EXAMS + "/mine", "{\"spec\":{\"finished\":true}}");
        assertEquals(0, ann.graded("mine").at("/score/percent").asInt());
    }

    @Test
    void whoseClusterTakesNoTasksIsGradedAllTheSameWhenItIsOver() {
        ann.made(RUNS, labRun("mine-paint", "order", ""));
        Answer beside = ann.post(EXAMS, exam("mine", "short", ""));
        assertEquals(403, beside.status(), beside.body());
        ann.changed(RUNS + "/mine-paint", "{\"spec\":{\"finished\":true}}");
        Await.until("it is over", () -> ann.get(RUNS + "/mine-paint").at("/status/phase").asText(), "Finished"::equals);
        ann.made(EXAMS, exam("mine", "short", ""));
        JsonNode refused = Await.until("it is said what is in the way", () -> ann.status("mine"), status -> status.path("phase").asText().equals("Refused"));
        assertTrue(refused.at("/message/en").asText().contains("There is a run mine-paint of a lab already"), refused::toString);
        other.made("/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"lab-mine-order\"}}");
        other.made(EXAMS, exam("mine", "short", ""));
        Await.until("the task is refused, and says why", () -> other.get(EXAMS + "/mine/paper").at("/tasks/1/message/en").asText(),
                message -> message.contains("There is a namespace lab-mine-order already"));
        other.changed(EXAMS + "/mine", "{\"spec\":{\"finished\":true}}");
        assertEquals(0, other.graded("mine").at("/tasks/1/points").asInt());
    }

    @Test
    void aCopyOfTheClusterDoesNotTellWhatWasReached() {
        ann.begin("mine");
        JsonNode begun = ann.get(EXAMS + "/mine");
        // as a fork would have it: the same object, begun elsewhere
        ClusterClient.Call call = new ClusterClient.Call(other.record().id(), "system:serviceaccount:kube-system:exam-controller", Cause.clock("test"));
        ClusterClient platform = plane.plane().server().client();
        Document made = platform.create(call, TYPE, Document.parse(exam("mine", "short", ",\"endsAt\":\"%s\"".formatted(begun.at("/spec/endsAt").asText()))
                .getBytes(StandardCharsets.UTF_8)));
        Await.until("it runs", () -> other.status("mine").path("phase").asText(), "Running"::equals);
        Document now = Document.parse(other.get(EXAMS + "/mine").toString().getBytes(StandardCharsets.UTF_8));
        platform.update(call, TYPE, "status", now.with(ann.record().id().value(), "status", "cluster"));
        Await.until("it is void", () -> other.status("mine").path("phase").asText(), "Void"::equals);
        other.changed(EXAMS + "/mine", "{\"spec\":{\"finished\":true}}");
        assertFalse(other.status("mine").has("score"), made::toString);
        assertEquals("Running", ann.status("mine").path("phase").asText());
    }

    @Test
    void anExamThatIsWrongIsLeftOutAndExamsAreReadByThoseWhoMayView() {
        JsonNode exams = ann.get(LEARN + "exams").path("items");
        assertEquals(List.of("minute", "short"), exams.valueStream().map(exam -> exam.at("/metadata/name").asText()).toList());
        assertEquals(5, exams.get(1).at("/spec/tasks/0/points").asInt(), "only the goals that count");
        assertEquals(405, ann.delete(LEARN + "exams/short").status());
        ann.made("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"bob"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[{"kind":"User","name":"bob"}]}""");
        RawClient bob = plane.withCertificate(plane.credentials(ann.record(), "bob"));
        assertEquals(200, bob.get(ann.url(LEARN + "exams")).status());
        assertEquals(403, bob.send("POST", ann.url(EXAMS), JSON, exam("his", "short", "")).status());
        assertEquals(403, plane.withCertificate(plane.credentials(other.record(), "bob")).get(ann.url(EXAMS)).status(), "of another cluster");
    }
}
