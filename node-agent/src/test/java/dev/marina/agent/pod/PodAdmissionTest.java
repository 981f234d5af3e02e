package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods that a node does not take, on a simulated one with a processor, a GiB of memory, ten of disk and room for three pods.
class PodAdmissionTest {

    private static final String CRITICAL = "priority: 2000001000, priorityClassName: system-node-critical, ";

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void open() {
        world = new PodWorld(directory);
    }

    private static Pod requesting(String requests) {
        return Pods.pod("containers: [{name: main, image: \"marina/busybox:1\", resources: {requests: %s}}]".formatted(requests));
    }

    private static Node node(String labels, String extended) {
        return new NodeBuilder().withNewMetadata().withName("node-1").addToLabels("disk", labels).endMetadata().withNewSpec().endSpec().withNewStatus()
                .addToAllocatable("example.com/device", new Quantity(extended)).endStatus().build();
    }

    private String outcome(Pod pod) {
        world.accept(pod);
        world.settle();
        return "%s %s %s".formatted(world.status().getPhase(), world.status().getReason(), world.status().getMessage());
    }

    private static String outOf(String resource, long requested, long used, long capacity) {
        return "Failed OutOf%s Pod was rejected: Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d".formatted(resource, resource,
                requested, used, capacity);
    }

    @Test
    void podPlacedPastTheSchedulerOntoATakenPortIsRejectedAndGivesNothingUp() {
        Pod other = new PodBuilder(Pods.pod("containers: [{name: main, image: \"marina/busybox:1\", ports: [{containerPort: 80, hostPort: 8080}]}]"))
                .editMetadata().withUid("other").endMetadata().build();
        world.allocations.hold(new NodeAllocations.Holder(other, Requested.NOTHING, _ -> {}));

        assertEquals("Failed NodePorts Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
                outcome(Pods.pod("containers: [{name: main, image: \"marina/busybox:1\", ports: [{containerPort: 80, hostPort: 8080}]}]")));

        assertEquals(List.of(), world.network);
        assertEquals(Optional.empty(), world.allocations.resize("third", Requested.of(1000, 1L << 30), () -> {}), "nothing is held for it");
    }

    @Test
    void podThatAsksForMoreThanIsLeftIsRejectedWithWhatIsMissing() {
        world.allocations.hold(Pods.holder("other", "{cpu: 600m, memory: 600Mi, ephemeral-storage: 6Gi}", 0));

        assertEquals(outOf("cpu", 500, 600, 1000), outcome(requesting("{cpu: 500m}")));
        assertTrue(world.api.events.contains("OutOfcpu: Node didn't have enough resource: cpu, requested: 500, used: 600, capacity: 1000"));
        assertEquals(outOf("memory", 500L << 20, 600L << 20, 1L << 30), outcome(requesting("{memory: 500Mi}")));
        assertEquals(outOf("ephemeral-storage", 5L << 30, 6L << 30, 10L << 30), outcome(requesting("{ephemeral-storage: 5Gi}")));
        assertTrue(world.state().empty());
    }

    @Test
    void nodeThatHasAllThePodsItTakesRejectsEvenOneThatAsksForNothing() {
        List.of("a", "b", "c").forEach(uid -> world.allocations.hold(Pods.holder(uid, "{}", 0)));

        assertEquals(outOf("pods", 1, 3, 3), outcome(Pods.oneContainer("Always")));
    }

    @Test
    void extendedResourceIsCountedIfTheNodeHasDeclaredIt() {
        world.nodeKnown = node("fast", "2");
        world.nodeNow = world.nodeKnown;

        assertEquals(outOf("example.com/device", 3, 0, 2), outcome(requesting("{example.com/device: 3}")));
        world.accept(requesting("{example.com/other: 3}"));
        world.until("main to run", () -> world.running("main"));
    }

    @Test
    void nodeThatThePodDoesNotSelectRejectsIt() {
        String refused = "Failed NodeAffinity Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";

        assertEquals(refused, outcome(Pods.pod("nodeSelector: {disk: fast}\ncontainers: [{name: main, image: \"marina/busybox:1\"}]")));
        assertEquals(refused, outcome(Pods.pod("""
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                  {matchExpressions: [{key: disk, operator: In, values: [fast]}]}]}}}
                containers: [{name: main, image: "marina/busybox:1"}]
                """)));
    }

    @Test
    void nobodyIsRejectedForWhatTheNodeWasAMomentAgo() {
        world.nodeNow = node("fast", "0");

        world.accept(Pods.pod("nodeSelector: {disk: fast}\ncontainers: [{name: main, image: \"marina/busybox:1\"}]"));
        world.until("main to run", () -> world.running("main"));
    }

    @Test
    void taintThatDrivesPodsOutKeepsThemOut() {
        world.nodeKnown = new NodeBuilder(Pods.STANDING.known()).withNewSpec().addNewTaint("NoExecute", "broken", null, "").endSpec().build();
        world.nodeNow = world.nodeKnown;

        assertEquals("Failed TaintToleration Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
                outcome(Pods.oneContainer("Always")));
        world.accept(Pods.pod("tolerations: [{operator: Exists}]\ncontainers: [{name: main, image: \"marina/busybox:1\"}]"));
        world.until("main to run", () -> world.running("main"));
    }

    @Test
    void podThatRanBeforeTheAgentDidIsNotAskedAgain() {
        world.allocations.hold(Pods.holder("other", "{cpu: 900m}", 0));
        Pod ran = new PodBuilder(requesting("{cpu: 500m}")).editStatus().withStartTime(Pods.NOW.toString()).endStatus().build();

        world.accept(ran);
        world.until("main to run", () -> world.running("main"));
    }

    @Test
    void criticalPodComesWhenThoseOfLessPriorityHaveGone() {
        List<String> ended = new ArrayList<>();
        for (NodeAllocations.Holder holder : List.of(Pods.holder("small", "{cpu: 200m}", 0), Pods.holder("large", "{cpu: 700m}", 0))) {
            world.allocations.hold(new NodeAllocations.Holder(holder.pod(), holder.requested(), end -> ended.add(holder.uid() + " " + end.reason())));
        }

        world.accept(Pods.pod("{" + CRITICAL + "containers: [{name: main, image: \"marina/busybox:1\", resources: {requests: {cpu: 500m}}}]}"));
        world.settle();
        assertEquals(List.of("large Preempting"), ended);
        assertTrue(world.state().empty(), "the room is not yet there");

        world.allocations.release("large");
        world.until("main to run", () -> world.running("main"));
    }

    @Test
    void criticalPodForWhichNotEnoughCanGoIsRejected() {
        world.allocations.hold(Pods.holder("critical", "{cpu: 700m}", 2_000_001_000));

        assertEquals("Failed UnexpectedAdmissionError Pod was rejected: Unexpected error while attempting to recover from admission failure: preemption: "
                + "error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 200), ]",
                outcome(Pods.pod("{" + CRITICAL + "containers: [{name: main, image: \"marina/busybox:1\", resources: {requests: {cpu: 500m}}}]}")));
    }

    @Test
    void podThatIsPreemptedFailsAndGivesBackWhatItHolds() {
        world.accept(requesting("{cpu: 500m}"));
        world.until("main to run", () -> world.running("main") && world.status() != null);

        world.worker.end(Preemption.END);
        world.until("pod to end", () -> "Failed".equals(world.status().getPhase()) && world.state().empty());

        assertEquals("Preempting Preempted in order to admit critical pod", world.status().getReason() + " " + world.status().getMessage());
        assertTrue(world.api.events.contains("Preempting: Preempted in order to admit critical pod"));
        PodCondition target = world.status().getConditions().stream().filter(c -> c.getType().equals("DisruptionTarget")).findFirst().orElseThrow();
        assertEquals("True TerminationByKubelet Pod was preempted by Kubelet to accommodate a critical pod.",
                "%s %s %s".formatted(target.getStatus(), target.getReason(), target.getMessage()));
        assertEquals(List.of(), world.api.deleted, "its object stays");
    }

    @Test
    void nodeUnderPressureTakesNobodyAndShortOfMemoryOnlyWhoAskedForSome() {
        world.pressures = List.of("DiskPressure");
        assertEquals("Failed Evicted Pod was rejected: The node had condition: [DiskPressure]. ", outcome(requesting("{cpu: 100m}")));

        world.pressures = List.of("MemoryPressure");
        assertEquals("Failed Evicted Pod was rejected: The node had condition: [MemoryPressure]. ", outcome(Pods.oneContainer("Always")));
        world.accept(requesting("{cpu: 100m}"));
        world.until("main to run", () -> world.running("main"));
    }

    @Test
    void unsafeSysctlIsRefusedByName() {
        assertEquals("Failed SysctlForbidden Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted", outcome(Pods.pod("""
                securityContext: {sysctls: [{name: kernel.msgmax, value: "65536"}]}
                containers: [{name: main, image: "marina/busybox:1"}]
                """)));
        assertTrue(world.status().getContainerStatuses().isEmpty());
        assertTrue(world.state().empty());
    }

    @Test
    void aPodThatNeedsWhatTheNodeDoesNotDeclareIsRejectedInTheKubeletsWords() {
        Pod pod = Pods.pod("hostNetwork: true\nhostUsers: false\ncontainers: [{name: main, image: \"marina/busybox:1\"}]");

        assertEquals(Optional.of(new PodAdmission.Refusal("PodFeatureUnsupported",
                "Pod requires node features that are not available: UserNamespacesHostNetworkSupport")), PodAdmission.refuse(pod, true));
    }

    @Test
    void aPodForAnotherSystemIsRejectedInTheKubeletsWords() {
        assertEquals(Optional.of(new PodAdmission.Refusal("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS")),
                PodAdmission.refuse(Pods.pod("os: {name: windows}"), true));
        assertEquals(Optional.empty(), PodAdmission.refuse(Pods.pod("os: {name: linux}"), true));
    }
}
