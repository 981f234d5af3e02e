package dev.marina.controllers.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pods that no node ends any more.
class PodGarbageReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final PodGarbageReconciler reconciler = new PodGarbageReconciler(2);

    @AfterEach
    void close() {
        world.close();
    }

    private Outcome reconcile(String pod) throws Exception {
        return world.reconcile(reconciler, acme, "default", pod);
    }

    /// All that have ended.
    private void ended() throws Exception {
        world.reconcile(reconciler, acme, "", "");
    }

    private List<String> pods() {
        return world.snapshot(acme).list(Types.PODS, "default").stream().map(pod -> pod.getMetadata().getName()).sorted().toList();
    }

    /// Held by somebody, so that it can be looked at.
    private static PodBuilder held(Pod pod) {
        return new PodBuilder(pod).editMetadata().withFinalizers("example.org/looking").endMetadata();
    }

    private void ended(String name, String phase, String reason) {
        world.time.advance(Duration.ofMinutes(1));
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod(name)).editStatus().withPhase(phase).withReason(reason).endStatus().build());
    }

    @Test
    void aPodWhoseNodeIsGoneFailsAndGoesAfterAWhile() throws Exception {
        world.writes(acme).create(Types.PODS, held(Samples.running(Samples.pod("lost"), "n1", world.time.instant())).build());
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(40)), reconcile("lost"));
        world.time.advance(Duration.ofSeconds(39));
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(1)), reconcile("lost"));
        world.time.advance(Duration.ofSeconds(1));
        assertEquals(Outcome.SETTLED, reconcile("lost"));
        Pod lost = world.require(acme, Types.PODS, "default", "lost");
        assertEquals("Failed", lost.getStatus().getPhase());
        assertEquals(List.of("DisruptionTarget True DeletionByPodGC PodGC: node no longer exists"),
                lost.getStatus().getConditions().stream().filter(each -> each.getType().equals("DisruptionTarget"))
                        .map(each -> "%s %s %s %s".formatted(each.getType(), each.getStatus(), each.getReason(), each.getMessage())).toList());
        assertTrue(lost.getMetadata().getDeletionTimestamp() != null);
    }

    @Test
    void aNodeThatComesBackInTimeKeepsItsPods() throws Exception {
        world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("lost"), "n1", world.time.instant()));
        reconcile("lost");
        world.writes(acme).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
        world.time.advance(Duration.ofSeconds(50));
        assertEquals(Outcome.SETTLED, reconcile("lost"));
        assertEquals(List.of("lost"), pods());
    }

    @Test
    void onANodeOutOfServiceWhatIsBeingDeletedGoes() throws Exception {
        world.writes(acme).create(Types.NODES, new NodeBuilder(Samples.node("n1", "4", "4Gi")).editSpec().addNewTaint()
                .withKey("node.kubernetes.io/out-of-service").withEffect("NoExecute").withValue("nodeshutdown").endTaint().endSpec()
                .editStatus().withConditions().addNewCondition().withType("Ready").withStatus("Unknown").endCondition().endStatus().build());
        Pod stays = world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("stays"), "n1", world.time.instant()));
        world.writes(acme).create(Types.PODS, Samples.running(new PodBuilder(Samples.pod("goes")).editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata().build(), "n1", world.time.instant()));
        reconcile("goes");
        reconcile("stays");
        assertEquals(List.of(stays.getMetadata().getName()), pods());
    }

    @Test
    void whatIsDeletedAndHasNoNodeHasFailed() throws Exception {
        world.writes(acme).create(Types.PODS, held(Samples.pod("pending")).editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata().build());
        reconcile("pending");
        assertEquals("Failed", world.require(acme, Types.PODS, "default", "pending").getStatus().getPhase());
    }

    @Test
    void ofTooManyThatHaveEndedTheEvictedAndTheOldestGo() throws Exception {
        world.writes(acme).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
        ended("older", "Failed", null);
        ended("old", "Succeeded", null);
        world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("runs"), "n1", world.time.instant()));
        ended();
        assertEquals(List.of("old", "older", "runs"), pods());
        ended("new", "Succeeded", null);
        ended("evicted", "Failed", "Evicted");
        ended();
        assertEquals(List.of("new", "old", "runs"), pods());
    }
}
