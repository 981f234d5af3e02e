package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control plane, a process over a real etcd, is killed in the middle of what takes several steps, and started again: it is brought
/// to its end, and nothing is done twice.
class ControlPlaneKilledIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    /// Unlike an edit, it does not compare versions: controllers write at the same time.
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    @TempDir
    static Path home;

    private static ControlPlaneProcess plane;
    private static KubernetesClient client;

    @BeforeAll
    static void start() {
        plane = new ControlPlaneProcess(home);
        client = plane.client();
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (plane != null) {
            plane.close();
        }
    }

    private static void killAndStartAgain() {
        plane.kill();
        plane.start();
    }

    /// A process that has been started takes its time.
    private static void eventually(String what, BooleanSupplier holds) {
        Await.within(SOON, what, holds);
    }

    private static void namespace(String name) {
        client.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
    }

    private static DeploymentBuilder deployment(String name, int replicas) {
        Map<String, String> labels = Map.of("app", name);
        return new DeploymentBuilder().withNewMetadata().withName(name).withNamespace(name).endMetadata().withNewSpec().withReplicas(replicas)
                .withNewStrategy().withType("RollingUpdate").withNewRollingUpdate().withMaxSurge(new IntOrString(1)).withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate().endStrategy().withNewSelector().withMatchLabels(labels).endSelector().withNewTemplate().withNewMetadata()
                .withLabels(labels).endMetadata().withNewSpec().addNewContainer().withName("main").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec();
    }

    private static List<Pod> pods(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    private static Stream<Pod> alive(String namespace) {
        return pods(namespace).stream().filter(pod -> pod.getMetadata().getDeletionTimestamp() == null);
    }

    private static long running(String namespace, String image) {
        return alive(namespace).filter(pod -> "Running".equals(pod.getStatus().getPhase()) && pod.getSpec().getContainers().getFirst().getImage().equals(image))
                .count();
    }

    @Test
    void aRolloutGoesOn() {
        namespace("rollout");
        try (PolledNode node = new PolledNode(client, "rollout", 110)) {
            client.resource(deployment("rollout", 6).build()).create();
            eventually("six of the first version", () -> running("rollout", "web:1") == 6);
            client.apps().deployments().inNamespace("rollout").withName("rollout").patch(STRATEGIC,
                    "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"web:2\"}]}}}}");
            eventually("the rollout is under way", () -> running("rollout", "web:2") >= 2);
            node.hold(true);
            killAndStartAgain();
            assertTrue(running("rollout", "web:1") > 0, "it was over before it was killed");
            node.hold(false);

            eventually("six of the second version", () -> {
                assertTrue(alive("rollout").count() <= 7, "more than surge allows");
                return running("rollout", "web:2") == 6 && pods("rollout").size() == 6;
            });
            assertEquals(List.of(0, 6), client.apps().replicaSets().inNamespace("rollout").list().getItems().stream().map(ReplicaSet::getSpec)
                    .map(spec -> spec.getReplicas()).sorted().toList());
        } finally {
            remove("rollout", "rollout");
        }
    }

    private static void remove(String namespace, String node) {
        client.namespaces().withName(namespace).delete();
        client.nodes().withName(node).delete();
    }

    @Test
    void aDrainGoesOn() {
        namespace("drain");
        try (PolledNode _ = new PolledNode(client, "drain-1", 110)) {
            client.resource(deployment("drain", 5).build()).create();
            client.resource(new PodDisruptionBudgetBuilder().withNewMetadata().withName("drain").withNamespace("drain").endMetadata().withNewSpec()
                    .withMinAvailable(new IntOrString(4)).withNewSelector().withMatchLabels(Map.of("app", "drain")).endSelector().endSpec().build()).create();
            eventually("five pods", () -> running("drain", "web:1") == 5);
            try (PolledNode target = new PolledNode(client, "drain-2", 110)) {
                client.nodes().withName("drain-1").patch(STRATEGIC, "{\"spec\":{\"unschedulable\":true}}");
                eventually("one has moved", () -> evict() && on("drain-2") >= 1);
                target.hold(true);
                killAndStartAgain();
                assertTrue(on("drain-1") > 0, "it was over before it was killed");
                target.hold(false);

                eventually("all have moved", () -> {
                    assertTrue(running("drain", "web:1") >= 4, "fewer than the budget says");
                    return evict() && on("drain-2") == 5 && pods("drain").size() == 5;
                });
            }
            client.nodes().withName("drain-2").delete();
        } finally {
            remove("drain", "drain-1");
        }
    }

    /// As `kubectl drain` does: what is refused now is asked for again.
    private static boolean evict() {
        alive("drain").filter(pod -> "drain-1".equals(pod.getSpec().getNodeName())).forEach(pod -> client.pods().resource(pod).evict());
        return true;
    }

    private static long on(String node) {
        return alive("drain").filter(pod -> node.equals(pod.getSpec().getNodeName()) && "Running".equals(pod.getStatus().getPhase())).count();
    }

    @Test
    void aPreemptionGoesOnAndTakesNoOtherVictim() {
        namespace("preemption");
        client.resource(new PriorityClassBuilder().withNewMetadata().withName("high").endMetadata().withValue(1000).build()).create();
        try (PolledNode node = new PolledNode(client, "preemption", 3)) {
            for (String low : List.of("low-1", "low-2", "low-3")) {
                client.resource(pod(low, null)).create();
            }
            eventually("the node is full", () -> running("preemption", "web:1") == 3);
            node.hold(true);
            client.resource(pod("urgent", "high")).create();
            eventually("one has to go", () -> !victims().isEmpty());
            Set<String> before = victims();
            killAndStartAgain();
            eventually("the scheduler has looked again", () -> client.pods().inNamespace("preemption").withName("urgent").get().getStatus().getConditions()
                    .stream().anyMatch(condition -> condition.getType().equals("PodScheduled") && condition.getStatus().equals("False")));
            node.hold(false);

            eventually("the urgent pod runs", () -> running("preemption", "web:1") == 3 && pods("preemption").stream()
                    .anyMatch(pod -> pod.getMetadata().getName().equals("urgent") && "Running".equals(pod.getStatus().getPhase())));
            assertEquals(1, before.size());
            Set<String> left = new HashSet<>(Set.of("low-1", "low-2", "low-3"));
            left.removeAll(before);
            left.add("urgent");
            assertEquals(left, Set.copyOf(pods("preemption").stream().map(pod -> pod.getMetadata().getName()).toList()));
        } finally {
            remove("preemption", "preemption");
        }
    }

    private static Pod pod(String name, String priority) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("preemption").endMetadata().withNewSpec()
                .withPriorityClassName(priority).addToNodeSelector("kubernetes.io/hostname", "preemption").addNewContainer().withName("main").withImage("web:1")
                .endContainer().endSpec().build();
    }

    private static Set<String> victims() {
        Set<String> names = new HashSet<>();
        pods("preemption").stream().filter(pod -> pod.getMetadata().getDeletionTimestamp() != null).forEach(pod -> names.add(pod.getMetadata().getName()));
        return names;
    }

    @Test
    void aNamespaceIsEmptiedAndGoes() {
        namespace("ending");
        for (int i = 0; i < 600; i++) {
            client.resource(new ConfigMapBuilder().withNewMetadata().withName("settings-" + i).withNamespace("ending").endMetadata().build()).create();
        }
        client.resource(
                new ConfigMapBuilder().withNewMetadata().withName("held").withNamespace("ending").withFinalizers("marina.test/held").endMetadata().build())
                .create();
        client.resource(deployment("ending", 3).build()).create();
        eventually("its pods are there", () -> pods("ending").size() == 3);
        client.namespaces().withName("ending").delete();
        eventually("some of it is gone", () -> settings() < 590);
        killAndStartAgain();
        client.configMaps().inNamespace("ending").withName("held").patch(STRATEGIC,
                "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"marina.test/held\"]}}");

        eventually("the namespace is gone", () -> client.namespaces().withName("ending").get() == null);
        assertEquals(0, settings());
        assertEquals(List.of(), pods("ending"));
        assertEquals(List.of(), client.apps().replicaSets().inNamespace("ending").list().getItems());
    }

    private static int settings() {
        return client.configMaps().inNamespace("ending").list().getItems().size();
    }
}
