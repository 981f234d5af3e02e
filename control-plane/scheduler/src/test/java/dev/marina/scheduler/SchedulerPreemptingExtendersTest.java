package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.scheduler.devices.DeviceSelectors;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Servers of a cluster's own that have a say in who makes room.
class SchedulerPreemptingExtendersTest {

    private static final String PREEMPT = "https://ext.example.com/v1/preempt";

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private final FakeExtenders extenders = new FakeExtenders();
    private Scheduler scheduler;

    @BeforeEach
    void fill() {
        for (ClusterId cluster : List.of(acme, other)) {
            world.writes(cluster).create(Types.NODES, Samples.node("n1", "1", "4Gi"));
            world.writes(cluster).create(Types.NODES, Samples.node("n2", "1", "4Gi"));
            // the cheaper one to displace is on n1
            world.writes(cluster).create(Types.PODS, pod("low", "n1", 10));
            world.writes(cluster).create(Types.PODS, pod("middle", "n2", 20));
        }
        world.writes(acme).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withNamespace("kube-system").withName("kube-scheduler")
                .endMetadata().addToData("config.yaml", """
                        apiVersion: kubescheduler.config.k8s.io/v1
                        kind: KubeSchedulerConfiguration
                        extenders:
                        - urlPrefix: https://ext.example.com/v1
                          preemptVerb: preempt
                          nodeCacheCapable: true
                        """).build());
        scheduler = Scheduler.start(world.services, Executors.newVirtualThreadPerTaskExecutor(), new Outside(DeviceSelectors.NONE, extenders));
    }

    @AfterEach
    void close() {
        scheduler.close();
        world.close();
    }

    private static Pod pod(String name, String node, int priority) {
        return new PodBuilder(Samples.pod(name)).editSpec().withNodeName(node).withPriority(priority).editFirstContainer().withNewResources()
                .addToRequests("cpu", new Quantity("800m")).endResources().endContainer().endSpec().build();
    }

    private static String victim(String node, String uid) {
        return "{\"NodeNameToMetaVictims\": {\"%s\": {\"Pods\": [{\"UID\": \"%s\"}]}}}".formatted(node, uid);
    }

    private String uid(ClusterId cluster, String pod) {
        return world.require(cluster, Types.PODS, "default", pod).getMetadata().getUid();
    }

    private boolean goes(ClusterId cluster, String pod) {
        return world.snapshot(cluster).find(Types.PODS, "default", pod).filter(each -> !PodState.terminating(each)).isEmpty();
    }

    private String condition(String pod) {
        Pod now = world.require(acme, Types.PODS, "default", pod);
        return now.getStatus() == null ? "" : now.getStatus().getConditions().stream().map(PodCondition::getMessage).collect(Collectors.joining());
    }

    @Test
    void anExtenderMovesTheRoomToAnotherNode() {
        String uid = uid(acme, "middle");
        extenders.servers.put(PREEMPT, _ -> victim("n2", uid));
        world.writes(acme).create(Types.PODS, pod("high", null, 100));
        world.await("the one on n2 goes", () -> goes(acme, "middle"), () -> condition("high"));
        assertFalse(goes(acme, "low"), "which is the cheaper one by itself");
    }

    @Test
    void whereAnExtenderLeavesNobodyNobodyGoes() {
        extenders.servers.put(PREEMPT, _ -> "{}");
        world.writes(acme).create(Types.PODS, pod("high", null, 100));
        world.await("it says why", () -> condition("high").endsWith("preemption: no candidate node for preemption."), () -> condition("high"));
        assertFalse(goes(acme, "low") || goes(acme, "middle"));
    }

    /// A uid of another tenant's pod, though it lies on a node of the same name.
    @Test
    void anExtenderCannotNameAnothersPods() {
        String foreign = uid(other, "low");
        extenders.servers.put(PREEMPT, _ -> victim("n1", foreign));
        world.writes(acme).create(Types.PODS, pod("high", null, 100));
        world.await("it says why", () -> condition("high").contains("claims to preempt pod (UID: %s) on node: n1".formatted(foreign)),
                () -> condition("high"));
        assertFalse(goes(other, "low") || goes(acme, "low") || goes(acme, "middle"));
    }

    /// What a server answers stands in the pod's condition, and is no longer than people read.
    @Test
    void anAnswerOfEnormousNamesIsSaidBriefly() {
        extenders.servers.put(PREEMPT, _ -> victim("n".repeat(40_000), "u"));
        world.writes(acme).create(Types.PODS, pod("high", null, 100));
        world.await("it says why", () -> condition("high").contains("claims to preempt on node"), () -> condition("high"));
        assertTrue(condition("high").length() < 1_000, () -> condition("high").length() + " characters");
        assertFalse(goes(acme, "low") || goes(acme, "middle"));
    }

    @Test
    void oneThatHangsHoldsUpNobodyElse() {
        CountDownLatch answer = new CountDownLatch(1);
        extenders.servers.put(PREEMPT, arguments -> hang(answer, arguments));
        world.writes(acme).create(Types.PODS, pod("high", null, 100));
        world.await("it is asked", () -> !extenders.asked.isEmpty(), () -> extenders.asked);

        world.writes(other).create(Types.PODS, pod("high", null, 100));
        world.await("room is made in the other cluster", () -> goes(other, "low"), () -> world.snapshot(other).list(Types.PODS, "default"));
        assertEquals(1, extenders.asked.size(), "which has no extender");
        assertFalse(goes(acme, "low"));

        // whom the room was for is gone by then
        world.writes(acme).delete(Types.PODS, world.require(acme, Types.PODS, "default", "high"));
        answer.countDown();
        world.writes(acme).create(Types.PODS, pod("small", null, 0));
        world.await("the cluster's pods are tried again", () -> !condition("small").isEmpty(), () -> condition("small"));
        assertFalse(goes(acme, "low") || goes(acme, "middle"));
    }

    private static String hang(CountDownLatch answer, JsonNode arguments) {
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return arguments.toString();
    }
}
