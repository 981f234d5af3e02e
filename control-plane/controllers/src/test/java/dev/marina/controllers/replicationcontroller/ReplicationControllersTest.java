package dev.marina.controllers.replicationcontroller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerCondition;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicationControllersTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @BeforeEach
    void start() {
        world.start(List.of(ReplicationControllers.controller()));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itsPodsAreCreatedOwnedAndCounted() {
        world.writes(acme).create(Types.REPLICATION_CONTROLLERS, controller(2));

        world.await("two pods are counted", () -> status("web").getReplicas() == 2 && status("web").getObservedGeneration() == 1, this::seen);

        assertEquals(2, pods().size());
        assertTrue(pods().stream().allMatch(pod -> Snapshot.controller(pod).filter(
                owner -> owner.getApiVersion().equals("v1") && owner.getKind().equals("ReplicationController") && owner.getName().equals("web")).isPresent()));
    }

    @Test
    void anOrphanIsAdoptedAndAStrayIsReleasedAndReplaced() {
        world.writes(acme).create(Types.PODS, Samples.pod("orphan"));
        world.writes(acme).create(Types.REPLICATION_CONTROLLERS, controller(1));
        world.await("the orphan is adopted", () -> Snapshot.controller(pod("orphan")).isPresent(), this::seen);

        world.writes(acme).update(Types.PODS, new PodBuilder(pod("orphan")).editMetadata().withLabels(Map.of("app", "other")).endMetadata().build());

        world.await("it is released and replaced", () -> Snapshot.controller(pod("orphan")).isEmpty() && pods().size() == 2, this::seen);
    }

    @Test
    void aRefusedPodIsTheConditionReplicaFailureUntilItIsAllowed() {
        world.client.faults((verb, key) -> {
            if (verb.equals("create") && key.resource().equals(Types.PODS.groupResource())) {
                throw new StatusException(403, "Forbidden", "exceeded quota: two-pods", StatusException.Details.NONE);
            }
        });
        world.writes(acme).create(Types.REPLICATION_CONTROLLERS, controller(1));
        world.await("the condition is there", () -> !status("web").getConditions().isEmpty(), this::seen);
        ReplicationControllerCondition condition = status("web").getConditions().getFirst();
        assertEquals(List.of("ReplicaFailure", "True", "FailedCreate", "exceeded quota: two-pods"),
                List.of(condition.getType(), condition.getStatus(), condition.getReason(), condition.getMessage()));

        world.client.faults((_, _) -> {});

        world.await("the condition is gone", () -> status("web").getConditions().isEmpty() && status("web").getReplicas() == 1, this::seen);
    }

    private static ReplicationController controller(int replicas) {
        return new ReplicationControllerBuilder().withNewMetadata().withName("web").withNamespace("default").withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(replicas).withSelector(Samples.WEB).withTemplate(Samples.replicaSet("web", 1).getSpec().getTemplate()).endSpec()
                .withNewStatus().withReplicas(0).withObservedGeneration(0L).endStatus().build();
    }

    private ReplicationControllerStatus status(String name) {
        return world.require(acme, Types.REPLICATION_CONTROLLERS, "default", name).getStatus();
    }

    private Pod pod(String name) {
        return world.require(acme, Types.PODS, "default", name);
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default");
    }

    private Object seen() {
        return status("web") + " " + pods();
    }
}
