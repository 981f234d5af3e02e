package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pools of nodes on a machine that pretends.
class NodePoolTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static KubernetesClient management;
    private static PretendedMachine machine;

    @BeforeAll
    static void machine() {
        management = plane.admin("marina", "management");
        machine = new PretendedMachine(management, "m1", node -> plane.admin(node.tenant(), node.cluster()));
    }

    @AfterAll
    static void end() {
        machine.close();
    }

    private static KubernetesClient tenant(String name, String nodes) {
        Tenant tenant = new Tenant();
        tenant.setMetadata(new ObjectMetaBuilder().withName(name).build());
        tenant.setSpec(new Tenant.Spec("id-" + name, List.of(), "default", new PlanLimits("2", nodes, "", "", "", "", ""), null, null));
        management.resource(tenant).create();
        Await.until("the tenant takes clusters", () -> Optional.ofNullable(management.resources(Tenant.class).withName(name).get().getStatus())
                .filter(status -> "Ready".equals(status.phase())).isPresent());
        Cluster cluster = new Cluster();
        cluster.setMetadata(new ObjectMetaBuilder().withNamespace(name).withName("default").build());
        cluster.setSpec(new Cluster.Spec(null, null, null, null));
        management.resource(cluster).create();
        Await.until("the cluster is ready", () -> Optional.ofNullable(management.resources(Cluster.class).inNamespace(name).withName("default")
                .get().getStatus()).filter(status -> "Ready".equals(status.phase())).isPresent());
        return plane.admin(name, "default");
    }

    private static NodePool pool(String tenant, String name, NodePool.Spec spec) {
        NodePool pool = new NodePool();
        pool.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).build());
        pool.setSpec(spec);
        return management.resource(pool).create();
    }

    private static NodePool pool(String tenant, String name) {
        return management.resources(NodePool.class).inNamespace(tenant).withName(name).get();
    }

    private static void change(String tenant, String name, UnaryOperator<NodePool.Spec> change) {
        Await.until("nobody else changes it at the same moment", () -> {
            try {
                management.resources(NodePool.class).inNamespace(tenant).withName(name).edit(pool -> {
                    pool.setSpec(change.apply(pool.getSpec()));
                    return pool;
                });
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
                return false;
            }
        });
    }

    private static String said(String tenant, String pool, String type) {
        return Optional.ofNullable(pool(tenant, pool).getStatus()).flatMap(status -> status.conditions().stream()
                .filter(condition -> condition.getType().equals(type)).findFirst()).map(condition -> condition.getReason() + ": " + condition.getMessage())
                .orElse("");
    }

    private static void deployment(KubernetesClient client, String name, int replicas, String cpu, Map<String, String> selector) {
        client.resource(new DeploymentBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().withNewSpec().withReplicas(replicas)
                .withNewSelector().addToMatchLabels("app", name).endSelector().withNewTemplate().withNewMetadata().addToLabels("app", name).endMetadata()
                .withNewSpec().withNodeSelector(selector).addNewContainer().withName("c").withImage("example.org/c:1").withNewResources()
                .addToRequests("cpu", new Quantity(cpu)).endResources().endContainer().endSpec().endTemplate().endSpec().build()).create();
    }

    private static long running(KubernetesClient client, String app) {
        return client.pods().inNamespace("default").withLabel("app", app).list().getItems().stream().filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).count();
    }

    private static NodePool.Spec autoscaled(int min, int max) {
        return new NodePool.Spec("default", 0, "1", "2Gi", Map.of("speed", "high"), null, new NodePool.Autoscaling(min, max, 1), null);
    }

    @Test
    void nodesBearWhatTheirPoolSaysAlsoWhenItSaysSomethingElse() {
        KubernetesClient client = tenant("bearing", "9");
        NodePool.Taint gpu = new NodePool.Taint("gpu", "yes", "NoSchedule");
        pool("bearing", "fast", new NodePool.Spec("default", 1, "1", "2Gi", Map.of("disk", "ssd", "team", "a"), List.of(gpu), null, null));
        Await.until("the node is there", () -> client.nodes().withName("fast-1").get() != null);
        Node first = client.nodes().withName("fast-1").get();
        assertEquals("ssd gpu=yes:NoSchedule", first.getMetadata().getLabels().get("disk") + " " + first.getSpec().getTaints().stream()
                .map(taint -> taint.getKey() + "=" + taint.getValue() + ":" + taint.getEffect()).findFirst().orElse("none"));
        client.nodes().withName("fast-1").edit(node -> new NodeBuilder(node).editMetadata().addToLabels("mine", "stays").endMetadata().build());

        change("bearing", "fast", spec -> new NodePool.Spec("default", 1, "1", "2Gi", Map.of("disk", "nvme"), List.of(), null, null));

        Await.until("the node bears the new ones", () -> "nvme".equals(client.nodes().withName("fast-1").get().getMetadata().getLabels().get("disk")));
        Node after = client.nodes().withName("fast-1").get();
        assertEquals("null stays true", after.getMetadata().getLabels().get("team") + " " + after.getMetadata().getLabels().get("mine") + " "
                + after.getSpec().getTaints().stream().noneMatch(taint -> taint.getKey().equals("gpu")));
        KubernetesClientException refused = Assertions.assertThrows(KubernetesClientException.class, () -> pool("bearing", "bad",
                new NodePool.Spec("default", 0, "1", "2Gi", Map.of("node-role.kubernetes.io/control-plane", ""), List.of(new NodePool.Taint("a", "", "Never")),
                        new NodePool.Autoscaling(5, 2, 0), null)));
        assertEquals(422, refused.getCode());
        for (String field : List.of("spec.labels", "spec.taints[0].effect", "spec.autoscaling.min", "spec.autoscaling.idleMinutes")) {
            assertTrue(refused.getMessage().contains(field), field + " in " + refused.getMessage());
        }
    }

    @Test
    void aPoolComesFromNothingByPodsThatWaitAndSaysWhatItCannotHelp() {
        KubernetesClient client = tenant("growing", "9");
        pool("growing", "auto", autoscaled(0, 3));
        deployment(client, "wanted", 3, "600m", Map.of("speed", "high"));
        deployment(client, "impossible", 2, "7", Map.of("speed", "high"));

        Await.until("each pod has a node", () -> running(client, "wanted") == 3);
        assertEquals(3, pool("growing", "auto").getSpec().replicas(), "no node for what would not run on it");
        Await.until("it is said what is not helped", () -> said("growing", "auto", "Autoscaling").startsWith("CannotHelp"));
        assertTrue(said("growing", "auto", "Autoscaling").contains("2 waiting pods would not run on a new node of this pool")
                && said("growing", "auto", "Autoscaling").contains("Insufficient cpu"), said("growing", "auto", "Autoscaling"));

        deployment(client, "more", 50, "600m", Map.of("speed", "high"));
        Await.until("the pool is as large as it may be", () -> said("growing", "auto", "Autoscaling").startsWith("AtMaximum: 50 pods wait"));
        assertEquals(3, pool("growing", "auto").getSpec().replicas());
    }

    @Test
    void whatThePlanDoesNotAllowIsSaid() {
        KubernetesClient client = tenant("planned", "1");
        pool("planned", "auto", autoscaled(0, 5));
        deployment(client, "wanted", 3, "600m", Map.of());
        Await.until("it is said", () -> said("planned", "auto", "Autoscaling").startsWith("PlanExceeded"));
        assertTrue(said("planned", "auto", "Autoscaling").contains("exceeded quota: plan, requested: nodes="), said("planned", "auto", "Autoscaling"));
        Await.until("what the plan has is taken", () -> running(client, "wanted") == 1);
        assertEquals(1, pool("planned", "auto").getSpec().replicas());
    }

    @Test
    void aNodeLeavesOnceItsPodsHaveGoneAsFarAsBudgetsAllow() {
        KubernetesClient client = tenant("shrinking", "9");
        pool("shrinking", "manual", new NodePool.Spec("default", 2, "1", "2Gi"));
        Await.until("both are ready", () -> pool("shrinking", "manual").getStatus() != null && pool("shrinking", "manual").getStatus().readyReplicas() == 2);
        deployment(client, "web", 2, "400m", Map.of());
        Await.until("the pods run", () -> running(client, "web") == 2);
        client.resource(new PodDisruptionBudgetBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata().withNewSpec()
                .withMinAvailable(new IntOrString(2)).withNewSelector().addToMatchLabels("app", "web").endSelector().endSpec().build()).create();
        Await.until("the budget is known", () -> Optional.ofNullable(client.policy().v1().podDisruptionBudget().inNamespace("default").withName("web").get()
                .getStatus()).filter(status -> status.getCurrentHealthy() != null && status.getCurrentHealthy() == 2).isPresent());

        change("shrinking", "manual", spec -> spec.with(1));

        Await.until("it waits for the budget", () -> said("shrinking", "manual", "Ready").contains("kept by disruption budgets"));
        assertEquals(2, client.nodes().list().getItems().size());
        assertEquals(1, client.nodes().list().getItems().stream().filter(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable())).count());
        client.policy().v1().podDisruptionBudget().inNamespace("default").withName("web").delete();
        Await.until("one is left, with all pods", () -> client.nodes().list().getItems().size() == 1 && running(client, "web") == 2);
        List<Pod> pods = client.pods().inNamespace("default").withLabel("app", "web").list().getItems();
        assertTrue(pods.stream().allMatch(pod -> client.nodes().list().getItems().getFirst().getMetadata().getName().equals(pod.getSpec().getNodeName())));
    }

    @Test
    void aNodeThatIsNeededAgainStays() {
        KubernetesClient client = tenant("wavering", "9");
        pool("wavering", "manual", new NodePool.Spec("default", 2, "1", "2Gi"));
        Await.until("both are ready", () -> pool("wavering", "manual").getStatus() != null && pool("wavering", "manual").getStatus().readyReplicas() == 2);
        deployment(client, "web", 2, "600m", Map.of());
        Await.until("the pods run", () -> running(client, "web") == 2);
        client.resource(new PodDisruptionBudgetBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata().withNewSpec()
                .withMinAvailable(new IntOrString(2)).withNewSelector().addToMatchLabels("app", "web").endSelector().endSpec().build()).create();
        change("wavering", "manual", spec -> spec.with(1));
        Await.until("one is leaving", () -> client.nodes().list().getItems().stream().anyMatch(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable())));

        change("wavering", "manual", spec -> spec.with(2));

        Await.until("it takes pods again",
                () -> client.nodes().list().getItems().stream().noneMatch(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable())));
        assertEquals(2, client.nodes().list().getItems().size());
        assertEquals(2, running(client, "web"));
    }

    @Test
    void aNodeThatHasNotBeenReadyForLongIsReplaced() {
        KubernetesClient client = tenant("broken", "9");
        pool("broken", "mended", new NodePool.Spec("default", 2, "1", "2Gi"));
        Await.until("both are ready", () -> pool("broken", "mended").getStatus() != null && pool("broken", "mended").getStatus().readyReplicas() == 2);

        client.nodes().withName("mended-1").editStatus(node -> new NodeBuilder(node).editStatus().withConditions(
                new NodeConditionBuilder(FakeNodes.ready("False")).withLastTransitionTime(Instant.now().minus(Duration.ofMinutes(11)).toString()).build())
                .endStatus().build());

        Await.until("another one is there", () -> client.nodes().withName("mended-1").get() == null && client.nodes().withName("mended-3").get() != null
                && pool("broken", "mended").getStatus().readyReplicas() == 2);
        assertEquals(2, client.nodes().list().getItems().size());
    }
}
