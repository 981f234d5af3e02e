package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodWritesTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ReplicaSet owner = world.writes(acme).create(Types.REPLICA_SETS, Samples.replicaSet("web", 1_000_000));

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aClusterIsNotFilledWithPodsThatHaveNoPlace() {
        PodWrites writes = writes(acme);
        writes.create(Samples.pod("a"));
        writes.create(Samples.pod("b"));

        assertEquals("2 pods of this cluster wait for a node; more are created when they are placed",
                assertThrows(StatusException.class, () -> writes.create(Samples.pod("c"))).getMessage());

        assertThrows(StatusException.class, () -> writes(acme).create(Samples.pod("c")));
        assertTrue(world.snapshot(acme).list(Types.EVENTS, "default").stream().anyMatch(event -> event.getReason().equals("FailedCreate")
                && event.getMessage().startsWith("Error creating: 2 pods of this cluster wait for a node")));
        writes(world.cluster("other")).create(Samples.pod("c"));
    }

    @Test
    void placedPodsMakeRoom() {
        writes(acme).create(Samples.pod("a"));
        writes(acme).create(new PodBuilder(Samples.pod("b")).editSpec().withNodeName("n1").endSpec().build());

        writes(acme).create(Samples.pod("c"));

        assertThrows(StatusException.class, () -> writes(acme).create(Samples.pod("d")));
    }

    @Test
    void ofManyAsManyAreMadeAsHaveRoom() {
        PodWrites.Made made = writes(acme).createAll(5, number -> Samples.pod("p" + number));

        assertEquals(2, made.count());
        assertEquals(429, made.refused().orElseThrow().code());
        assertThrows(StatusException.class, made::all);
        assertEquals(2, world.snapshot(acme).list(Types.PODS, "default").size());
    }

    @Test
    void whatIsRefusedOnceIsNotAskedForOfAllOthers() {
        writes(acme, 1_000).create(Samples.pod("p2"));

        PodWrites.Made made = writes(acme, 1_000).createAll(100, number -> Samples.pod("p" + number));

        assertEquals("AlreadyExists", made.refused().orElseThrow().reason());
        assertEquals(2, made.count(), "p0, then p1 beside p2");
    }

    @Test
    void manyAreMadeAndDeletedSideBySide() {
        PodWrites side = new PodWrites(new Turn(world.services(Together.SIDE_BY_SIDE), "test", "test-controller", work(acme)), owner, 1_000);

        assertEquals(new PodWrites.Made(200, Optional.empty()), side.createAll(200, number -> Samples.pod("p" + number)));
        assertEquals(200, world.snapshot(acme).list(Types.PODS, "default").size());

        side.deleteAll(world.snapshot(acme).list(Types.PODS, "default"));

        assertEquals(0, world.snapshot(acme).list(Types.PODS, "default").size());
    }

    @Test
    void whatHasChangedSinceItWasSeenStaysAndTheOthersGo() {
        writes(acme, 1_000).createAll(100, number -> Samples.pod("p" + number));
        List<Pod> seen = world.snapshot(acme).list(Types.PODS, "default");
        world.writes(acme).updateStatus(Types.PODS, Samples.running(seen.getFirst(), "", world.time.instant()));

        StatusException changed = assertThrows(StatusException.class, () -> writes(acme, 1_000).deleteAllAsSeen(seen));

        assertEquals("Conflict", changed.reason());
        assertEquals(List.of(seen.getFirst().getMetadata().getName()),
                world.snapshot(acme).list(Types.PODS, "default").stream().map(pod -> pod.getMetadata().getName()).toList());
        assertTrue(world.snapshot(acme).list(Types.EVENTS, "default").stream().noneMatch(event -> event.getReason().equals("FailedDelete")));
    }

    @Test
    void onesOfTheSameNameAreOthers() {
        Pod seen = writes(acme).create(Samples.pod("a"));
        writes(acme).delete(seen);
        writes(acme).create(Samples.pod("a"));

        writes(acme).deleteAllAsSeen(List.of(seen));

        assertEquals(1, world.snapshot(acme).list(Types.PODS, "default").size());
    }

    private PodWrites writes(ClusterId cluster, int most) {
        return new PodWrites(new Turn(world.services, "test", "test-controller", work(cluster)), owner, most);
    }

    private static Work work(ClusterId cluster) {
        return new Work(new ClusterKey(cluster, "default", "web"), Cause.request("test"));
    }

    private PodWrites writes(ClusterId cluster) {
        return writes(cluster, 2);
    }
}
