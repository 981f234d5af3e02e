package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Why an object is as it is, as its users ask for it.
class ExplanationTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String EXPLAINED = "/apis/marina.dev/v1/namespaces/default/";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private ClusterRecord cluster;
    private RawClient admin;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        cluster = plane.cluster("acme", name.substring(0, Math.min(24, name.length())));
        admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
    }

    private String url(String path) {
        return plane.url("acme", cluster.name()) + path;
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private JsonNode get(String path) {
        return json(admin.get(url(path)));
    }

    private void make(String path, String body) {
        Answer made = admin.send("POST", url(path), JSON, body);
        assertEquals(201, made.status(), made.body());
    }

    private void patch(String path, String body) {
        Answer changed = admin.send("PATCH", url(path), "application/merge-patch+json", body);
        assertEquals(200, changed.status(), changed.body());
    }

    private JsonNode explained(String path) {
        Answer answer = Await.until("it is explained", () -> admin.get(url(path + "/explanation")), each -> each.status() != 429);
        assertEquals(200, answer.status(), answer.body());
        return json(answer);
    }

    private JsonNode waiting(String path, String reason) {
        return Await.until("it waits for " + reason, () -> explained(path).path("waiting"),
                waiting -> waiting.valueStream().anyMatch(each -> each.path("reason").asText().equals(reason))).valueStream()
                .filter(each -> each.path("reason").asText().equals(reason)).findFirst().orElseThrow();
    }

    private void node(String name, String cpu, String spec) {
        make("/api/v1/nodes",
                "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"disk\":\"%s-disk\"}}}".formatted(name, name));
        patch("/api/v1/nodes/" + name + "/status", """
                {"status":{"allocatable":{"cpu":"%s","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(cpu));
        patch("/api/v1/nodes/" + name, spec);
    }

    private void pod(String name, String spec) {
        make(PODS, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"}},"spec":%s}""".formatted(name, name, spec));
    }

    private void deployment(String name) {
        make("/apis/apps/v1/namespaces/default/deployments", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"2"}}}]}}}}"""
                .formatted(name));
    }

    private String onlyPod() {
        return Await.until("there is a pod", () -> get(PODS).path("items"), items -> items.size() == 1).get(0).path("metadata").path("name").asText();
    }

    @Test
    void aPodIsFollowedBackToTheRequestThatAskedForItsDeployment() {
        deployment("web");
        JsonNode steps = Await
                .until("it is known what became of it", () -> explained(EXPLAINED + "pods/" + onlyPod()), answer -> answer.path("steps").size() >= 3)
                .path("steps");

        JsonNode first = steps.get(0);
        assertEquals("ann", first.path("actor").asText(), steps::toString);
        assertEquals("deployments", first.path("object").path("resource").asText());
        assertTrue(first.path("cause").asText().startsWith("request/"), first::toString);
        JsonNode set = find(steps, "replicasets");
        assertEquals("system:serviceaccount:kube-system:deployment-controller", set.path("actor").asText());
        assertEquals(first.path("version"), set.path("because"));
        JsonNode pod = find(steps, "pods");
        assertEquals(set.path("version"), pod.path("because"));
        assertEquals("create", pod.path("verb").asText());
        assertTrue(pod.path("difference").valueStream().anyMatch(field -> field.path("path").asText().equals("spec.containers[0].image")
                || field.path("path").asText().equals("spec.containers")), pod::toString);
        assertTrue(explained(EXPLAINED + "pods/" + onlyPod()).path("history").path("complete").asBoolean());
    }

    private static JsonNode find(JsonNode steps, String resource) {
        return steps.valueStream().filter(step -> step.path("object").path("resource").asText().equals(resource)).findFirst().orElseThrow();
    }

    @Test
    void aChangeSaysWhatItMadeOfWhichField() {
        make("/api/v1/namespaces/default/configmaps", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"1\"}}");
        patch("/api/v1/namespaces/default/configmaps/m", "{\"data\":{\"a\":\"2\"}}");
        JsonNode change = explained(EXPLAINED + "configmaps/m").path("steps").get(1);
        assertEquals("[{\"path\":\"data.a\",\"before\":\"1\",\"after\":\"2\"}]", change.path("difference").toString());
    }

    @Test
    void aSecretsValuesAreNotTold() {
        make("/api/v1/namespaces/default/secrets",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"stringData\":{\"a\":\"hidden\"}}");
        patch("/api/v1/namespaces/default/secrets/s", "{\"stringData\":{\"a\":\"other\"}}");
        JsonNode answer = explained(EXPLAINED + "secrets/s");
        assertEquals("[{\"path\":\"data.a\",\"before\":\"***\",\"after\":\"***\"}]", answer.path("steps").get(1).path("difference").toString());
        assertFalse(answer.toString().contains("aGlkZGVu"), answer::toString);
    }

    @Test
    void aPodThatFitsNowhereIsToldEachPluginsVerdictAndTheSmallestChange() {
        node("n1", "2", "{\"spec\":{\"taints\":null}}");
        node("n2", "8", "{\"spec\":{\"taints\":[{\"key\":\"gpu\",\"effect\":\"NoSchedule\"}]}}");
        pod("big", "{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":{\"requests\":{\"cpu\":\"2500m\"}}}]}");

        JsonNode reason = waiting(EXPLAINED + "pods/big", "NoNodeFits");
        JsonNode n1 = verdict(reason, "n1");
        assertFalse(n1.path("NodeResourcesFit").path("fits").asBoolean(true));
        assertEquals("Insufficient cpu", n1.path("NodeResourcesFit").path("reasons").get(0).asText());
        assertTrue(n1.path("TaintToleration").path("fits").asBoolean());
        assertFalse(verdict(reason, "n2").path("TaintToleration").path("fits").asBoolean(true));
        JsonNode smallest = reason.path("smallestChange");
        assertEquals("requests lower cpu 2500m 2000m", "%s %s %s %s %s".formatted(smallest.path("constraint").asText(), smallest.path("change").asText(),
                smallest.path("resource").asText(), smallest.path("from").asText(), smallest.path("to").asText()));
        assertTrue(reason.path("changes").valueStream().anyMatch(change -> change.path("constraint").asText().equals("tolerations")
                && change.path("key").asText().equals("gpu") && change.path("onNodes").toString().equals("[\"n2\"]")), reason::toString);
    }

    private static JsonNode verdict(JsonNode reason, String node) {
        return reason.path("verdicts").valueStream().filter(each -> each.path("node").asText().equals(node)).findFirst().orElseThrow().path("plugins");
    }

    @Test
    void whatNoSingleChangeHelpsIsToldTheNearestNode() {
        node("n1", "1", "{\"spec\":{\"taints\":[{\"key\":\"gpu\",\"effect\":\"NoSchedule\"}]}}");
        pod("far", """
                {"nodeSelector":{"disk":"none"},"containers":[{"name":"c","image":"i"}]}""");
        JsonNode reason = waiting(EXPLAINED + "pods/far", "NoNodeFits");
        assertTrue(reason.path("smallestChange").isMissingNode(), reason::toString);
        assertEquals("[\"TaintToleration\",\"NodeAffinity\"]", reason.path("nearest").path("refusedBy").toString());
    }

    @Test
    void whoMayNotReadOtherObjectsLearnsNothingOfThem() {
        node("n1", "1", "{\"spec\":{\"taints\":[{\"key\":\"secretive\",\"effect\":\"NoSchedule\"}]}}");
        deployment("web");
        String pod = onlyPod();
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"pods"},
                 "rules":[{"apiGroups":[""],"resources":["pods","nodes"],"verbs":["get"]}]}""");
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"bob"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"pods"},"subjects":[{"kind":"User","name":"bob"}]}""");
        waiting(EXPLAINED + "pods/" + pod, "NoNodeFits");
        RawClient bob = plane.withCertificate(plane.credentials(cluster, "bob"));

        assertEquals(403, bob.get(url(EXPLAINED + "deployments/web/explanation")).status());
        assertEquals(403, bob.get(url("/apis/marina.dev/v1/nodes/n1/explanation")).status());
        assertEquals(403, bob.get(url(EXPLAINED + "nodes/n1/explanation")).status());
        assertEquals(403, plane.anonymous().get(url(EXPLAINED + "pods/" + pod + "/explanation")).status());
        Answer answer = bob.get(url(EXPLAINED + "pods/" + pod + "/explanation"));
        assertEquals(200, answer.status(), answer.body());
        assertFalse(answer.body().contains("secretive") || answer.body().contains("\"n1\"") || answer.body().contains("ann"), answer.body());
        JsonNode first = json(answer).path("steps").get(0);
        assertTrue(first.path("hidden").asBoolean(), first::toString);
        assertTrue(first.path("object").isMissingNode(), first::toString);
        assertEquals(1, json(answer).path("waiting").get(0).path("refusals").path("TaintToleration").asInt(), answer.body());
    }

    @Test
    void aClaimAServiceADeploymentAndANamespaceSayWhatTheyWaitFor() {
        make("/api/v1/namespaces/default/persistentvolumeclaims", """
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],
                 "resources":{"requests":{"storage":"1Gi"}}}}""");
        assertEquals("standard", waiting(EXPLAINED + "persistentvolumeclaims/data", "AwaitsConsumer").path("storageClass").asText());

        make("/api/v1/namespaces/default/services", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}""");
        assertEquals("{\"app\":\"web\"}", waiting(EXPLAINED + "services/web", "NoPods").path("selector").toString());

        deployment("web");
        String pod = onlyPod();
        assertEquals(pod, waiting(EXPLAINED + "services/web", "NoReadyPods").path("pods").get(0).path("name").asText());
        assertEquals(pod, waiting(EXPLAINED + "deployments.apps/web", "PodsNotReady").path("pods").get(0).path("name").asText());

        make("/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"team\"}}");
        make("/api/v1/namespaces/team/configmaps",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"held\",\"finalizers\":[\"example.org/keep\"]}}");
        admin.send("DELETE", url("/api/v1/namespaces/team"), "", "");
        JsonNode held = Await.until("the map is held", () -> waiting("/apis/marina.dev/v1/namespaces/team", "ContentRemaining"),
                reason -> reason.path("heldByFinalizers").size() == 1).path("heldByFinalizers").get(0);
        assertEquals("{\"resource\":\"configmaps\",\"namespace\":\"team\",\"name\":\"held\",\"finalizers\":[\"example.org/keep\"]}", held.toString());
        assertEquals(List.of("example.org/keep"), waiting("/apis/marina.dev/v1/namespaces/team/configmaps/held", "Finalizers").path("finalizers")
                .valueStream().map(JsonNode::asText).toList());
    }

    @Test
    void whatIsHeldUpSaysSo() {
        patch("/apis/marina.dev/v1/controllers/scheduler", "{\"spec\":{\"paused\":true}}");
        patch("/apis/marina.dev/v1/controllers/deployment", "{\"spec\":{\"paused\":true}}");
        pod("one", "{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}");
        deployment("web");
        assertTrue(waiting(EXPLAINED + "pods/one", "SchedulerHeldUp").path("paused").asBoolean());
        assertEquals("deployment", waiting(EXPLAINED + "deployments/web", "ControllerHeldUp").path("controller").asText());
    }

    @Test
    void anObjectOfATypeThatTheClusterDefinesIsExplainedToo() {
        make("/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.org"},
                 "spec":{"group":"example.org","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},
                 "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""");
        Await.until("it is served", () -> admin.get(url("/apis/example.org/v1/namespaces/default/widgets")).status(), status -> status == 200);
        make("/apis/example.org/v1/namespaces/default/widgets", "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"}}");
        JsonNode answer = explained(EXPLAINED + "widgets.example.org/w");
        assertEquals("Widget", answer.path("object").path("kind").asText());
        assertEquals("create", answer.path("steps").get(0).path("verb").asText());
        assertEquals(404, admin.get(url(EXPLAINED + "widgets/none/explanation")).status());
        assertEquals(404, admin.get(url(EXPLAINED + "gadgets/w/explanation")).status());
        make("/api/v1/namespaces/default/configmaps", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"explanation\"}}");
        assertEquals("Controller", get("/apis/marina.dev/v1/controllers/job").path("kind").asText());
        assertEquals("NotFound", get("/apis/marina.dev/v1/controllers/explanation").path("reason").asText());
        assertEquals("configmaps", explained(EXPLAINED + "configmaps/explanation").path("object").path("resource").asText());
    }
}
