package dev.marina.controllers.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.replicaset.ReplicaSetReconciler;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeploymentReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aRolloutNeverFallsBelowItsAvailabilityAndEndsComplete() throws Exception {
        world.writes(acme).create(Types.DEPLOYMENTS, Samples.deployment("web", 4));
        settle(0);
        assertEquals(4, deployment().getStatus().getAvailableReplicas());
        assertEquals("1", deployment().getMetadata().getAnnotations().get(Rollout.REVISION));

        setImage("web:2");
        settle(3);

        assertEquals(2, sets().size());
        assertEquals(4, deployment().getStatus().getUpdatedReplicas());
        assertEquals(4, deployment().getStatus().getReplicas());
        assertEquals("2", deployment().getMetadata().getAnnotations().get(Rollout.REVISION));
        assertTrue(deployment().getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Progressing") && condition.getReason().equals("NewReplicaSetAvailable")));
    }

    @Test
    void undoBringsBackTheOldSetUnderANewRevision() throws Exception {
        world.writes(acme).create(Types.DEPLOYMENTS, Samples.deployment("web", 2));
        settle(0);
        setImage("web:2");
        settle(0);
        setImage("web:1");
        settle(0);

        assertEquals(2, sets().size());
        ReplicaSet back = sets().stream().filter(set -> Rollout.replicas(set) == 2).findFirst().orElseThrow();
        assertEquals("3", back.getMetadata().getAnnotations().get(Rollout.REVISION));
        assertEquals("1", back.getMetadata().getAnnotations().get("deployment.kubernetes.io/revision-history"));
    }

    @Test
    void recreateWaitsUntilTheOldPodsAreGone() throws Exception {
        world.writes(acme).create(Types.DEPLOYMENTS, new DeploymentBuilder(Samples.deployment("web", 2))
                .editSpec().withNewStrategy().withType("Recreate").endStrategy().endSpec().build());
        settle(0);
        setImage("web:2");
        round(false);
        round(false);
        assertEquals(2, pods().size());
        assertTrue(pods().stream().allMatch(PodState::terminating));
        settle(0);
        assertTrue(pods().stream().allMatch(pod -> pod.getSpec().getContainers().getFirst().getImage().equals("web:2")));
        assertEquals(2, pods().size());
    }

    @Test
    void aRolloutThatStandsStillMissesItsDeadline() throws Exception {
        world.writes(acme).create(Types.DEPLOYMENTS, Samples.deployment("web", 1));
        round(false);
        round(false);
        world.time.advance(Duration.ofSeconds(601));
        round(false);
        assertTrue(deployment().getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals("Progressing")
                && condition.getReason().equals("ProgressDeadlineExceeded") && condition.getMessage().endsWith("has timed out progressing.")));
    }

    @Test
    void oldSetsBeyondTheHistoryLimitGo() throws Exception {
        world.writes(acme).create(Types.DEPLOYMENTS,
                new DeploymentBuilder(Samples.deployment("web", 1)).editSpec().withRevisionHistoryLimit(1).endSpec().build());
        settle(0);
        for (int image = 2; image <= 4; image++) {
            setImage("web:" + image);
            settle(0);
        }
        assertEquals(2, sets().size());
    }

    /// Rounds of both controllers and a kubelet until nothing changes; at no time fewer than `least` ready pods.
    private void settle(int least) throws Exception {
        String before = "";
        for (int i = 0; i < 60; i++) {
            round(true);
            long ready = pods().stream().filter(pod -> PodState.ready(pod) && !PodState.terminating(pod)).count();
            assertTrue(ready >= least, "only " + ready + " pods ready");
            String now = world.store.image(acme).version().toString();
            if (now.equals(before)) {
                return;
            }
            before = now;
        }
        throw new AssertionError("does not settle: " + world.client.calls.reversed().stream().limit(20).toList());
    }

    private void round(boolean kubelet) throws Exception {
        world.reconcile(new DeploymentReconciler(), acme, "default", "web");
        for (ReplicaSet set : sets()) {
            world.reconcile(ReplicaSetReconciler.ofReplicaSets(), acme, "default", set.getMetadata().getName());
        }
        if (kubelet) {
            for (Pod pod : pods()) {
                if (PodState.nodeName(pod).isEmpty()) {
                    pod = world.writes(acme).update(Types.PODS, Samples.running(pod, "n1", world.time.instant()));
                }
                if (PodState.terminating(pod)) {
                    world.writes(acme).delete(Types.PODS, pod, dev.marina.api.Document.mapper().createObjectNode().put("gracePeriodSeconds", 0));
                } else if (!PodState.ready(pod)) {
                    world.writes(acme).updateStatus(Types.PODS, Samples.running(pod, "n1", world.time.instant()));
                }
            }
        } else {
            for (Pod pod : pods()) {
                if (PodState.nodeName(pod).isEmpty()) {
                    world.writes(acme).update(Types.PODS, Samples.running(pod, "n1", world.time.instant()));
                }
            }
        }
    }

    private void setImage(String image) {
        world.writes(acme).update(Types.DEPLOYMENTS, new DeploymentBuilder(deployment()).editSpec().editTemplate().editSpec()
                .editFirstContainer().withImage(image).endContainer().endSpec().endTemplate().endSpec().build());
    }

    private Deployment deployment() {
        return world.require(acme, Types.DEPLOYMENTS, "default", "web");
    }

    private List<ReplicaSet> sets() {
        return world.snapshot(acme).list(Types.REPLICA_SETS, "default");
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default");
    }
}
