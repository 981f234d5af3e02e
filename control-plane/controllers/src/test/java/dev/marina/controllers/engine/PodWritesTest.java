package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
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

    private PodWrites writes(ClusterId cluster) {
        Work work = new Work(new ClusterKey(cluster, "default", "web"), Cause.request("test"));
        return new PodWrites(new Turn(world.services, "test", "test-controller", work), owner, 2);
    }
}
