package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.testing.RawClient.Answer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Labs of a teacher's cluster that a class opens to a learner's, which is another tenant's; and a third tenant's, to which nothing is open.
class OpenedLabsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs"));

    private static final String GROUP = "/apis/learn.marina.dev/v1/";
    private static final String SOURCES = GROUP + "labsources";
    private static final String RUNS = GROUP + "labruns";
    private static final String TEXT = "Hello.\n\n## Only {#only}\n\nDo it.\n\n## End {#end}\n\nBye.\n";
    private static final String LAB = """
            title: {en: Paint, zh: 上色}
            summary: {en: Paint., zh: 上色。}
            course: first-steps
            order: 1
            minutes: 1
            nodes: none
            start: [given.yaml]
            steps:
            - id: only
              title: {en: Only, zh: 唯一}
              goals:
              - id: red
                title: {en: "It is red", zh: 是红色}
                points: 2
                when:
                  object: {kind: ConfigMap, name: given}
                  is: object.data.color == 'red'
                  see: {en: "It is {object.data.color}.", zh: "{object.data.color}。"}
            hints:
            - id: secret
              goal: red
              price: 1
              say: {en: "The answer is hidden-word.", zh: "答案 hidden-word。"}
            """;
    private static final String GIVEN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: given}\ndata: {color: white}\n";

    private static ClusterAdministrator teacher;
    private static ClusterAdministrator learner;
    private static ClusterAdministrator stranger;

    @BeforeAll
    static void threeTenants() {
        List.of("school", "pupil", "stranger").forEach(tenant -> Tenants.make(plane, tenant));
        teacher = new ClusterAdministrator(plane, "school", "default");
        learner = new ClusterAdministrator(plane, "pupil", "default");
        stranger = new ClusterAdministrator(plane, "stranger", "default");
    }

    private static String source(String name, String yaml) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("labs/paint/lab.yaml", yaml);
        files.put("labs/paint/en.md", TEXT);
        files.put("labs/paint/zh.md", TEXT);
        files.put("labs/paint/solution.sh", "hidden-word");
        files.put("labs/paint/manifests/given.yaml", GIVEN);
        return PackedLabs.of(files).source(name);
    }

    private static String management(String path) {
        return plane.url("marina", "management") + path;
    }

    private static String window(String tenant) {
        return management("/apis/marina.dev/v1/namespaces/%s/clusters/default/openedlabs".formatted(tenant));
    }

    private static Answer open(String tenant, String name, String source) {
        return Tenants.platform(plane).send("POST", window(tenant), "application/json",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"OpenedLabs\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"source\":\"%s\"}}".formatted(name,
                        source));
    }

    private static void opened(String name, String source) {
        Answer answer = open("school", name, source);
        assertEquals(201, answer.status(), answer.body());
    }

    private static void letIn(String tenant, String names) {
        RawClient platform = Tenants.platform(plane);
        String cluster = management("/apis/marina.dev/v1/namespaces/%s/clusters/default".formatted(tenant));
        Await.until("nobody wrote in between", () -> {
            ObjectNode object = (ObjectNode) ClusterAdministrator.json(platform.get(cluster));
            object.withObjectProperty("metadata").withObjectProperty("annotations").put("learn.marina.dev/opened-labs", names);
            return platform.send("PUT", cluster, "application/json", object.toString()).status() == 200;
        });
    }

    private static JsonNode standing(String name) {
        return ClusterAdministrator.json(Tenants.platform(plane).get(window("school") + "?names=" + name)).path("items");
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").valueStream().map(item -> item.path("metadata").path("name").asText()).toList();
    }

    private static String run(String lab) {
        return "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%1$s\"},\"spec\":{\"lab\":\"%1$s\"}}".formatted(lab);
    }

    private static JsonNode status(String lab) {
        return learner.get(RUNS + "/" + lab).path("status");
    }

    @Test
    void aLearnersClusterRunsItAsItsOwnAndAThirdTenantKnowsNothingOfIt() {
        teacher.made(SOURCES, source("paints", LAB));
        opened("class-0000000a", "paints");
        String lab = "class-0000000a--paint";
        assertEquals(List.of("colors"), names(learner.get(GROUP + "labs")), "a copy alone opens nothing");
        letIn("pupil", "class-0000000a,class-ffffffff");

        assertEquals(List.of("colors", lab), names(learner.get(GROUP + "labs")));
        assertTrue(learner.get(GROUP + "labs/" + lab + "/text").path("languages").path("en").path("intro").asText().startsWith("Hello."));
        learner.made(RUNS, run(lab));
        Await.until("it has begun", () -> status(lab), status -> status.has("goals"));
        learner.changed("/api/v1/namespaces/lab-" + lab + "/configmaps/given", "{\"data\":{\"color\":\"red\"}}");
        Await.until("it is passed", () -> status(lab), status -> status.path("phase").asText().equals("Passed"));
        JsonNode seen = ClusterAdministrator.json(Tenants.platform(plane)
                .get(management("/apis/marina.dev/v1/namespaces/pupil/clusters/default/labresults?labs=" + lab)));
        assertEquals("Passed", seen.at("/items/0/phase").asText());

        for (ClusterAdministrator other : List.of(stranger, teacher)) {
            assertFalse(names(other.get(GROUP + "labs")).contains(lab));
            assertEquals(404, other.client().get(other.url(GROUP + "labs/" + lab)).status());
            assertEquals(404, other.client().get(other.url(GROUP + "labs/" + lab + "/text")).status());
            Answer refused = other.post(RUNS, run(lab));
            assertEquals(422, refused.status(), refused.body());
        }
        assertEquals(List.of("colors"), names(ClusterAdministrator.json(Tenants.platform(plane).get(management(GROUP + "labs")))),
                "nor is it a lab of the installation");
    }

    @Test
    void whatIsInASourceIsNowhereInTheLearnersCluster() {
        teacher.made(SOURCES, source("secretive", LAB));
        Answer opened = open("school", "class-0000000b", "secretive");
        assertFalse(opened.body().contains("archive") || opened.body().contains("UEsDB"), opened.body());
        letIn("pupil", "class-0000000b");
        String lab = "class-0000000b--paint";
        learner.made(RUNS, run(lab));
        Await.until("it has begun", () -> status(lab), status -> status.has("goals"));

        assertEquals(0, learner.get(SOURCES).path("items").size());
        assertEquals(404, learner.client().get(learner.url(SOURCES + "/class-0000000b")).status());
        for (String path : List.of(GROUP + "labs/" + lab, GROUP + "labs/" + lab + "/text", RUNS + "/" + lab, RUNS + "/" + lab + "/text",
                RUNS + "/" + lab + "/story", "/debug/store/keys?limit=500")) {
            String body = learner.get(path).toString();
            assertFalse(body.contains("hidden-word") || body.contains("UEsDB") || body.contains("paints") || body.contains("school"), path + ": " + body);
        }
        for (Answer direct : List.of(learner.client().get(management(SOURCES + "/class-0000000b")),
                learner.client().get(window("school") + "?names=class-0000000b"),
                stranger.client().get(management(SOURCES)))) {
            assertTrue(direct.status() == 401 || direct.status() == 403, direct.status() + " " + direct.body());
        }
        assertEquals(403, Tenants.platform(plane).get(management(SOURCES + "/class-0000000b")).status(), "the platform reads no archive either");
    }

    @Test
    void aNameThatClassesHaveIsNoTenantsAndACopyIsOneTenants() {
        Answer taken = learner.post(SOURCES, source("class-0000000c", LAB));
        assertEquals(403, taken.status(), taken.body());
        assertTrue(taken.body().contains("choose another name"), taken.body());
        teacher.made(SOURCES, source("first", LAB));
        opened("class-0000000c", "first");
        stranger.made(SOURCES, source("second", LAB));
        assertEquals(409, open("stranger", "class-0000000c", "second").status());
        assertEquals(0, ClusterAdministrator.json(Tenants.platform(plane).get(window("stranger") + "?names=class-0000000c")).path("items").size());
        assertEquals(404, open("school", "class-0000000d", "second").status(), "another tenant's source is none of this one's");
        assertEquals(400, open("school", "mine", "first").status());
        teacher.made(SOURCES, source("wrong", "title: nothing"));
        Answer none = open("school", "class-0000000d", "wrong");
        assertEquals(422, none.status(), none.body());
        assertTrue(none.body().contains("spec.source"), none.body());
    }

    @Test
    void openedAgainItIsWhatTheSourceIsNowAndRunsFollow() {
        teacher.made(SOURCES, source("growing", LAB));
        opened("class-0000000e", "growing");
        letIn("pupil", "class-0000000e");
        String lab = "class-0000000e--paint";
        learner.made(RUNS, run(lab));
        Await.until("it has begun", () -> status(lab), status -> status.has("goals"));
        String changed = ClusterAdministrator.json(new Answer(200, source("growing", LAB.replace("It is red", "It is really red")), Map.of()))
                .at("/spec/archive")
                .asText();
        teacher.changed(SOURCES + "/growing", "{\"spec\":{\"archive\":\"%s\"}}".formatted(changed));
        assertEquals("Changed", standing("class-0000000e").at("/0/now").asText());
        assertEquals("It is red", status(lab).at("/goals/0/title/en").asText(), "until somebody opens it again learners go on with what they have");

        assertEquals(200, open("school", "class-0000000e", "growing").status());

        Await.until("the run has the new goal", () -> status(lab), status -> status.at("/goals/0/title/en").asText().equals("It is really red"));
        assertEquals("Same", standing("class-0000000e").at("/0/now").asText());
        assertEquals("It is really red", standing("class-0000000e").at("/0/labs/0/goals/0/title/en").asText());
    }

    @Test
    void theSourceMayGoAndTheClassGoesOnAndWhenTheClassTakesItAwayTheRunSaysSo() {
        teacher.made(SOURCES, source("leaving", LAB));
        opened("class-0000000f", "leaving");
        letIn("pupil", "class-0000000f");
        String lab = "class-0000000f--paint";
        learner.made(RUNS, run(lab));
        Await.until("it has begun", () -> status(lab), status -> status.has("goals"));
        assertEquals(200, teacher.delete(SOURCES + "/leaving").status());
        assertEquals("Gone", standing("class-0000000f").at("/0/now").asText());
        learner.changed("/api/v1/namespaces/lab-" + lab + "/configmaps/given", "{\"data\":{\"color\":\"blue\"}}");
        Await.until("it is graded all the same", () -> status(lab), status -> status.at("/goals/0/sees/en").asText().equals("It is blue."));

        assertEquals(200, Tenants.platform(plane).send("DELETE", management(SOURCES + "/class-0000000f"), "", "").status());

        JsonNode told = Await.until("the run says it without another change", () -> status(lab), status -> status.has("message"));
        assertTrue(told.at("/message/en").asText().startsWith("No class opens lab " + lab), told.toString());
        assertFalse(told.at("/message/zh").asText().isEmpty());
        assertEquals(List.of("colors"), names(learner.get(GROUP + "labs")));
        assertEquals(404, learner.client().get(learner.url(RUNS + "/" + lab + "/text")).status());
        assertEquals(200, learner.client().get(learner.url("/api/v1/namespaces/lab-" + lab + "/configmaps/given")).status(), "what was made stays");
        assertEquals(200, learner.delete(RUNS + "/" + lab).status());
    }
}
