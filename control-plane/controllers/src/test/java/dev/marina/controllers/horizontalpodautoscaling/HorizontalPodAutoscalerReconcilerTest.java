package dev.marina.controllers.horizontalpodautoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.horizontalpodautoscaling.Autoscalers.Measurements;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HorizontalPodAutoscalerReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private final Measurements measurements = new Measurements();
    private final ServedByHand served = new ServedByHand();
    private final HorizontalPodAutoscalerReconciler reconciler = new HorizontalPodAutoscalerReconciler(measurements, served);
    private final HorizontalPodAutoscalerReconciler withoutMetrics = new HorizontalPodAutoscalerReconciler(Autoscalers.NONE, served);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void withoutMetricsItSaysWhichWasMissingAndScalesNothing() throws Exception {
        create(acme, 2, 1, 10);
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(15)), world.reconcile(withoutMetrics, acme, "default", "web"));

        assertEquals("False FailedGetResourceMetric", condition("ScalingActive").getStatus() + " " + condition("ScalingActive").getReason());
        assertEquals("SucceededGetScale", condition("AbleToScale").getReason());
        assertEquals(2, replicas(acme));
        assertEquals(Set.of("FailedGetResourceMetric", "FailedComputeMetricsReplicas"), reasons());
        assertEquals(List.of(""), autoscaler().getStatus().getCurrentMetrics().stream().map(MetricStatus::getType).toList());
    }

    /// What it writes comes back to it as a change.
    @Test
    void itLooksOnceInFifteenSecondsUnlessItsWishChanges() throws Exception {
        create(acme, 2, 1, 100);
        pod("web-a", 9000);
        pod("web-b", 9000);
        reconcile();
        world.time.advance(Duration.ofSeconds(10));
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(5)), reconcile());
        assertEquals(4, replicas(acme));
        world.time.advance(Duration.ofSeconds(5));
        reconcile();
        assertEquals(8, replicas(acme));
        world.writes(acme).update(Types.AUTOSCALERS, new HorizontalPodAutoscalerBuilder(autoscaler()).editSpec().withMaxReplicas(3).endSpec().build());
        reconcile();
        assertEquals(3, replicas(acme));
    }

    @Test
    void twoThatTakeTheSamePodsBothStop() throws Exception {
        create(acme, 2, 1, 10);
        world.writes(acme).create(Types.AUTOSCALERS,
                new HorizontalPodAutoscalerBuilder(Autoscalers.autoscaler(1, 20, Autoscalers.CPU_80)).editMetadata().withName("copy").endMetadata().build());
        pod("web-a", 900);
        pod("web-b", 900);
        world.reconcile(reconciler, acme, "default", "copy");
        int before = replicas(acme);
        reconcile();
        assertEquals("pods by selector app=web are controlled by multiple HPAs: [default/copy default/web]", condition("ScalingActive").getMessage());
        assertEquals(before, replicas(acme));

        world.writes(acme).delete(Types.AUTOSCALERS, world.require(acme, Types.AUTOSCALERS, "default", "copy"));
        world.reconcile(reconciler, acme, "default", "copy");
        world.time.advance(Duration.ofSeconds(15));
        reconcile();
        assertEquals("ValidMetricFound", condition("ScalingActive").getReason());
    }

    @Test
    void replicationControllersAreTargetsToo() throws Exception {
        world.writes(acme).create(Types.REPLICATION_CONTROLLERS, new ReplicationControllerBuilder().withNewMetadata().withName("old").withNamespace("default")
                .endMetadata().withNewSpec().withReplicas(20).withSelector(Samples.WEB).endSpec().build());
        world.writes(acme).create(Types.AUTOSCALERS, new HorizontalPodAutoscalerBuilder(Autoscalers.autoscaler(1, 10, Autoscalers.CPU_80)).editSpec()
                .withNewScaleTargetRef("v1", "ReplicationController", "old").endSpec().build());
        reconcile();
        assertEquals(10, world.require(acme, Types.REPLICATION_CONTROLLERS, "default", "old").getSpec().getReplicas());
    }

    @Test
    void boundsHoldWithoutMetrics() throws Exception {
        create(acme, 20, 1, 10);
        create(other, 20, 1, 100);
        world.reconcile(withoutMetrics, acme, "default", "web");
        assertEquals(10, replicas(acme));
        assertEquals(20, replicas(other));
        assertTrue(world.snapshot(acme).list(Types.EVENTS, "default").stream()
                .anyMatch(event -> event.getMessage().equals("New size: 10; reason: Current number of replicas above Spec.MaxReplicas")));
    }

    @Test
    void busyPodsGetCompanyAndIdleOnesLoseItLater() throws Exception {
        create(acme, 2, 1, 10);
        pod("web-a", 900);
        pod("web-b", 700);
        reconcile();
        assertEquals(4, replicas(acme));
        assertEquals("SucceededRescale", condition("AbleToScale").getReason());
        assertEquals(160, autoscaler().getStatus().getCurrentMetrics().getFirst().getResource().getCurrent().getAverageUtilization());

        measurements.perPod.replaceAll((_, _) -> 10L);
        world.time.advance(Duration.ofSeconds(15));
        reconcile();
        assertEquals(4, replicas(acme));
        assertEquals("ScaleDownStabilized", condition("AbleToScale").getReason());
        world.time.advance(Duration.ofMinutes(6));
        reconcile();
        assertEquals(1, replicas(acme));
    }

    @Test
    void aTargetThatIsNotThereIsSaid() throws Exception {
        world.writes(acme).create(Types.AUTOSCALERS, Autoscalers.autoscaler(1, 10, Autoscalers.CPU_80));
        reconcile();
        assertEquals("False FailedGetScale", condition("AbleToScale").getStatus() + " " + condition("AbleToScale").getReason());
        assertEquals("the HPA controller was unable to get the target's current scale: deployments.apps \"web\" not found",
                condition("AbleToScale").getMessage());
    }

    private void create(ClusterId cluster, int replicas, int least, int most) {
        world.writes(cluster).create(Types.DEPLOYMENTS, Samples.deployment("web", replicas));
        world.writes(cluster).create(Types.AUTOSCALERS, Autoscalers.autoscaler(least, most, Autoscalers.CPU_80));
    }

    private void pod(String name, long cpu) {
        world.writes(acme).create(Types.PODS, Autoscalers.pod(name));
        measurements.pod(name, cpu);
    }

    private Outcome reconcile() throws Exception {
        return world.reconcile(reconciler, acme, "default", "web");
    }

    private int replicas(ClusterId cluster) {
        return world.require(cluster, Types.DEPLOYMENTS, "default", "web").getSpec().getReplicas();
    }

    private Set<String> reasons() {
        return world.snapshot(acme).list(Types.EVENTS, "default").stream().map(Event::getReason).collect(Collectors.toSet());
    }

    private HorizontalPodAutoscaler autoscaler() {
        return world.require(acme, Types.AUTOSCALERS, "default", "web");
    }

    private HorizontalPodAutoscalerCondition condition(String type) {
        return autoscaler().getStatus().getConditions().stream().filter(condition -> condition.getType().equals(type)).findFirst().orElseThrow();
    }
}
