package dev.marina.controllers.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.placement.NodeTerms;
import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DaemonSetPlanTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<Node> THREE = List.of(node("n1"), node("n2"), node("n3"));

    @Test
    void everyNodeGetsAPodAndKeepsOne() {
        assertEquals(List.of("n1", "n3"), plan(set(), pod("a", "n2", "new")).create());
        assertEquals(List.of("b"), names(plan(set(), pod("a", "n2", "new"), pod("b", "n2", "new")).delete()));
    }

    @Test
    void thePodIsToldItsNodeAndStaysOnOneThatIsIll() {
        Pod pod = DaemonPod.of(set(), "h", "n1");
        var required = pod.getSpec().getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        assertTrue(NodeTerms.take(required, "n1", Map.of()));
        assertEquals(false, NodeTerms.take(required, "n2", Map.of()));
        assertEquals("n1", DaemonPod.node(pod));
        Node ill = new NodeBuilder(node("n1")).editSpec().withUnschedulable(true).addNewTaint("NoExecute", "node.kubernetes.io/not-ready", null, null)
                .addNewTaint("NoSchedule", "node.kubernetes.io/unschedulable", null, null).endSpec().build();
        assertEquals(new DaemonPod.Wanted(true, true), DaemonPod.wanted(set(), ill));
    }

    @Test
    void taintsAndSelectorsKeepPodsAwayOrTakeThem() {
        Node tainted = new NodeBuilder(node("n1")).editSpec().addNewTaint("NoSchedule", "gpu", null, "yes").endSpec().build();
        assertEquals(new DaemonPod.Wanted(false, true), DaemonPod.wanted(set(), tainted));
        Node evicting = new NodeBuilder(node("n1")).editSpec().addNewTaint("NoExecute", "gone", null, "yes").endSpec().build();
        assertEquals(List.of("a"), names(DaemonSetPlan.of(set(), List.of(evicting), List.of(pod("a", "n1", "new")), "new", NOON).delete()));
        DaemonSet selecting = new DaemonSetBuilder(set()).editSpec().editTemplate().editSpec().withNodeSelector(Map.of("kubernetes.io/hostname", "n2"))
                .endSpec().endTemplate().endSpec().build();
        assertEquals(List.of("n2"), plan(selecting).create());
    }

    @Test
    void podsOfANodeThatIsGoneAreLeftToOthers() {
        assertEquals(List.of(), plan(set(), pod("a", "n9", "new")).delete());
    }

    @Test
    void aPodThatWaitsForANodeThatIsGoneGoes() {
        Pod waiting = new PodBuilder(DaemonPod.of(set(), "new", "n9")).editMetadata().withName("a").endMetadata().build();
        assertEquals(List.of("a"), names(plan(set(), waiting).delete()));
    }

    @Test
    void anUpdateReplacesAsManyAsMayBeMissing() {
        assertEquals(List.of("a"), names(plan(set(), ready("a", "n1", "old"), ready("b", "n2", "old"), ready("c", "n3", "old")).delete()));
        assertEquals(List.of(), names(plan(set(), pod("a", "n1", "new"), ready("b", "n2", "old"), ready("c", "n3", "old")).delete()));
        assertEquals(List.of("b"), names(plan(set(), pod("a", "n1", "new"), pod("b", "n2", "old"), ready("c", "n3", "old")).delete()));
    }

    @Test
    void withSurgeTheNewPodComesFirst() {
        DaemonSet set = new DaemonSetBuilder(set()).editSpec().editUpdateStrategy().withNewRollingUpdate().withNewMaxSurge(1).withNewMaxUnavailable(0)
                .endRollingUpdate()
                .endUpdateStrategy().endSpec().build();
        DaemonSetPlan first = plan(set, ready("a", "n1", "old"), ready("b", "n2", "old"), ready("c", "n3", "old"));
        assertEquals(List.of("n1"), first.create());
        assertEquals(List.of(), first.delete());
        assertEquals(List.of(), plan(set, ready("a", "n1", "old"), pod("d", "n1", "new"), ready("b", "n2", "old"), ready("c", "n3", "old")).create());
        DaemonSetPlan second = plan(set, ready("a", "n1", "old"), ready("d", "n1", "new"), ready("b", "n2", "old"), ready("c", "n3", "old"));
        assertEquals(List.of("a"), names(second.delete()));
        assertEquals(List.of("n2"), second.create());
    }

    /// The template has changed again while a new pod stood beside an old one: both are old now, and one goes.
    @Test
    void ofTwoOldPodsTheOneThatWorksStays() {
        DaemonSet set = new DaemonSetBuilder(set()).editSpec().editUpdateStrategy().withNewRollingUpdate().withNewMaxSurge(1).withNewMaxUnavailable(0)
                .endRollingUpdate().endUpdateStrategy().endSpec().build();
        assertEquals(List.of("a"), names(plan(set, pod("a", "n1", "older"), ready("b", "n1", "old")).delete()));
        assertEquals(List.of("b"), names(plan(set, ready("a", "n1", "older"), pod("b", "n1", "old")).delete()));
    }

    @Test
    void ofTwoPodsTheOneThatHasItsNodeStays() {
        Pod waits = DaemonPod.of(set(), "new", "n1").edit().editMetadata().withName("a").endMetadata().build();
        assertEquals(List.of("a"), names(plan(set(), waits, pod("b", "n1", "new")).delete()));
    }

    @Test
    void onDeleteReplacesNothing() {
        DaemonSet set = new DaemonSetBuilder(set()).editSpec().withNewUpdateStrategy().withType("OnDelete").endUpdateStrategy().endSpec().build();
        assertEquals(List.of(), plan(set, ready("a", "n1", "old"), ready("b", "n2", "old"), ready("c", "n3", "old")).delete());
    }

    @Test
    void anEndedPodIsReplacedAfterAWhile() {
        Pod failed = new PodBuilder(pod("a", "n1", "new")).editMetadata().withCreationTimestamp(NOON.minusSeconds(5).toString()).endMetadata()
                .editStatus().withPhase("Failed").endStatus().build();
        assertEquals(Optional.of(Duration.ofSeconds(10)), plan(set(), failed).recheck());
        assertEquals(List.of("a"), names(DaemonSetPlan.of(set(), THREE, List.of(failed), "new", NOON.plusSeconds(10)).ended()));
    }

    @Test
    void theStatusCountsNodes() {
        Node tainted = new NodeBuilder(node("n4")).editSpec().addNewTaint("NoSchedule", "gpu", null, "yes").endSpec().build();
        List<Node> nodes = List.of(node("n1"), node("n2"), node("n3"), tainted);
        DaemonSetStatus status = DaemonSetStatusPlan.of(set(), nodes, List.of(ready("a", "n1", "new"), pod("b", "n2", "old"), pod("c", "n4", "old")), "new", 0,
                NOON);
        assertEquals("3 2 1 1 1 2 1",
                "%d %d %d %d %d %d %d".formatted(status.getDesiredNumberScheduled(), status.getCurrentNumberScheduled(), status.getNumberMisscheduled(),
                        status.getNumberReady(), status.getNumberAvailable(), status.getNumberUnavailable(), status.getUpdatedNumberScheduled()));
    }

    private static DaemonSetPlan plan(DaemonSet set, Pod... pods) {
        return DaemonSetPlan.of(set, THREE, Arrays.asList(pods), "new", NOON);
    }

    private static DaemonSet set() {
        return Samples.daemonSet("agent");
    }

    private static Node node(String name) {
        return Samples.node(name, "2", "2Gi");
    }

    private static Pod pod(String name, String node, String hash) {
        return new PodBuilder(Samples.pod(name)).editMetadata().addToLabels(DaemonPod.HASH, hash).endMetadata().editSpec().withNodeName(node).endSpec().build();
    }

    private static Pod ready(String name, String node, String hash) {
        return Samples.running(pod(name, node, hash), node, NOON.minusSeconds(60));
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    }
}
