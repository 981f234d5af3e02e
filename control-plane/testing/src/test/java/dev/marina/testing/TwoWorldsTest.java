package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.worlds.Compared;
import dev.marina.apiserver.worlds.WorldsRequest;
import dev.marina.controlplane.plan.WorldComparer;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The same manifests in two worlds with one difference, as a cluster's users ask for it.
class TwoWorldsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String WORLDS = "/apis/marina.dev/v1/namespaces/default/twoworlds";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String NODES = "\"begin\":\"Empty\",\"nodes\":[{\"name\":\"n1\"},{\"name\":\"n2\"}],\"seconds\":20,";
    private static final String REPLICAS = patch("Deployment", "web", "{\"spec\":{\"replicas\":1}}");

    private ClusterRecord cluster;
    private RawClient admin;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        cluster = plane.cluster("acme", name.substring(0, Math.min(24, name.length())));
        admin = somebody("ann", "system:masters");
        PatientWorlds.in(plane);
    }

    private RawClient somebody(String name, String... groups) {
        return plane.withCertificate(plane.credentials(cluster, name, groups));
    }

    private String url(String path) {
        return plane.url("acme", cluster.name()) + path;
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private void make(String path, String body) {
        Answer made = admin.send("POST", url(path), JSON, body);
        assertEquals(201, made.status(), made.body());
    }

    private void bind(String user, String kind, String role) {
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"%1$s"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
                 "kind":"%2$s","name":"%3$s"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"%1$s"}]}""".formatted(user, kind,
                role));
    }

    private static String deployment(String name, int replicas) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":%2$d,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""".formatted(name, replicas);
    }

    private static String patch(String kind, String name, String merge) {
        return "{\"patch\":{\"apiVersion\":\"apps/v1\",\"kind\":\"%s\",\"name\":\"%s\",\"merge\":%s}}".formatted(kind, name, merge);
    }

    private static String worlds(String rest, String difference, String... manifests) {
        return "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"TwoWorlds\",\"spec\":{%s\"difference\":%s,\"manifests\":[%s]}}".formatted(rest, difference,
                String.join(",", manifests));
    }

    private Answer ask(RawClient who, String worlds) {
        return Await.until("others' copies are done with", () -> who.send("POST", url(WORLDS), JSON, worlds), answer -> answer.status() != 429);
    }

    private JsonNode compared(String worlds) {
        Answer answer = ask(admin, worlds);
        assertEquals(201, answer.status(), answer.body());
        return json(answer).path("status");
    }

    private static JsonNode object(JsonNode status, JsonNode number) {
        return status.path("objects").get(number.asInt());
    }

    @Test
    void whereTheyPartIsToldWithItsCausesAndNothingIsDone() {
        JsonNode status = compared(worlds(NODES, REPLICAS, deployment("web", 3)));

        assertTrue(status.path("complete").asBoolean(), status::toString);
        JsonNode parting = status.path("parting");
        assertEquals("replicasets", object(status, parting.path("object")).path("resource").asText(), parting::toString);
        assertEquals(List.of("ann", "system:serviceaccount:kube-system:deployment-controller"),
                parting.path("a").path("chain").valueStream().map(step -> step.path("actor").asText()).toList(), parting::toString);
        List<String> onlyInA = status.path("ends").valueStream().filter(end -> end.has("a") && !end.has("b"))
                .map(end -> object(status, end.path("object")).path("resource").asText() + " " + object(status, end.path("object")).path("number").asInt())
                .toList();
        assertEquals(List.of("pods 2", "pods 3"), onlyInA, status.path("ends")::toString);
        assertTrue(json(admin.get(url(DEPLOYMENTS))).path("items").isEmpty());
        assertTrue(json(admin.get(url("/api/v1/nodes"))).path("items").isEmpty());
    }

    @Test
    void theyBeginWithWhatTheClusterHasAndTheDifferenceMayBeAnObjectOfIt() {
        make(DEPLOYMENTS, deployment("web", 2));
        Await.until("its pods are there", () -> json(admin.get(url("/api/v1/namespaces/default/pods"))).path("items"), items -> items.size() == 2);
        String scaled = "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":4}}";

        JsonNode off = compared(worlds("\"seconds\":5,", "{\"off\":\"replicaset\"}", scaled));
        JsonNode missing = compared(worlds("\"seconds\":5,", "{\"missing\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"web\"}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\"}}"));

        JsonNode parting = off.path("parting");
        assertTrue(object(off, parting.path("object")).path("of").isNumber() || object(off, parting.path("object")).path("resource").asText()
                .equals("replicasets"), parting::toString);
        assertTrue(parting.path("b").path("waiting").valueStream().flatMap(each -> each.path("reasons").valueStream())
                .anyMatch(reason -> reason.path("reason").asText().equals("ControllerHeldUp")), parting::toString);
        assertTrue(missing.path("ends").valueStream().filter(end -> !end.has("b")).count() >= 3, missing.path("ends")::toString);
        assertEquals(2, json(admin.get(url("/api/v1/namespaces/default/pods"))).path("items").size());
        assertEquals(2, json(admin.get(url(DEPLOYMENTS + "/web"))).path("spec").path("replicas").asInt());
    }

    @Test
    void whatIsTakenAwayInBHasItsReasonThere() {
        JsonNode status = compared(worlds(NODES, "{\"off\":\"scheduler\"}", deployment("web", 1)));

        assertTrue(status.path("parting").path("b").path("waiting").valueStream().flatMap(each -> each.path("reasons").valueStream())
                .anyMatch(reason -> reason.path("reason").asText().equals("SchedulerHeldUp")), status.path("parting")::toString);
    }

    @Test
    void everybodyAsksWithTheirOwnRights() {
        bind("bob", "ClusterRole", "edit");
        bind("eve", "ClusterRole", "view");
        String elsewhere = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"namespace\":\"kube-system\"}}";

        Answer bobs = ask(somebody("bob"), worlds(NODES, REPLICAS, deployment("web", 2), elsewhere));

        assertEquals(201, bobs.status(), bobs.body());
        JsonNode manifests = json(bobs).path("status").path("worlds").path("a").path("manifests");
        assertTrue(manifests.get(0).path("applied").asBoolean(), bobs::body);
        assertTrue(manifests.get(1).path("message").asText().contains("cannot patch resource \"configmaps\""), bobs::body);
        JsonNode drained = json(ask(somebody("bob"), worlds(NODES + "\"then\":[{\"seconds\":2,\"drain\":\"n1\"}],", REPLICAS, deployment("web", 2))));
        assertTrue(drained.path("status").path("moments").valueStream().noneMatch(moment -> moment.path("second").asInt() == 4
                && moment.path("a").valueStream().anyMatch(change -> change.path("verb").asText().equals("delete"))), drained::toString);
        assertEquals(403, ask(somebody("eve"), worlds(NODES, REPLICAS, deployment("web", 2))).status());
    }

    @Test
    void nothingIsToldOrComparedThatTheAskerMayNotGet() {
        make("/apis/rbac.authorization.k8s.io/v1/clusterroles",
                """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"narrow"},"rules":[
                 {"apiGroups":["marina.dev"],"resources":["twoworlds"],"verbs":["create"]},{"apiGroups":["apps"],"resources":["deployments"],"verbs":["*"]}]}""");
        bind("dan", "ClusterRole", "narrow");

        Answer dans = ask(somebody("dan"), worlds(NODES, REPLICAS, deployment("web", 3)));

        assertEquals(201, dans.status(), dans.body());
        assertFalse(dans.body().contains("replicasets") || dans.body().contains("\"pods\""), dans::body);
        Answer lost = ask(somebody("dan"), worlds(NODES, "{\"lost\":{\"node\":\"n1\",\"seconds\":1}}", deployment("web", 1)));
        assertEquals(422, lost.status(), lost::body);
    }

    @Test
    void anotherClusterNoticesNothingAndItsPeopleAreRefused() {
        ClusterRecord other = plane.cluster("globex", "shop");
        long before = plane.plane().store().image(other.id()).version().value();
        long own = plane.plane().store().image(cluster.id()).version().value();
        long records = plane.plane().store().records().count();

        compared(worlds(NODES, REPLICAS, deployment("web", 3)));

        assertEquals(before, plane.plane().store().image(other.id()).version().value());
        assertEquals(own, plane.plane().store().image(cluster.id()).version().value());
        assertEquals(records, plane.plane().store().records().count());
        RawClient theirs = plane.withCertificate(plane.credentials(other, "ann", "system:masters"));
        assertEquals(403, theirs.send("POST", url(WORLDS), JSON, worlds(NODES, REPLICAS, deployment("web", 1))).status());
    }

    private void refused(String message, String worlds) {
        Answer answer = ask(admin, worlds);
        assertEquals(422, answer.status(), answer::body);
        assertTrue(json(answer).path("message").asText().contains(message), answer::body);
    }

    @Test
    void whatIsNoQuestionIsRefusedWithTheField() {
        String web = deployment("web", 1);
        refused("spec.difference: Invalid value: []", worlds(NODES, "{}", web));
        refused("spec.difference: Invalid value", worlds(NODES, "{\"off\":\"scheduler\",\"pods\":{\"become\":\"Ready\"}}", web));
        refused("spec.difference: Invalid value", worlds(NODES, "{\"of\":\"scheduler\"}", web));
        refused("spec.difference.off: Unsupported value: \"kubelet\"", worlds(NODES, "{\"off\":\"kubelet\"}", web));
        refused("spec.difference.patch: Forbidden", worlds(NODES, """
                {"patch":{"apiVersion":"apps/v1","kind":"Deployment","name":"web","operations":[{"op":"replace","path":"/metadata/name","value":"x"}]}}""",
                web));
        refused("spec.difference.patch: Invalid value", worlds(NODES, """
                {"patch":{"apiVersion":"apps/v1","kind":"Deployment","name":"web","operations":[{"op":"remove","path":"/spec/none"}]}}""", web));
        refused("it is none of the manifests", worlds(NODES, patch("Deployment", "wev", "{}"), web));
        refused("spec.difference.lost.node: Not found: \"n9\"", worlds(NODES, "{\"lost\":{\"node\":\"n9\"}}", web));
        refused("spec.difference.pods.become: Unsupported value: \"Lucky\"", worlds(NODES, "{\"pods\":{\"become\":\"Lucky\"}}", web));
        refused("spec.begin: Unsupported value: \"Void\"", worlds("\"begin\":\"Void\",", REPLICAS, web));
        refused("spec.manifests: Required value", worlds("\"begin\":\"Empty\",", "{\"off\":\"scheduler\"}"));
        refused("spec.then[0]: Invalid value", worlds("\"then\":[{\"seconds\":3}],", REPLICAS, web));
        refused("spec.then[0].seconds: Invalid value: 30", worlds(NODES + "\"then\":[{\"seconds\":30,\"drain\":\"n1\"}],", REPLICAS, web));
        assertEquals(404, admin.send("POST", url(WORLDS.replace("default", "nowhere")), JSON, worlds(NODES, REPLICAS, web)).status());
    }

    @Test
    void whatIsTooMuchIsRefusedWithTheLimit() {
        String web = deployment("web", 1);
        refused("spec.seconds: Invalid value: 901", worlds("\"seconds\":901,", REPLICAS, web));
        refused("must have at most 100 items", worlds(NODES, REPLICAS, Stream.generate(() -> web).limit(101).toArray(String[]::new)));
        String node = "{\"name\":\"n\"}";
        refused("spec.nodes: Too many: 21", worlds("\"nodes\":[" + String.join(",", Stream.generate(() -> node).limit(21).toList()) + "],", REPLICAS, web));
        String drain = "{\"drain\":\"n\"}";
        refused("spec.then: Too many: 21", worlds("\"then\":[" + String.join(",", Stream.generate(() -> drain).limit(21).toList()) + "],", REPLICAS, web));
    }

    @Test
    void aWorldThatWouldNotEndIsEndedAndSaysWhere() {
        PlanBounds few = new PlanBounds(10, 10_000, 16L << 20, 200_000, 60, 16L << 20, Duration.ofMinutes(1), 5, 1, 1);
        WorldComparer comparer = new WorldComparer(plane.plane().server(), plane.plane().store(), Clock.systemUTC(), "100.64.0.0/16", Optional.empty(), few);
        Identity ann = Identity.authenticated("ann", "", List.of("system:masters"), Map.of(), Identity.Proof.CERTIFICATE);
        WorldsRequest request = WorldsRequest.of(Document.parse(worlds(NODES, REPLICAS, deployment("web", 1_000_000)).getBytes(StandardCharsets.UTF_8)),
                "default", few);

        Compared compared = comparer.compare(cluster, request, ann, _ -> true);

        assertEquals(Optional.of("more than 60 changes would follow"), compared.stopped());
    }
}
