package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the API itself says of nodes that come, and of pods on them.
class PodsOnNodesTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static Node node(String name, String ready) {
        return new NodeBuilder().withNewMetadata().withName(name).addToLabels("topology.kubernetes.io/zone", "z1").addToLabels("kubernetes.io/os", "linux")
                .addToLabels("disk", "fast").endMetadata().withNewStatus().addToAllocatable(Map.of("cpu", new Quantity("2"), "memory", new Quantity("1Gi"),
                        "pods", new Quantity("10")))
                .addNewCondition().withType("Ready").withStatus(ready).endCondition().endStatus().build();
    }

    private static Pod pod(String name, String cpu) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("default").addToLabels("topology.kubernetes.io/zone", "elsewhere").endMetadata()
                .withNewSpec().withTerminationGracePeriodSeconds(0L).addNewContainer().withName("c").withImage("x").withNewResources()
                .addToRequests("cpu", new Quantity(cpu)).endResources().endContainer().endSpec().build();
    }

    private static boolean tainted(KubernetesClient client, String node) {
        return client.nodes().withName(node).get().getSpec().getTaints().stream().anyMatch(taint -> taint.getKey().equals("node.kubernetes.io/not-ready"));
    }

    @Test
    void aNodeThatIsNotReadyTakesNoPods() {
        KubernetesClient client = plane.admin("acme", "new-nodes");

        Node created = client.resource(node("n1", "False")).create();

        assertEquals("node.kubernetes.io/not-ready NoSchedule", created.getSpec().getTaints().getFirst().getKey() + " "
                + created.getSpec().getTaints().getFirst().getEffect());
        client.nodes().withName("n1")
                .editStatus(node -> new NodeBuilder(node).editStatus().editFirstCondition().withStatus("True").endCondition().endStatus().build());
        Await.until("the taint goes", () -> !tainted(client, "n1"));
    }

    @Test
    void aPodSaysWhereItsNodeIsAndOfAnotherTenantsNothing() {
        KubernetesClient client = plane.admin("acme", "zones");
        KubernetesClient other = plane.admin("beta", "zones");
        client.resource(node("n1", "True")).create();
        Await.until("the node is ready", () -> !tainted(client, "n1"));

        client.resource(pod("bound", "1")).create();
        Await.until("it is bound", () -> client.pods().inNamespace("default").withName("bound").get().getSpec().getNodeName() != null);
        Pod placed = client.resource(new PodBuilder(pod("placed", "0")).editSpec().withNodeName("n1").endSpec().build()).create();
        Pod elsewhere = other.resource(new PodBuilder(pod("placed", "0")).editSpec().withNodeName("n1").endSpec().build()).create();

        Map<String, String> labels = client.pods().inNamespace("default").withName("bound").get().getMetadata().getLabels();
        assertEquals("z1", labels.get("topology.kubernetes.io/zone"));
        assertNull(labels.get("disk"));
        assertEquals("z1", placed.getMetadata().getLabels().get("topology.kubernetes.io/zone"));
        assertEquals("elsewhere", elsewhere.getMetadata().getLabels().get("topology.kubernetes.io/zone"));
    }

    @Test
    void aPodIsNotResizedBeyondItsNode() {
        KubernetesClient client = plane.admin("acme", "sizes");
        client.resource(node("n1", "True")).create();
        Await.until("the node is ready", () -> !tainted(client, "n1"));
        client.resource(pod("growing", "1")).create();
        Await.until("it is bound", () -> client.pods().inNamespace("default").withName("growing").get().getSpec().getNodeName() != null);

        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> resize(client, "3"));

        assertEquals(403, refused.getCode());
        assertTrue(refused.getMessage().contains("node didn't have enough allocatable resources: cpu, requested: 3000, allocatable: 2000"),
                refused::getMessage);
        assertEquals("NodeCapacity", refused.getStatus().getDetails().getCauses().getFirst().getReason());
        resize(client, "1500m");
    }

    private static void resize(KubernetesClient client, String cpu) {
        client.pods().inNamespace("default").withName("growing").subresource("resize").edit(pod -> new PodBuilder(pod).editSpec().editFirstContainer()
                .editResources().addToRequests("cpu", new Quantity(cpu)).endResources().endContainer().endSpec().build());
    }

    @Test
    void aPodWithGatesIsNotBound() {
        KubernetesClient client = plane.admin("acme", "gates");
        client.resource(new PodBuilder(pod("gated", "1")).editSpec().addNewSchedulingGate("wait").endSpec().build()).create();

        RawClient raw = plane.withCertificate(plane.credentials(plane.cluster("acme", "gates"), "root", "system:masters"));
        RawClient.Answer answer = raw.send("POST", plane.url("acme", "gates") + "/api/v1/namespaces/default/pods/gated/binding", "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"gated\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}");

        assertEquals(409, answer.status());
        assertTrue(answer.body().contains("pod gated has non-empty .spec.schedulingGates"), answer::body);
    }

    @Test
    void aBindingNamesItsPodWhereNoPathDoes() {
        KubernetesClient client = plane.admin("acme", "legacy");
        KubernetesClient other = plane.admin("beta", "legacy");
        Pod waiting = new PodBuilder(pod("web", "1")).editSpec().withSchedulerName("mine").endSpec().build();
        client.resource(waiting).create();
        other.resource(waiting).create();
        RawClient raw = plane.withCertificate(plane.credentials(plane.cluster("acme", "legacy"), "root", "system:masters"));
        String bindings = plane.url("acme", "legacy") + "/api/v1/namespaces/default/bindings";
        String binding = "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"%s\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}";

        assertEquals(404, raw.send("POST", bindings, "application/json", binding.formatted("nonesuch")).status());
        assertEquals(201, raw.send("POST", bindings, "application/json", binding.formatted("web")).status());

        assertEquals("n1", client.pods().inNamespace("default").withName("web").get().getSpec().getNodeName());
        assertNull(other.pods().inNamespace("default").withName("web").get().getSpec().getNodeName());
        assertEquals(403, plane.withCertificate(plane.credentials(plane.cluster("acme", "legacy"), "nobody"))
                .send("POST", bindings, "application/json", binding.formatted("web")).status());
    }

    /// As go-yaml takes it: in braces, with tabs and a comma at the end.
    @Test
    void whatIsAppliedMayBeIndentedWithTabs() {
        RawClient raw = plane.withCertificate(plane.credentials(plane.cluster("acme", "tabs"), "root", "system:masters"));

        RawClient.Answer answer = raw.send("PATCH", plane.url("acme", "tabs") + "/api/v1/namespaces/default/pods/tabs?fieldManager=me",
                "application/apply-patch+yaml", """
                        {
                        \t"apiVersion": "v1",
                        \t\t"kind": "Pod", "metadata": {"name": "tabs"},
                        \t"spec": {"terminationGracePeriodSeconds": -1, "containers": [{"name": "c", "image": "x",}],},
                        }""");

        assertEquals(201, answer.status(), answer::body);
        assertTrue(answer.body().contains("\"terminationGracePeriodSeconds\":1"), answer::body);
    }
}
