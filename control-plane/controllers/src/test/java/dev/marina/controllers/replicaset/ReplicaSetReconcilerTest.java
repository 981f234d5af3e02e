package dev.marina.controllers.replicaset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicaSetReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void podsAreCreatedOnceAndCountedInTheStatus() throws Exception {
        world.writes(acme).create(Types.REPLICA_SETS, Samples.replicaSet("web", 3));

        reconcile();
        reconcile();

        assertEquals(3, pods().size());
        assertEquals(3, set().getStatus().getReplicas());
        assertEquals(1, set().getStatus().getObservedGeneration());
        assertTrue(pods().stream().allMatch(pod -> Snapshot.controller(pod).orElseThrow().getName().equals("web")));
    }

    @Test
    void tooManyPodsAreDeleted() throws Exception {
        world.writes(acme).create(Types.REPLICA_SETS, Samples.replicaSet("web", 3));
        reconcile();
        world.writes(acme).update(Types.REPLICA_SETS, new ReplicaSetBuilder(set()).editSpec().withReplicas(1).endSpec().build());

        reconcile();

        assertEquals(1, pods().size());
        assertEquals(2, set().getStatus().getObservedGeneration());
    }

    @Test
    void orphansAreAdoptedAndStraysReleased() throws Exception {
        Pod orphan = world.writes(acme).create(Types.PODS, Samples.pod("orphan"));
        world.writes(acme).create(Types.REPLICA_SETS, Samples.replicaSet("web", 1));
        reconcile();
        assertEquals(List.of("orphan"), pods().stream().map(pod -> pod.getMetadata().getName()).toList());

        Pod adopted = world.require(acme, Types.PODS, "default", "orphan");
        assertEquals(orphan.getMetadata().getUid(), adopted.getMetadata().getUid());
        world.writes(acme).update(Types.PODS, new PodBuilder(adopted).editMetadata().withLabels(Map.of("app", "other")).endMetadata().build());
        reconcile();

        assertTrue(Snapshot.controller(world.require(acme, Types.PODS, "default", "orphan")).isEmpty());
        assertEquals(2, pods().size());
        assertEquals(1, set().getStatus().getReplicas());
    }

    private void reconcile() throws Exception {
        world.reconcile(ReplicaSetReconciler.ofReplicaSets(), acme, "default", "web");
    }

    private ReplicaSet set() {
        return world.require(acme, Types.REPLICA_SETS, "default", "web");
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default");
    }
}
