package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pods that have a node, and wait with it until they may be bound: those of a gang that is larger than goes at once.
class SchedulerPermitTest {

    private static final int PODS = 101;

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private Duration passed = Duration.ZERO;
    private final SteppedScheduler scheduler = new SteppedScheduler(world.services, () -> System.nanoTime() + passed.toNanos(), Outside.NOBODY);

    @BeforeEach
    void follow() {
        world.store.feed(scheduler);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void node(ClusterId cluster, String name, String cpu) {
        world.writes(cluster).create(Types.NODES, Samples.node(name, cpu, "64Gi"));
    }

    private void gang(ClusterId cluster) {
        world.services.client().create(new Call(cluster, "ann", Cause.clock("test")), Gang.POD_GROUPS, Document.parse("""
                {"apiVersion":"scheduling.k8s.io/v1alpha2","kind":"PodGroup","metadata":{"name":"training","namespace":"default"},
                 "spec":{"schedulingPolicy":{"gang":{"minCount":%d}}}}""".formatted(PODS).getBytes(StandardCharsets.UTF_8)));
    }

    private static Pod pod(String name) {
        return new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources().addToRequests("cpu", new Quantity("10m")).endResources()
                .endContainer().endSpec().build();
    }

    private void members(ClusterId cluster, int count) {
        gang(cluster);
        for (int i = 0; i < count; i++) {
            world.writes(cluster).create(Types.PODS,
                    new PodBuilder(pod("m-" + i)).editSpec().withNewSchedulingGroup("training").endSpec().build());
        }
    }

    private void exhaust() throws InterruptedException {
        while (scheduler.schedule() || scheduler.carryOut()) {
            // until nothing is left
        }
    }

    /// Until the first pods wait.
    private void begin() throws InterruptedException {
        scheduler.schedule();
        while (scheduler.carryOut()) {
            // what has been decided until now is written
        }
    }

    private List<Pod> pods(ClusterId cluster) {
        return world.snapshot(cluster).list(Types.PODS, "");
    }

    private long bound(ClusterId cluster) {
        return pods(cluster).stream().filter(each -> !PodState.nodeName(each).isEmpty()).count();
    }

    private long told(ClusterId cluster) {
        return pods(cluster).stream().filter(each -> Wish.nominated(each).isPresent()).count();
    }

    private long saying(String message) {
        return pods(acme).stream().filter(each -> each.getStatus() != null && each.getStatus().getConditions().stream()
                .map(PodCondition::getMessage).anyMatch(said -> Objects.equals(said, message))).count();
    }

    private String reasons(String pod) {
        return scheduler.reasons().of(Types.PODS.key(acme, "default", pod), _ -> true).toString();
    }

    @Test
    void theFirstWaitWithTheirNodesForTheLast() throws InterruptedException {
        node(acme, "n1", "64");
        members(acme, PODS);
        begin();
        assertEquals(0, bound(acme));
        assertEquals(Gang.MOST, told(acme), "others see where they will be");
        String one = pods(acme).stream().filter(each -> Wish.nominated(each).isPresent()).findFirst().orElseThrow().getMetadata().getName();
        assertTrue(reasons(one).contains("WaitsOnPermit") && reasons(one).contains("\"plugins\":[\"GangScheduling\"]"), reasons(one));

        exhaust();
        assertEquals(PODS, bound(acme));
    }

    @Test
    void whereTheLastDoesNotFitTheFirstGiveTheirNodesBack() throws InterruptedException {
        node(acme, "n1", "1");
        members(acme, PODS);
        exhaust();
        assertEquals(0, bound(acme));
        assertEquals(0, told(acme));
        String why = "pod group \"training\" is scheduled together: 100 of the 101 pods that it asks for at once fit";
        assertEquals(100, saying("0/1 nodes are available: 1 %s.".formatted(why)));

        world.writes(acme).create(Types.PODS, pod("alone"));
        exhaust();
        assertEquals(1, bound(acme), "the room is anybody's");

        node(acme, "n2", "1");
        passed = Duration.ofSeconds(30);
        exhaust();
        assertEquals(1 + PODS, bound(acme));
    }

    @Test
    void whoHasWaitedForTooLongIsRejected() throws InterruptedException {
        node(acme, "n1", "64");
        members(acme, PODS);
        begin();
        passed = Duration.ofMinutes(5).plusSeconds(1);
        scheduler.schedule();
        while (scheduler.carryOut()) {
            // what has been decided until now is written
        }
        assertEquals(Gang.MOST, saying("0/1 nodes are available: 1 rejected due to timeout after waiting 5m0s at plugin GangScheduling."));
    }

    @Test
    void whoGoesWhileItWaitsLeavesItsRoomAndTheOthersWaitOn() throws InterruptedException {
        node(acme, "n1", "64");
        members(acme, PODS);
        begin();
        Pod waiting = pods(acme).stream().filter(each -> Wish.nominated(each).isPresent()).findFirst().orElseThrow();
        world.writes(acme).delete(Types.PODS, waiting);
        exhaust();
        assertEquals(0, bound(acme));
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("late")).editSpec().withNewSchedulingGroup("training").endSpec().build());
        passed = Duration.ofSeconds(30);
        exhaust();
        assertEquals(PODS, bound(acme));
    }

    @Test
    void whoeverWaitsMakesRoomForAMoreImportantPodAndIsNotDeleted() throws InterruptedException {
        node(acme, "n1", "1");
        members(acme, PODS);
        begin();
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("important")).editSpec().withPriority(1000).endSpec().build());
        begin();
        assertEquals(1, saying("waiting on permit for pod: preempted"));

        passed = Duration.ofSeconds(30);
        exhaust();
        assertEquals("n1", PodState.nodeName(world.require(acme, Types.PODS, "default", "important")));
        assertEquals(1, bound(acme));
        assertEquals(PODS + 1, pods(acme).size());
    }

    @Test
    void aSchedulerThatBeginsAnewBindsThemAll() throws InterruptedException {
        node(acme, "n1", "64");
        members(acme, PODS);
        begin();
        scheduler.loaded(world.store.image(acme));
        exhaust();
        assertEquals(PODS, bound(acme));
        assertEquals(0, pods(acme).stream().filter(each -> PodState.nodeName(each).isEmpty()).count());
    }

    @Test
    void aGangOfAnotherClusterPermitsNobodyHere() throws InterruptedException {
        ClusterId other = world.cluster("other");
        node(acme, "n1", "1");
        node(other, "n1", "64");
        members(acme, PODS);
        members(other, PODS);
        exhaust();
        assertEquals(PODS, bound(other));
        assertEquals(0, bound(acme));
    }

    @Test
    void withoutTheGroupItIsSaidWhyAPodThatNeedNotWaitForItIsNotBound() throws InterruptedException {
        world.writes(acme).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withNamespace("kube-system").withName("kube-scheduler")
                .endMetadata().addToData("config.yaml", """
                        apiVersion: kubescheduler.config.k8s.io/v1
                        kind: KubeSchedulerConfiguration
                        profiles:
                        - plugins: {preEnqueue: {disabled: [{name: GangScheduling}]}}
                        """).build());
        node(acme, "n1", "64");
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("m")).editSpec().withNewSchedulingGroup("training").endSpec().build());
        exhaust();
        String missing = "running Permit plugin \"GangScheduling\": failed to get podGroup default/training: podgroup.scheduling.k8s.io \"training\" not found";
        assertEquals(1, saying(missing));

        gang(acme);
        passed = Duration.ofSeconds(30);
        exhaust();
        assertEquals(1, saying("waiting for minCount pods from a gang to be scheduled"));
        assertEquals(0, bound(acme));
    }
}
