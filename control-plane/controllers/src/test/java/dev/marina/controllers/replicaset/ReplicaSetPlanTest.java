package dev.marina.controllers.replicaset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaSetPlanTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void missingPodsAreCreated() {
        ReplicaSetPlan plan = ReplicaSetPlan.of(Samples.replicaSet("web", 3), List.of(Samples.pod("a")), List.of());
        assertEquals(new ReplicaSetPlan(2, List.of()), plan);
    }

    @Test
    void podsThatEndedOrAreBeingDeletedDoNotCount() {
        Pod ended = new PodBuilder(Samples.pod("a")).editStatus().withPhase("Failed").endStatus().build();
        Pod leaving = new PodBuilder(Samples.pod("b")).editMetadata().withDeletionTimestamp(NOON.toString()).endMetadata().build();
        assertEquals(1, ReplicaSetPlan.of(Samples.replicaSet("web", 1), List.of(ended, leaving), List.of()).create());
    }

    @Test
    void aReplicaSetThatIsBeingDeletedChangesNothing() {
        var set = Samples.replicaSet("web", 3);
        set.getMetadata().setDeletionTimestamp(NOON.toString());
        assertEquals(new ReplicaSetPlan(0, List.of()), ReplicaSetPlan.of(set, List.of(), List.of()));
    }

    @Test
    void thoseThatCostLeastGoFirst() {
        Pod waiting = Samples.pod("waiting");
        Pod pending = new PodBuilder(Samples.pod("pending")).editSpec().withNodeName("n1").endSpec().build();
        Pod unready = new PodBuilder(Samples.running(Samples.pod("unready"), "n1", NOON)).editStatus().withConditions(List.of()).endStatus().build();
        Pod cheap = new PodBuilder(Samples.running(Samples.pod("cheap"), "n1", NOON)).editMetadata()
                .withAnnotations(Map.of(DeletionOrder.COST, "-5")).endMetadata().build();
        Pod crowded = Samples.running(Samples.pod("crowded"), "n1", NOON.minusSeconds(60));
        Pod young = Samples.running(Samples.pod("young"), "n2", NOON);
        Pod old = Samples.running(Samples.pod("old"), "n2", NOON.minusSeconds(3600));
        List<Pod> all = List.of(old, young, crowded, cheap, unready, pending, waiting);

        List<Pod> deleted = ReplicaSetPlan.of(Samples.replicaSet("web", 0), all, all).delete();

        assertEquals(List.of("waiting", "pending", "unready", "cheap", "crowded", "young", "old"),
                deleted.stream().map(pod -> pod.getMetadata().getName()).toList());
    }
}
