package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// metrics.k8s.io and the figures behind nodes' proxies, as agents give them.
class ResourceMetricsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String PODS = "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods";
    private static final String NODES = "/apis/metrics.k8s.io/v1beta1/nodes";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private static FakeAgent agent;
    private static ClusterRecord acme;
    private static RawClient admin;
    private static Pod web;

    @BeforeAll
    static void twoClustersOnOneMachine() throws Exception {
        acme = plane.cluster("acme", "figures");
        ClusterRecord globex = plane.cluster("globex", "figures");
        admin = plane.withCertificate(plane.credentials(acme, "admin", "system:masters"));
        FakeNodes.assign(plane, "m1", acme, globex);
        agent = new FakeAgent(plane, "m1");
        web = pod(acme, "web", 1);
        Pod theirs = pod(globex, "theirs", 2);
        KubernetesClient client = plane.admin("acme", "figures");
        client.pods().resource(web).edit(pod -> {
            pod.getMetadata().setLabels(java.util.Map.of("app", "web"));
            return pod;
        });
        // Not measured yet.
        FakeNodes.runningPod(client, "fresh", "10.244.1.3");
        agent.measures(acme.id().value(), "n-acme", request -> request.text("kind").equals("usage")
                ? FakeFigures.usage(List.of(web), 249_999_999, 104_857_600)
                : "asked for " + request.text("options", "path"));
        agent.measures(globex.id().value(), "n-globex", _ -> FakeFigures.usage(List.of(theirs), 1, 4096));
    }

    private static Pod pod(ClusterRecord cluster, String name, int number) {
        KubernetesClient client = plane.admin(cluster.tenant(), cluster.name());
        client.resource(new NodeBuilder().withNewMetadata().withName("n-" + cluster.tenant()).endMetadata().build()).create();
        return FakeNodes.runningPod(client, name, "10.244.1." + number);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static Answer get(String path) {
        return admin.get(plane.url("acme", "figures") + path);
    }

    private static JsonNode json(Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    @Test
    void aPodHasTheFiguresOfItsContainersAndTheLabelsOfThePod() {
        JsonNode metrics = json(get(PODS + "/web"));
        assertEquals("PodMetrics metrics.k8s.io/v1beta1", metrics.path("kind").asText() + " " + metrics.path("apiVersion").asText());
        assertEquals("2026-01-01T12:00:00Z 15.072s", metrics.path("timestamp").asText() + " " + metrics.path("window").asText());
        assertEquals("{\"app\":\"web\"}", metrics.path("metadata").path("labels").toString());
        assertEquals("[{\"name\":\"main\",\"usage\":{\"cpu\":\"249999999n\",\"memory\":\"100Mi\"}}]", metrics.path("containers").toString());
    }

    @Test
    void aPodThatWasNotMeasuredIsAbsent() {
        assertEquals(List.of("web"), names(json(get(PODS))));
        Answer absent = get(PODS + "/fresh");
        assertEquals(404, absent.status());
        assertTrue(absent.body().contains("podmetrics.metrics.k8s.io \\\"default/fresh\\\" not found"), absent.body());
    }

    @Test
    void listsAreSelectedByLabelsNamesAndNamespaces() {
        assertEquals(List.of("web"), names(json(get(PODS + "?labelSelector=app%3Dweb"))));
        assertEquals(List.of(), names(json(get(PODS + "?labelSelector=app%21%3Dweb"))));
        assertEquals(List.of("web"), names(json(get(PODS + "?fieldSelector=metadata.name%3Dweb"))));
        assertEquals(List.of("web"), names(json(get("/apis/metrics.k8s.io/v1beta1/pods"))));
        assertEquals(List.of(), names(json(get("/apis/metrics.k8s.io/v1beta1/namespaces/kube-system/pods"))));
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").valueStream().map(item -> item.path("metadata").path("name").asText()).toList();
    }

    @Test
    void nodesHaveTheirs() {
        JsonNode list = json(get(NODES));
        assertEquals("NodeMetricsList", list.path("kind").asText());
        assertEquals(List.of("n-acme"), names(list));
        assertEquals("{\"cpu\":\"500m\",\"memory\":\"256Mi\"}", list.path("items").path(0).path("usage").toString());
        assertEquals(404, get(NODES + "/n-globex").status());
    }

    @Test
    void tablesHaveAColumnForEachResource() {
        JsonNode table = json(admin.get(plane.url("acme", "figures") + PODS, TABLE));
        assertEquals(List.of("Name", "cpu", "memory", "Window"),
                table.path("columnDefinitions").valueStream().map(column -> column.path("name").asText()).toList());
        assertEquals("[\"web\",\"249999999n\",\"100Mi\",\"15.072s\"]", table.path("rows").path(0).path("cells").toString());
    }

    @Test
    void figuresAreReadOnlyAndSaidInDiscovery() {
        JsonNode resources = json(get("/apis/metrics.k8s.io/v1beta1"));
        assertEquals(List.of("nodes [\"get\",\"list\"]", "pods [\"get\",\"list\"]"),
                resources.path("resources").valueStream().map(each -> each.path("name").asText() + " " + each.path("verbs")).toList());
        assertEquals(405, admin.send("DELETE", plane.url("acme", "figures") + PODS + "/web", "", "").status());
        JsonNode service = json(get("/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io"));
        assertEquals("Local", service.path("status").path("conditions").path(0).path("reason").asText());
    }

    @Test
    void whoMayViewMayReadFiguresAndNobodyElse() {
        String url = plane.url("acme", "figures");
        assertEquals(200, plane.withCertificate(plane.credentials(acme, "viewer", "marina:acme:viewer")).get(url + PODS).status());
        assertEquals(403, plane.withCertificate(plane.credentials(acme, "stranger")).get(url + PODS).status());
        assertEquals(403, plane.withCertificate(plane.credentials(acme, "viewer", "marina:acme:viewer"))
                .get(url + "/api/v1/nodes/n-acme/proxy/metrics").status());
    }

    @Test
    void aNodesProxyLeadsToItsFiguresAndToNothingElse() {
        Answer text = get("/api/v1/nodes/n-acme/proxy/metrics/cadvisor");
        assertEquals("200 asked for /metrics/cadvisor", text.status() + " " + text.body());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", text.headers().get("content-type"));
        assertEquals("application/json", get("/api/v1/nodes/n-acme:10250/proxy/stats/summary").headers().get("content-type"));
        assertEquals(501, get("/api/v1/nodes/n-acme/proxy/exec/default/web/main").status());
        assertEquals(404, get("/api/v1/nodes/n-globex/proxy/metrics").status());
        assertEquals(405, admin.send("POST", plane.url("acme", "figures") + "/api/v1/nodes/n-acme/proxy/metrics", "", "").status());
    }

    /// Whoever asks at the same time gets the same answer.
    @Test
    void anAgentIsAskedOnceInAWhileHoweverManyAsk() {
        get(PODS);
        long before = asked();
        for (int i = 0; i < 20; i++) {
            get(PODS);
            get(NODES);
        }
        assertTrue(asked() - before <= 2, "asked %d times".formatted(asked() - before));
    }

    private static long asked() {
        return agent.requests().stream().filter(request -> request.text("kind").equals("usage") && request.text("node").equals("n-acme")).count();
    }
}
