package dev.marina.testing;

import static dev.marina.testing.ClusterAdministrator.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.testing.RawClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How a learner goes through a lab by the API: it begins, its goals are ticked and unticked by what is there, and nobody gives themselves points.
class LabRunTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs"));

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns";

    private Learner ann;
    private Learner other;

    /// Who does labs.
    private static final class Learner extends ClusterAdministrator {
        Learner(String tenant, String cluster) {
            super(plane, tenant, cluster);
        }

        JsonNode status(String run) {
            return get(RUNS + "/" + run).path("status");
        }

        JsonNode goal(String run, String goal) {
            return status(run).path("goals").valueStream().filter(each -> each.path("id").asText().equals(goal)).findFirst()
                    .orElse(Document.mapper().createObjectNode());
        }

        void awaitGoal(String run, String goal, String state) {
            Await.until(goal + " is " + state, () -> goal(run, goal), seen -> seen.path("state").asText().equals(state));
        }

        /// Begins it and answers what its values are.
        JsonNode begin(String lab) {
            made(RUNS,
                    "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%1$s\"},\"spec\":{\"lab\":\"%1$s\"}}".formatted(lab));
            return Await.until("it has begun", () -> status(lab), status -> status.has("goals")).path("values");
        }

        void configMap(String namespace, String name, String color) {
            made("/api/v1/namespaces/%s/configmaps".formatted(namespace),
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"color\":\"%s\"}}".formatted(name, color));
        }

        void color(String namespace, String name, String color) {
            changed("/api/v1/namespaces/%s/configmaps/%s".formatted(namespace, name), "{\"data\":{\"color\":\"%s\"}}".formatted(color));
        }
    }

    @BeforeEach
    void twoClusters(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        String cluster = name.substring(0, Math.min(24, name.length()));
        ann = new Learner("acme", cluster);
        other = new Learner("globex", cluster);
    }

    @Test
    void aGoalIsTickedWhenItIsReachedAndUntickedWhenItIsLostAndNothingOfAnotherClusterCounts() {
        JsonNode values = ann.begin("colors");
        other.begin("colors");
        assertEquals("unmet", ann.goal("colors", "painted").path("state").asText());
        assertEquals("There is no ConfigMap %s in namespace lab-colors yet.".formatted(values.path("paint").asText()),
                ann.goal("colors", "painted").path("sees").path("en").asText());

        ann.configMap("lab-colors", values.path("paint").asText(), "red");
        Instant made = Instant.now();
        ann.awaitGoal("colors", "painted", "met");
        assertTrue(Duration.between(made, Instant.now()).compareTo(Duration.ofSeconds(2)) < 0);
        assertEquals("颜色是 red。", ann.goal("colors", "painted").path("sees").path("zh").asText());
        assertEquals(3, ann.status("colors").path("score").path("points").asInt());

        Instant lost = Instant.now();
        ann.color("lab-colors", values.path("paint").asText(), "blue");
        ann.awaitGoal("colors", "painted", "regressed");
        assertTrue(Duration.between(lost, Instant.now()).compareTo(Duration.ofSeconds(2)) < 0);
        assertEquals(0, ann.goal("colors", "painted").path("earned").asInt());
        assertEquals("unmet", other.goal("colors", "painted").path("state").asText());
    }

    @Test
    void aPartOfWhatIsCountedBringsAPartOfThePoints() {
        ann.begin("colors");
        ann.configMap("lab-colors", "one", "green");
        Await.until("a third of it", () -> ann.goal("colors", "three"), goal -> goal.path("earned").asInt() == 1);
        assertEquals("unmet", ann.goal("colors", "three").path("state").asText());
        ann.configMap("lab-colors", "two", "green");
        ann.configMap("lab-colors", "three", "green");
        ann.awaitGoal("colors", "three", "met");
        assertEquals(3, ann.goal("colors", "three").path("earned").asInt());
    }

    @Test
    void whatTheLabBeginsWithIsTheGradersAndGoesWithTheRun() {
        ann.begin("colors");
        JsonNode given = ann.get("/api/v1/namespaces/lab-colors/configmaps/given");
        assertEquals("white", given.path("data").path("color").asText());
        JsonNode entries = ann.get(RUNS + "/colors/story").path("entries");
        assertTrue(entries.isEmpty(), entries::toString);

        assertEquals(200, ann.delete(RUNS + "/colors").status());
        Await.until("its namespace has gone", () -> ann.client().get(ann.url("/api/v1/namespaces/lab-colors")).status(), status -> status == 404);
        ann.begin("colors");
    }

    @Test
    void theStoryIsToldFromTheLogOfTheLearnersOwnCluster() {
        ann.begin("colors");
        ann.configMap("lab-colors", "one", "green");
        ann.delete("/api/v1/namespaces/lab-colors/configmaps/one");
        JsonNode story = ann.get(RUNS + "/colors/story");
        assertTrue(story.path("complete").asBoolean(), story::toString);
        assertEquals(List.of("You created ConfigMap one.", "You deleted ConfigMap one."),
                story.path("entries").valueStream().map(entry -> entry.path("text").path("en").asText()).toList());
        assertEquals("ann", story.path("entries").get(0).path("actor").asText());
        assertTrue(other.get(RUNS).path("items").isEmpty());
    }

    @Test
    void aResetBringsTheStartBackWithinThreeSeconds() {
        JsonNode values = ann.begin("colors");
        ann.configMap("lab-colors", values.path("paint").asText(), "red");
        ann.color("lab-colors", "given", "black");
        ann.awaitGoal("colors", "painted", "met");
        Instant asked = Instant.now();
        ann.changed(RUNS + "/colors", "{\"spec\":{\"reset\":{\"number\":1}}}");
        Await.until("the start is there", () -> ann.status("colors"), status -> status.path("reset").path("number").asInt() == 1 && status.has("goals"));
        assertTrue(Duration.between(asked, Instant.now()).compareTo(Duration.ofSeconds(3)) < 0);
        assertEquals("white", ann.get("/api/v1/namespaces/lab-colors/configmaps/given").path("data").path("color").asText());
        assertEquals("unmet", ann.goal("colors", "painted").path("state").asText());
        assertEquals(404, ann.client().get(ann.url("/api/v1/namespaces/lab-colors/configmaps/" + values.path("paint").asText())).status());

        ann.changed(RUNS + "/colors", "{\"spec\":{\"reset\":{\"number\":2,\"step\":\"more\"}}}");
        Await.until("the second step can begin", () -> ann.status("colors").path("reset").path("number").asInt(), number -> number == 2);
        ann.awaitGoal("colors", "painted", "met");
    }

    @Test
    void whatALearnerLeftInTheWayDoesNotStopAReset() {
        ann.begin("colors");
        ann.made("/api/v1/namespaces/lab-colors/configmaps",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"held\",\"finalizers\":[\"example.com/mine\"]}}");
        ann.made("/api/v1/namespaces/lab-colors/pods",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"slow\"},\"spec\":{\"terminationGracePeriodSeconds\":600,\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        Instant asked = Instant.now();
        ann.changed(RUNS + "/colors", "{\"spec\":{\"reset\":{\"number\":1}}}");
        Await.until("the start is there", () -> ann.status("colors"), status -> status.path("reset").path("number").asInt() == 1);
        assertTrue(Duration.between(asked, Instant.now()).compareTo(Duration.ofSeconds(3)) < 0);
        assertEquals(404, ann.client().get(ann.url("/api/v1/namespaces/lab-colors/configmaps/held")).status());
    }

    @Test
    void nobodyWritesTheStatusOfTheirRun() {
        ann.begin("colors");
        String path = RUNS + "/colors";
        String points = "{\"status\":{\"score\":{\"points\":100},\"goals\":[{\"id\":\"painted\",\"state\":\"met\"}]}}";
        Answer patched = ann.patch(path + "/status", points);
        assertEquals(403, patched.status(), patched.body());
        assertTrue(patched.body().contains("written by its grader alone"), patched.body());
        assertEquals(403, ann.client().send("PUT", ann.url(path + "/status"), JSON, ann.get(path).toString().replace("\"unmet\"", "\"met\"")).status());
        assertEquals(403, ann.client().send("PATCH", ann.url(path + "/status?fieldManager=ann&force=true"), "application/apply-patch+yaml",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"colors\"},%s".formatted(points.substring(1))).status());
        assertEquals(200, ann.patch(path, points).status());
        // the grader's name is not enough
        Answer impersonated = ann.client().send("PATCH", ann.url(path + "/status"), MERGE, points,
                java.util.Map.of("Impersonate-User", "system:serviceaccount:kube-system:lab-controller"));
        assertEquals(403, impersonated.status(), impersonated.body());
        JsonNode token = json(tokenOfTheGradersAccount());
        assertEquals(403, plane.withToken(token.path("status").path("token").asText()).send("PATCH", ann.url(path + "/status"), MERGE, points).status());
        assertEquals(0, ann.status("colors").path("score").path("points").asInt());
        assertEquals("unmet", ann.goal("colors", "painted").path("state").asText());
    }

    private Answer tokenOfTheGradersAccount() {
        ann.made("/api/v1/namespaces/kube-system/serviceaccounts",
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"lab-controller\"}}");
        ann.made("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"cheat"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
                 "subjects":[{"kind":"ServiceAccount","name":"lab-controller","namespace":"kube-system"}]}""");
        return ann.post("/api/v1/namespaces/kube-system/serviceaccounts/lab-controller/token",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":600}}");
    }

    @Test
    void aRunIsOfALabThatThereIsAndTheyAreFew() {
        String run = "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"lab\":\"%s\"}}";
        Answer unknown = ann.post(RUNS, run.formatted("x", "nothing"));
        assertEquals(422, unknown.status(), unknown.body());
        assertTrue(unknown.body().contains("spec.lab: Unsupported value: \\\"nothing\\\": supported values: \\\"colors\\\""), unknown.body());
        for (int i = 0; i < 10; i++) {
            ann.made(RUNS, run.formatted("run-" + i, "colors"));
        }
        Answer many = ann.post(RUNS, run.formatted("run-10", "colors"));
        assertEquals(403, many.status(), many.body());
        assertTrue(many.body().contains("delete one that is not needed any more"), many.body());
        other.begin("colors");
    }

    @Test
    void valuesDifferByTheSeedAndWhatWasAskedForIsNotTakenBack() {
        JsonNode values = ann.begin("colors");
        JsonNode run = ann.get(RUNS + "/colors");
        assertTrue(run.path("spec").path("seed").asLong() > 0, run::toString);
        String text = ann.get(RUNS + "/colors/text").path("languages").path("zh").path("steps").get(0).path("body").asText();
        assertTrue(text.contains(values.path("paint").asText()) && !text.contains("${"), text);
        assertEquals(422, ann.patch(RUNS + "/colors", "{\"spec\":{\"seed\":5}}").status());
        assertEquals(422, ann.patch(RUNS + "/colors", "{\"spec\":{\"lab\":\"other\"}}").status());
        ann.changed(RUNS + "/colors", "{\"spec\":{\"hints\":[\"how\"]}}");
        assertEquals(422, ann.patch(RUNS + "/colors", "{\"spec\":{\"hints\":[]}}").status());
        JsonNode hint = Await.until("it is told", () -> ann.status("colors").path("hints").path(0), seen -> seen.path("state").asText().equals("taken"));
        assertTrue(hint.path("text").path("zh").asText().contains(values.path("paint").asText()), hint::toString);
        assertEquals(1, ann.status("colors").path("score").path("hints").asInt());
    }

    @Test
    void aPredictionIsScoredOnceItIsKnownAndNotChanged() {
        JsonNode values = ann.begin("colors");
        ann.changed(RUNS + "/colors", "{\"spec\":{\"predictions\":{\"how-many\":\"2\"}}}");
        assertEquals(422, ann.patch(RUNS + "/colors", "{\"spec\":{\"predictions\":{\"how-many\":\"3\"}}}").status());
        Await.until("it is taken down", () -> ann.status("colors").path("predictions").path(0).path("state").asText(), "answered"::equals);
        ann.configMap("lab-colors", values.path("paint").asText(), "red");
        JsonNode judged = Await.until("it is judged", () -> ann.status("colors").path("predictions").path(0),
                seen -> seen.path("state").asText().equals("right"));
        assertEquals("2", judged.path("truth").asText());
        assertEquals(1, judged.path("earned").asInt());
        ann.configMap("lab-colors", "another", "green");
        ann.awaitGoal("colors", "painted", "met");
        assertEquals("right", ann.status("colors").path("predictions").path(0).path("state").asText());
    }

    @Test
    void whatMustHappenInOrderIsSeenAtEveryChangeHoweverFast() {
        JsonNode values = ann.begin("colors");
        String paint = values.path("paint").asText();
        ann.configMap("lab-colors", paint, "green");
        ann.color("lab-colors", paint, "red");
        ann.color("lab-colors", paint, "green");
        ann.awaitGoal("colors", "back", "met");
        ann.color("lab-colors", paint, "blue");
        ann.awaitGoal("colors", "back", "met");
        assertTrue(ann.goal("colors", "back").path("sees").path("en").asText().contains("3 of 3"));
    }

    @Test
    void whatMustAlwaysHaveBeenSoIsLostByOneMoment() {
        JsonNode values = ann.begin("colors");
        ann.color("lab-colors", "given", "black");
        ann.color("lab-colors", "given", "white");
        ann.configMap("lab-colors", values.path("paint").asText(), "red");
        ann.awaitGoal("colors", "painted", "met");
        JsonNode kept = Await.until("it is said when", () -> ann.goal("colors", "kept"), goal -> goal.has("brokenAt"));
        assertEquals("unmet", kept.path("state").asText());
        assertTrue(kept.path("sees").path("en").asText().contains("The colour is black."), kept::toString);

        JsonNode others = other.begin("colors");
        other.configMap("lab-colors", others.path("paint").asText(), "red");
        other.awaitGoal("colors", "kept", "met");
        other.color("lab-colors", "given", "black");
        other.awaitGoal("colors", "painted", "met");
        assertEquals("met", other.goal("colors", "kept").path("state").asText());
    }

    @Test
    void whatHasToHoldIsMetByTheClustersClock() {
        ann.begin("colors");
        ann.configMap("lab-colors", "steady", "grey");
        ann.awaitGoal("colors", "steady", "holding");
        assertTrue(ann.goal("colors", "steady").has("metAfter"));
        ann.changed("/apis/marina.dev/v1/clocks/cluster", "{\"spec\":{\"advancedSeconds\":3600}}");
        ann.awaitGoal("colors", "steady", "met");
    }

    @Test
    void aGoalThatComesAndGoesIsFlapping() {
        JsonNode values = ann.begin("colors");
        String paint = values.path("paint").asText();
        ann.configMap("lab-colors", paint, "red");
        for (int i = 0; i < 2; i++) {
            ann.color("lab-colors", paint, "blue");
            ann.color("lab-colors", paint, "red");
        }
        ann.awaitGoal("colors", "painted", "flapping");
    }

    @Test
    void aRunIsWrittenOnlyWhenSomethingOfItChanges() {
        ann.begin("colors");
        ann.configMap("lab-colors", "steady", "grey");
        ann.awaitGoal("colors", "steady", "holding");
        String version = ann.get(RUNS + "/colors").path("metadata").path("resourceVersion").asText();
        ann.configMap("default", "elsewhere", "red");
        ann.configMap("lab-colors", "yellow", "yellow");
        ann.changed("/api/v1/namespaces/lab-colors/configmaps/yellow", "{\"data\":{\"shade\":\"light\"}}");
        // what comes after has been graded, so what was before has been too
        ann.configMap("lab-colors", "one", "green");
        Await.until("it is graded", () -> ann.goal("colors", "three"), goal -> goal.path("earned").asInt() == 1);
        assertEquals(1, changesOfTheRunSince(version));
    }

    private long changesOfTheRunSince(String version) {
        String seen = ann.client().beginning(ann.url(RUNS + "?watch=true&timeoutSeconds=1&resourceVersion=" + version), 1 << 20);
        return seen.lines().filter(line -> line.contains("\"MODIFIED\"")).count();
    }

    @Test
    void theLabBreaksSomethingOnceWhenAGoalIsMet() {
        JsonNode values = ann.begin("colors");
        ann.configMap("lab-colors", values.path("paint").asText(), "red");
        Await.until("the lab has struck", () -> ann.status("colors").path("faults"), faults -> faults.size() == 1);
        assertEquals("brown", ann.get("/api/v1/namespaces/lab-colors/configmaps/spill").path("data").path("color").asText());
    }

    @Test
    void aRunThatIsHandedInStaysAsItWas() {
        JsonNode values = ann.begin("colors");
        ann.configMap("lab-colors", values.path("paint").asText(), "red");
        ann.awaitGoal("colors", "painted", "met");
        ann.changed(RUNS + "/colors", "{\"spec\":{\"finished\":true}}");
        Await.until("it is finished", () -> ann.status("colors").path("phase").asText(), "Finished"::equals);
        ann.delete("/api/v1/namespaces/lab-colors/configmaps/" + values.path("paint").asText());
        ann.configMap("lab-colors", "one", "green");
        assertEquals("met", ann.goal("colors", "painted").path("state").asText());
        assertEquals(422, ann.patch(RUNS + "/colors", "{\"spec\":{\"finished\":false}}").status());
    }

    @Test
    void labsAreReadByEverybodyOfTheClusterAndWrittenByNobody() {
        ann.made("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"bob"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[{"kind":"User","name":"bob"}]}""");
        RawClient bob = plane.withCertificate(plane.credentials(ann.record(), "bob"));
        JsonNode labs = json(bob.get(ann.url("/apis/learn.marina.dev/v1/labs"))).path("items");
        assertEquals(List.of("colors"), labs.valueStream().map(lab -> lab.path("metadata").path("name").asText()).toList());
        assertEquals("Colours", labs.get(0).path("spec").path("title").path("en").asText());
        assertFalse(json(bob.get(ann.url("/apis/learn.marina.dev/v1/labs/colors/text"))).path("languages").path("en").path("intro").asText().isEmpty());
        assertEquals(403, bob.send("POST", ann.url(RUNS), JSON, "{}").status());
        assertEquals(405, ann.post("/apis/learn.marina.dev/v1/labs", "{}").status());
        assertEquals(404, ann.client().get(ann.url("/apis/learn.marina.dev/v1/labs/nothing")).status());
        assertEquals(404, ann.client().get(ann.url("/apis/learn.marina.dev/v1/labs/nothing/text")).status());
        assertEquals(405, ann.delete("/apis/learn.marina.dev/v1/labs/colors").status());
    }
}
