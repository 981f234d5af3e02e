package dev.marina.controllers.disruption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DisruptionReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    private void budget() {
        world.writes(acme).create(Types.DISRUPTION_BUDGETS,
                new PodDisruptionBudgetBuilder().withNewMetadata().withName("b").withNamespace("default").withGeneration(1L).endMetadata()
                        .withNewSpec().withMaxUnavailable(new IntOrString(1)).withNewSelector().withMatchLabels(Samples.WEB).endSelector().endSpec().build());
    }

    private PodDisruptionBudgetStatus reconciled() throws Exception {
        world.reconcile(new DisruptionReconciler(), acme, "default", "b");
        return world.require(acme, Types.DISRUPTION_BUDGETS, "default", "b").getStatus();
    }

    @Test
    void theControllerOfThePodsSaysHowManyThereShouldBe() throws Exception {
        budget();
        ReplicaSet set = world.writes(acme).create(Types.REPLICA_SETS,
                new ReplicaSetBuilder().withNewMetadata().withName("web").withNamespace("default").withUid("set").endMetadata()
                        .withNewSpec().withReplicas(4).endSpec().build());
        for (int i = 0; i < 4; i++) {
            world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod("web-" + i)).editMetadata().withUid("uid-" + i)
                    .withOwnerReferences(Owners.controllerReference(Types.REPLICA_SETS, set)).endMetadata()
                    .withNewStatus().withPhase("Running").addNewCondition().withType("Ready").withStatus("True").endCondition().endStatus().build());
        }

        PodDisruptionBudgetStatus status = reconciled();

        assertEquals("4 3 4 1",
                "%d %d %d %d".formatted(status.getExpectedPods(), status.getDesiredHealthy(), status.getCurrentHealthy(), status.getDisruptionsAllowed()));
    }

    @Test
    void nothingMayGoWhereNobodySaysHowManyThereShouldBe() throws Exception {
        budget();
        world.writes(acme).create(Types.PODS,
                new PodBuilder(Samples.pod("task")).editMetadata().addNewOwnerReference().withApiVersion("batch/v1").withKind("Job").withName("j")
                        .withUid("j").withController(true).endOwnerReference().endMetadata().build());

        PodDisruptionBudgetStatus status = reconciled();

        assertEquals(0, status.getDisruptionsAllowed());
        assertEquals("SyncFailed: found no controllers for pod \"task\"",
                status.getConditions().getFirst().getReason() + ": " + status.getConditions().getFirst().getMessage());
    }
}
