package dev.marina.testing;

import static dev.marina.testing.ClusterAdministrator.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.testing.RawClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Labs that a cluster's own people bring: they are there and nowhere else, and whoever wrote them, they do and see no more than is theirs.
class LabSourceTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs"));

    private static final String GROUP = "/apis/learn.marina.dev/v1/";
    private static final String SOURCES = GROUP + "labsources";
    private static final String RUNS = GROUP + "labruns";
    private static final String TEXT = "Hello.\n\n## Only {#only}\n\nDo it.\n\n## End {#end}\n\nBye.\n";
    private static final String LAB = """
            title: {en: Mine, zh: 我的}
            summary: {en: Mine., zh: 我的。}
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
                title: {en: It is red, zh: 是红色}
                points: 2
                when:
                  object: {kind: ConfigMap, name: given}
                  is: object.data.color == 'red'
                  see: {en: "It is {object.data.color}.", zh: "{object.data.color}。"}
            """;
    private static final String GIVEN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: given}\ndata: {color: white}\n";

    private ClusterAdministrator ann;
    private ClusterAdministrator other;

    @BeforeEach
    void twoClusters(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        String cluster = name.substring(0, Math.min(24, name.length()));
        ann = new ClusterAdministrator(plane, "acme", cluster);
        other = new ClusterAdministrator(plane, "globex", cluster);
    }

    private static Map<String, String> lab(String yaml, String given) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("labs/paint/lab.yaml", yaml);
        files.put("labs/paint/en.md", TEXT);
        files.put("labs/paint/zh.md", TEXT);
        files.put("labs/paint/manifests/given.yaml", given);
        return files;
    }

    private static String source(Map<String, String> files) {
        return PackedLabs.of(files).source("mine");
    }

    private static String body(String archive) {
        return "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabSource\",\"metadata\":{\"name\":\"mine\"},\"spec\":{\"archive\":\"%s\"}}"
                .formatted(archive);
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").valueStream().map(item -> item.path("metadata").path("name").asText()).toList();
    }

    private static String run(String lab) {
        return "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%1$s\"},\"spec\":{\"lab\":\"%1$s\"}}".formatted(lab);
    }

    private JsonNode status() {
        return ann.get(RUNS + "/mine--paint").path("status");
    }

    private JsonNode begin(String yaml, String given) {
        ann.made(SOURCES, source(lab(yaml, given)));
        ann.made(RUNS, run("mine--paint"));
        return Await.until("it has begun", this::status, status -> status.has("goals"));
    }

    private JsonNode goal(String id) {
        return status().path("goals").valueStream().filter(goal -> goal.path("id").asText().equals(id)).findFirst().orElseThrow();
    }

    private void awaitState(String state) {
        Await.until("red is " + state, () -> goal("red"), goal -> goal.path("state").asText().equals(state));
    }

    @Test
    void labsOfASourceAreInItsClusterAndInNoOtherAndAreGraded() {
        ann.made(SOURCES, source(lab(LAB, GIVEN)));
        assertEquals(List.of("colors", "mine--paint"), names(ann.get(GROUP + "labs")));
        assertEquals("mine", ann.get(GROUP + "labs/mine--paint").path("spec").path("source").asText());
        assertTrue(ann.get(GROUP + "labs/mine--paint/text").path("languages").path("en").path("intro").asText().startsWith("Hello."));
        assertEquals(List.of("colors"), names(other.get(GROUP + "labs")));
        assertEquals(404, other.client().get(other.url(GROUP + "labs/mine--paint/text")).status());
        assertEquals(422, other.post(RUNS, run("mine--paint")).status());

        ann.made(RUNS, run("mine--paint"));
        Await.until("it has begun", this::status, status -> status.has("goals"));
        assertEquals("It is white.", goal("red").path("sees").path("en").asText());
        ann.changed("/api/v1/namespaces/lab-mine--paint/configmaps/given", "{\"data\":{\"color\":\"red\"}}");
        awaitState("met");
        assertEquals(List.of("You changed ConfigMap given."), ann.get(RUNS + "/mine--paint/story").path("entries").valueStream()
                .map(entry -> entry.path("text").path("en").asText()).toList());
        Await.until("it is passed", this::status, status -> status.path("phase").asText().equals("Passed"));
        ann.changed(RUNS + "/mine--paint", "{\"spec\":{\"reset\":{\"number\":1}}}");
        Await.until("the start is there", this::status, status -> status.path("reset").path("number").asInt() == 1 && status.has("goals"));
        assertEquals("It is white.", goal("red").path("sees").path("en").asText());
    }

    @Test
    void anotherSourceOfTheSameNameElsewhereIsAnotherSource() {
        ann.made(SOURCES, source(lab(LAB, GIVEN)));
        other.made(SOURCES, source(lab(LAB.replace("en: Mine,", "en: Theirs,"), GIVEN)));
        assertEquals("Mine", ann.get(GROUP + "labs/mine--paint").path("spec").path("title").path("en").asText());
        assertEquals("Theirs", other.get(GROUP + "labs/mine--paint").path("spec").path("title").path("en").asText());
        assertEquals(200, other.delete(SOURCES + "/mine").status());
        assertEquals(List.of("colors"), names(other.get(GROUP + "labs")));
        assertEquals(List.of("colors", "mine--paint"), names(ann.get(GROUP + "labs")));
    }

    @Test
    void whatIsWrongIsSaidWithFileLineAndFieldAlsoOfADryRunWhichKeepsNothing() {
        Map<String, String> files = lab(LAB, GIVEN);
        files.put("labs/wrong/lab.yaml", LAB.replace("points: 2", "points: 100"));
        files.put("labs/wrong/en.md", TEXT);
        files.put("labs/wrong/zh.md", TEXT);
        files.put("labs/wrong/manifests/given.yaml", GIVEN);
        Answer answer = ann.post(SOURCES + "?dryRun=All", source(files));
        assertEquals(201, answer.status(), answer.body());
        JsonNode problem = json(answer).path("status").path("problems").get(0);
        assertEquals("labs/wrong/lab.yaml", problem.path("file").asText());
        assertEquals(14, problem.path("line").asInt());
        assertEquals("steps[0].goals[0].points", problem.path("field").asText());
        assertTrue(problem.path("message").asText().contains("should be less than or equal to 20"), problem::toString);
        assertEquals("mine--paint", json(answer).path("status").path("labs").get(0).path("id").asText());
        assertEquals(List.of(), names(ann.get(SOURCES)));
        assertEquals(List.of("colors"), names(ann.get(GROUP + "labs")));

        ann.made(SOURCES, source(files));
        assertEquals(List.of("colors", "mine--paint"), names(ann.get(GROUP + "labs")));
    }

    @Test
    void whatNobodyCanLookIntoIsRefusedAndChangesNothing() {
        Answer noArchive = ann.post(SOURCES, body("aGVsbG8="));
        assertEquals(422, noArchive.status(), noArchive.body());
        assertTrue(noArchive.body().contains("spec.archive") && noArchive.body().contains("is neither a .tar.gz nor a .zip"), noArchive.body());
        Answer elsewhere = ann.post(SOURCES, source(Map.of("../lab.yaml", LAB)));
        assertEquals(422, elsewhere.status(), elsewhere.body());
        Answer large = ann.post(SOURCES, body("A".repeat(349_532)));
        assertEquals(422, large.status(), large.body());
        Answer name = ann.post(SOURCES, source(lab(LAB, GIVEN)).replace("\"mine\"", "\"a--b\""));
        assertEquals(422, name.status(), name.body());
        assertEquals(List.of(), names(ann.get(SOURCES)));
        ann.made(SOURCES, source(lab(LAB, GIVEN)));
        Answer worse = ann.patch(SOURCES + "/mine", "{\"spec\":{\"archive\":\"aGVsbG8=\"}}");
        assertEquals(422, worse.status(), worse.body());
        assertEquals(List.of("colors", "mine--paint"), names(ann.get(GROUP + "labs")));
    }

    @Test
    void aLabMakesNothingOutsideOfItsNamespaceWhateverItsManifestsSay() {
        String beyond = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: door}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: mallory}]
                """;
        ann.made(SOURCES, source(lab(LAB, beyond)));
        ann.made(RUNS, run("mine--paint"));
        JsonNode refused = Await.until("it is refused", this::status, status -> status.has("message"));
        JsonNode told = Await.until("it is said why", this::status, status -> status.path("message").path("en").asText().contains("is forbidden"));
        assertTrue(told.path("message").path("en").asText().contains("marina:lab:mine--paint"), refused::toString);
        assertEquals(404, ann.client().get(ann.url("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/door")).status());

        for (String elsewhere : List.of(GIVEN.replace("name: given", "name: given, namespace: default"),
                beyond.replace("ClusterRoleBinding", "RoleBinding"),
                "apiVersion: apps.marina.dev/v1\nkind: Build\nmetadata: {name: b}\nspec: {source: {git: {url: 'http://x/'}}}\n",
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: more}\n")) {
            ann.delete(RUNS + "/mine--paint");
            Await.until("the run is gone", () -> ann.client().get(ann.url("/api/v1/namespaces/lab-mine--paint")).status(), status -> status == 404);
            assertEquals(200, ann.client().send("PUT", ann.url(SOURCES + "/mine"), "application/json", source(lab(LAB, elsewhere))).status());
            ann.made(RUNS, run("mine--paint"));
            Await.until("it is said why not " + elsewhere, this::status, status -> status.path("message").path("en").asText().contains("is forbidden"));
        }
        assertEquals(404, ann.client().get(ann.url("/api/v1/namespaces/default/configmaps/given")).status());
        assertEquals(404, ann.client().get(ann.url("/api/v1/namespaces/more")).status());
    }

    @Test
    void aPodThatWouldBeMoreThanAnOrdinaryOneIsRefused() {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: given}\nspec: {hostNetwork: true, containers: [{name: c, image: 'marina/busybox:1'}]}\n";
        ann.made(SOURCES, source(lab(LAB, pod)));
        ann.made(RUNS, run("mine--paint"));
        Await.until("it is said why", this::status, status -> status.path("message").path("en").asText().contains("violates PodSecurity \"baseline"));
    }

    @Test
    void aFaultThatReachesFurtherIsSaidToBeRefusedAndGoalsAreJudgedAllTheSame() {
        Map<String, String> files = lab(LAB + """
                faults:
                - id: door
                  at: red
                  apply: door.yaml
                  say: {en: A door was opened., zh: 门打开了。}
                """, GIVEN);
        files.put("labs/paint/manifests/door.yaml", GIVEN.replace("name: given", "name: door, namespace: default"));
        ann.made(SOURCES, source(files));
        ann.made(RUNS, run("mine--paint"));
        Await.until("it has begun", this::status, status -> status.has("goals"));
        ann.changed("/api/v1/namespaces/lab-mine--paint/configmaps/given", "{\"data\":{\"color\":\"red\"}}");
        awaitState("met");
        assertTrue(status().path("faults").get(0).path("did").path("en").asText().startsWith("What the lab wanted to do was refused"), status()::toString);
        assertEquals(404, ann.client().get(ann.url("/api/v1/namespaces/default/configmaps/door")).status());
    }

    @Test
    void whatWouldKeepARunFromGoingAwayIsAProblem() {
        ann.made(SOURCES, source(lab(LAB, GIVEN.replace("name: given", "name: given, finalizers: [example.com/mine]"))));
        JsonNode problem = ann.get(SOURCES + "/mine").path("status").path("problems").get(0);
        assertEquals("labs/paint/manifests/given.yaml", problem.path("file").asText());
        assertEquals("metadata.finalizers", problem.path("field").asText());
        ann.changed(SOURCES + "/mine", "{\"spec\":" + source(lab(LAB.replace("start:", "values: {namespace: {oneOf: [kube-system]}}\nstart:"), GIVEN))
                .replaceFirst(".*\"spec\":", ""));
        assertEquals("values.namespace", ann.get(SOURCES + "/mine").path("status").path("problems").get(0).path("field").asText());
    }

    @Test
    void aLabSeesNothingOutsideOfItsNamespaceUntilAnAdministratorAllowsIt() {
        ann.made("/api/v1/namespaces/default/secrets",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"safe\"},\"stringData\":{\"pin\":\"4711\"}}");
        String curious = LAB.replace("hints:", "") + """
                  - id: secret
                    title: {en: Secret, zh: 秘密}
                    points: 1
                    when:
                      object: {kind: Secret, namespace: default, name: safe}
                      is: object.data.pin == ''
                      see: {en: "PIN {object.data.pin}.", zh: "{object.data.pin}"}
                  - id: secrets
                    title: {en: Secrets, zh: 秘密}
                    points: 1
                    when:
                      count: {kind: Secret, namespace: default}
                      where: object.metadata.name == 'safe'
                      atLeast: "9"
                  - id: spaces
                    title: {en: Namespaces, zh: 命名空间}
                    points: 1
                    when:
                      count: {kind: Namespace}
                      atLeast: "1"
                  - id: rights
                    title: {en: Rights, zh: 权限}
                    points: 1
                    when:
                      access: {user: ann, groups: ["system:masters"], namespace: "*", allowed: [get secrets]}
                predictions:
                - id: pin
                  until: red
                  ask: {en: Which, zh: 哪个}
                  measure: {kind: Secret, namespace: default, name: safe, value: size(object.data) + 100}
                  points: 1
                  because: {en: So., zh: 就是。}
                """;
        begin(curious, GIVEN);
        for (String id : List.of("secret", "secrets", "spaces", "rights")) {
            assertEquals("unmet", goal(id).path("state").asText());
            assertTrue(goal(id).path("sees").path("en").asText().startsWith("This lab may not look at"), goal(id)::toString);
        }
        ann.changed("/api/v1/namespaces/lab-mine--paint/configmaps/given", "{\"data\":{\"color\":\"red\"}}");
        awaitState("met");
        assertFalse(status().toString().contains("NDcxMQ"), () -> status().toString());
        assertFalse(status().path("predictions").toString().contains("\"101\""), () -> status().toString());

        ann.made("/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"spaces"},
                 "rules":[{"apiGroups":[""],"resources":["namespaces"],"verbs":["list"]}]}""");
        ann.made("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"spaces"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"spaces"},
                 "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"marina:labs:mine"}]}""");
        ann.changed("/api/v1/namespaces/lab-mine--paint/configmaps/given", "{\"data\":{\"color\":\"blue\"}}");
        Await.until("it sees namespaces", () -> goal("spaces"), goal -> goal.path("state").asText().equals("met"));
        assertTrue(goal("secret").path("sees").path("en").asText().startsWith("This lab may not look at"));
    }

    @Test
    void whoSavesSeesTheirGoalsChangeInARunThatIsUnderWay() {
        begin(LAB, GIVEN);
        ann.changed("/api/v1/namespaces/lab-mine--paint/configmaps/given", "{\"data\":{\"color\":\"blue\"}}");
        Await.until("it is blue", () -> goal("red"), goal -> goal.path("sees").path("en").asText().equals("It is blue."));
        ann.changed(SOURCES + "/mine",
                "{\"spec\":" + source(lab(LAB.replace("== 'red'", "== 'blue'").replace("It is red", "It is blue"), GIVEN)).replaceFirst(".*\"spec\":", ""));
        awaitState("met");
        assertEquals("It is blue", goal("red").path("title").path("en").asText());
        ann.delete(SOURCES + "/mine");
        Await.until("it is said that it is gone", this::status, status -> status.path("message").path("en").asText().contains("no lab mine--paint any more"));
    }

    @Test
    void aGoalThatTakesTooMuchIsSaidToAndKeepsNobodyElseFromBeingGraded() {
        String dear = "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d,"
                + " [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, a+b+c+d+e+f > 0))))))";
        StringBuilder goals = new StringBuilder(LAB);
        for (int i = 0; i < 9; i++) {
            goals.append("""
                      - id: dear%d
                        title: {en: Dear, zh: 贵}
                        points: 1
                        when:
                          object: {kind: ConfigMap, name: given}
                          is: "%s"
                          see: {en: Dear., zh: 贵。}
                    """.formatted(i, dear).indent(0));
        }
        begin(goals.toString(), GIVEN);
        assertTrue(goal("dear8").path("sees").path("en").asText().startsWith("Looking at this takes more"), status()::toString);
        other.made(SOURCES, source(lab(LAB, GIVEN)));
        other.made(RUNS, run("mine--paint"));
        Await.within(Duration.ofSeconds(10), "the other one is graded", () -> other.get(RUNS + "/mine--paint").path("status").has("goals"));
    }

    @Test
    void developersBringLabsAndNobodyWritesWhatIsFoundInThem() {
        RawClient developer = plane.withCertificate(plane.credentials(ann.record(), "dev", "marina:acme:developer"));
        RawClient viewer = plane.withCertificate(plane.credentials(ann.record(), "eve", "marina:acme:viewer"));
        assertEquals(403, viewer.send("POST", ann.url(SOURCES), "application/json", source(lab(LAB, GIVEN))).status());
        Answer made = developer.send("POST", ann.url(SOURCES), "application/json",
                source(lab(LAB, GIVEN)).replaceFirst("\\{", "{\"status\":{\"labs\":[{\"id\":\"colors\"}]},"));
        assertEquals(201, made.status(), made.body());
        assertEquals("mine--paint", json(made).path("status").path("labs").get(0).path("id").asText());
        ann.patch(SOURCES + "/mine/status", "{\"status\":{\"labs\":[],\"message\":\"all is well\"}}");
        assertEquals("mine--paint", ann.get(SOURCES + "/mine").path("status").path("labs").get(0).path("id").asText());
        assertFalse(ann.get(SOURCES + "/mine").path("status").has("message"));
    }
}
