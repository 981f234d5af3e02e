package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Broken set-ups: why names the cause, and the first change that it proposes, sent as it is, mends it.
class RemediesTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String EXPLAINED = "/apis/marina.dev/v1/namespaces/default/";
    private static final String CORE = "/api/v1/namespaces/default/";
    private static final String APPS = "/apis/apps/v1/namespaces/default/";

    private ClusterRecord cluster;
    private RawClient admin;
    private KubernetesClient client;
    private LabNode node;

    @BeforeEach
    void clusterWithANode(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        cluster = plane.cluster("acme", name.substring(0, Math.min(30, name.length())));
        admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
        client = plane.admin("acme", cluster.name());
        node = new LabNode(client, "n1");
    }

    @AfterEach
    void close() {
        node.close();
        client.close();
    }

    private String url(String path) {
        return plane.url("acme", cluster.name()) + path;
    }

    private void make(String path, String body) {
        Answer answer = admin.send("POST", url(path), "application/json", body);
        assertEquals(201, answer.status(), answer.body());
    }

    private JsonNode get(String path) {
        return json(admin.get(url(path)));
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private JsonNode waiting(String explained, String reason) {
        return Await.until(reason, () -> find(get(explained + "/explanation"), reason), found -> !found.isMissingNode());
    }

    private static JsonNode find(JsonNode explanation, String reason) {
        return explanation.path("waiting").valueStream().filter(wait -> wait.path("reason").asText().equals(reason)).findFirst()
                .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    /// Sends the first proposal as it is, and waits until the reason is none any more.
    private JsonNode mend(String explained, String reason, String change) {
        JsonNode remedy = Await.until("something is proposed", () -> waiting(explained, reason).path("remedies").path(0), found -> !found.isMissingNode());
        assertEquals(change, remedy.path("change").asText(), remedy.toString());
        Answer answer = admin.send("PATCH", url(remedy.path("path").asText()), "application/json-patch+json", remedy.path("patch").toString());
        assertEquals(200, answer.status(), answer.body());
        Await.until("it waits for nothing of it", () -> admin.get(url(explained + "/explanation")), said -> said.status() == 404 || find(json(said), reason)
                .isMissingNode());
        return remedy;
    }

    private void deployment(String name, String more, String container) {
        make(APPS + "deployments", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{%2$s"replicas":1,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s","tier":"front"}},"spec":{"containers":[{"name":"c","image":"marina/busybox:1",
                 "command":["httpd","-f","-p","8080"],"ports":[{"name":"http","containerPort":8080}]%3$s}]}}}}""".formatted(name, more, container));
    }

    private void service(String name, String selector, String port) {
        make(CORE + "services", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s"},"spec":{"selector":{%s},"ports":[{"port":80,"targetPort":%s}]}}""".formatted(name,
                selector, port));
    }

    private String pod(String app) {
        return Await.until("a pod", () -> get(CORE + "pods?labelSelector=app%3D" + app).at("/items/0/metadata/name").asText(), name -> !name.isEmpty());
    }

    private void ready(String app) {
        Await.until(app + " is ready", () -> get(APPS + "deployments/" + app).at("/status/readyReplicas").asInt(), Integer.valueOf(1)::equals);
    }

    @Test
    void aSelectorThatTakesNoPodIsMendedInOneLabel() {
        deployment("web", "", "");
        ready("web");
        service("value", "\"app\":\"wbe\"", "8080");
        service("key", "\"run\":\"web\"", "8080");
        service("less", "\"app\":\"web\",\"colour\":\"red\"", "8080");

        assertEquals("1", mend(EXPLAINED + "services/value", "NoPods", "selectorValue").path("ready").asText());
        mend(EXPLAINED + "services/key", "NoPods", "selectorKey");
        mend(EXPLAINED + "services/less", "NoPods", "selectorLess");
        assertEquals("{\"app\":\"web\"}", get(CORE + "services/less").at("/spec/selector").toString());
    }

    @Test
    void aPortThatNoPodHasIsAnotherOfTheirs() {
        deployment("web", "", "");
        ready("web");
        service("web", "\"app\":\"web\"", "\"htpp\"");

        mend(EXPLAINED + "services/web", "NoSuchPort", "targetPort");

        assertEquals("http", get(CORE + "services/web").at("/spec/ports/0/targetPort").asText());
    }

    @Test
    void whatIsPausedOrSuspendedGoesOn() {
        deployment("held", "\"paused\":true,", "");
        mend(EXPLAINED + "deployments.apps/held", "Paused", "goOn");
        ready("held");

        make("/apis/batch/v1/namespaces/default/cronjobs", """
                {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"nightly"},"spec":{"suspend":true,"schedule":"* * * * *","jobTemplate":{"spec":{
                 "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"marina/busybox:1"}]}}}}}}""");
        mend(EXPLAINED + "cronjobs.batch/nightly", "Paused", "goOn");
    }

    @Test
    void aGateIsTakenOff() {
        make(CORE + "pods", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"gated"},"spec":{"schedulingGates":[{"name":"example.org/wait"}],
                 "containers":[{"name":"c","image":"marina/busybox:1"}]}}""");

        mend(EXPLAINED + "pods/gated", "SchedulingGated", "schedulingGates");

        Await.until("it has a node", () -> get(CORE + "pods/gated").at("/spec/nodeName").asText(), "n1"::equals);
    }

    @Test
    void whatEndsForEverGoesWithoutTheFinalizerOfSomebodyWhoIsNotThere() {
        make(CORE + "configmaps", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"held\",\"finalizers\":[\"example.org/keep\"]}}");
        admin.send("DELETE", url(CORE + "configmaps/held"), "", "");

        mend(EXPLAINED + "configmaps/held", "Finalizers", "finalizer");

        assertEquals(404, admin.get(url(CORE + "configmaps/held")).status());
    }

    @Test
    void aSettingThatIsMissingIsTakenFromWhereItIsOrDoneWithout() {
        make(CORE + "configmaps", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"settings\"},\"data\":{\"colour\":\"red\"}}");
        deployment("key", "", ",\"env\":[{\"name\":\"C\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"settings\",\"key\":\"color\"}}}]");
        mend(EXPLAINED + "pods/" + pod("key"), "ContainerWaiting", "referenceKey");
        ready("key");

        deployment("name", "", ",\"env\":[{\"name\":\"C\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"setings\",\"key\":\"colour\"}}}]");
        mend(EXPLAINED + "pods/" + pod("name"), "ContainerWaiting", "referenceName");
        ready("name");

        deployment("without", "", ",\"envFrom\":[{\"secretRef\":{\"name\":\"nowhere\"}}]");
        mend(EXPLAINED + "pods/" + pod("without"), "ContainerWaiting", "optional");
        ready("without");
    }

    @Test
    void aProbeOfAPortThatTheContainerDoesNotNameAsksOneThatItNames() {
        deployment("probed", "", ",\"readinessProbe\":{\"tcpSocket\":{\"port\":9090}}");
        JsonNode told = waiting(EXPLAINED + "pods/" + pod("probed"), "ReadinessProbeFailing");
        assertEquals("TCP :9090", told.path("probe").asText(), told.toString());

        mend(EXPLAINED + "pods/" + pod("probed"), "ReadinessProbeFailing", "probePort");

        ready("probed");
    }

    @Test
    void aGateOfReadinessAndAnEndAreTold() {
        make(CORE + "pods", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"one"},"spec":{"nodeName":"n1","readinessGates":[{"conditionType":"example.org/fine"}],
                 "containers":[{"name":"c","image":"marina/busybox:1","command":["sleep","infinity"]}]}}""");
        assertEquals("example.org/fine", waiting(EXPLAINED + "pods/one", "ReadinessGate").path("condition").asText());
        admin.send("PATCH", url(CORE + "pods/one/status"), "application/merge-patch+json",
                "{\"status\":{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"The node was low on resource: memory.\"}}");
        JsonNode told = waiting(EXPLAINED + "pods/one", "PodFailed");
        assertEquals("Evicted, The node was low on resource: memory.", told.path("why").asText() + ", " + told.path("message").asText());
    }

    /// What others have is no proposal for who may not see it.
    @Test
    void whoMaySeeNothingElseIsProposedNothingOfIt() {
        deployment("secretive", "", "");
        ready("secretive");
        service("web", "\"app\":\"web\"", "8080");
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"services"},
                 "rules":[{"apiGroups":[""],"resources":["services"],"verbs":["get"]}]}""");
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"bob"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"services"},"subjects":[{"kind":"User","name":"bob"}]}""");
        assertFalse(waiting(EXPLAINED + "services/web", "NoPods").path("remedies").isEmpty());

        Answer bob = plane.withCertificate(plane.credentials(cluster, "bob")).get(url(EXPLAINED + "services/web/explanation"));

        assertEquals(200, bob.status(), bob.body());
        assertTrue(bob.body().contains("NoPods") && !bob.body().contains("secretive") && !bob.body().contains("remedies"), bob.body());
        ClusterRecord other = plane.cluster("globex", cluster.name());
        RawClient gus = plane.withCertificate(plane.credentials(other, "gus", "system:masters"));
        assertTrue(List.of(401, 403).contains(gus.get(url(EXPLAINED + "services/web/explanation")).status()));
    }
}
