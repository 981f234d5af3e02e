package dev.marina.controllers.horizontalpodautoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HorizontalPodAutoscalerReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private final Map<String, Long> milliCpu = new HashMap<>();
    private final HorizontalPodAutoscalerReconciler reconciler = new HorizontalPodAutoscalerReconciler((_, _, _) -> milliCpu);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void withoutMetricsItSaysWhichWasMissingAndScalesNothing() throws Exception {
        create(acme, 2, 1, 10);
        assertEquals(Outcome.recheckAfter(Duration.ofSeconds(15)),
                world.reconcile(new HorizontalPodAutoscalerReconciler(PodMetrics.NONE), acme, "default", "web"));

        HorizontalPodAutoscalerCondition active = condition("ScalingActive");
        assertEquals("False FailedGetResourceMetric", active.getStatus() + " " + active.getReason());
        assertEquals(
                "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource "
                        + "metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
                active.getMessage());
        assertEquals("SucceededGetScale", condition("AbleToScale").getReason());
        assertEquals(2, replicas(acme));
        assertEquals(List.of("FailedGetResourceMetric", "FailedComputeMetricsReplicas"),
                world.snapshot(acme).list(Types.EVENTS, "default").stream().map(event -> event.getReason()).sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void boundsHoldWithoutMetrics() throws Exception {
        create(acme, 20, 1, 10);
        create(other, 20, 1, 100);
        world.reconcile(new HorizontalPodAutoscalerReconciler(PodMetrics.NONE), acme, "default", "web");
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
        world.reconcile(reconciler, acme, "default", "web");
        assertEquals(4, replicas(acme));
        assertEquals("SucceededRescale", condition("AbleToScale").getReason());
        assertEquals(160, autoscaler().getStatus().getCurrentMetrics().getFirst().getResource().getCurrent().getAverageUtilization());

        milliCpu.replaceAll((_, _) -> 10L);
        world.reconcile(reconciler, acme, "default", "web");
        assertEquals(4, replicas(acme));
        assertEquals("ScaleDownStabilized", condition("AbleToScale").getReason());
        world.time.advance(Duration.ofMinutes(6));
        world.reconcile(reconciler, acme, "default", "web");
        assertEquals(1, replicas(acme));
    }

    @Test
    void aTenthMoreOrLessIsLeftAlone() throws Exception {
        create(acme, 1, 1, 10);
        pod("web-a", 430);
        world.reconcile(reconciler, acme, "default", "web");
        assertEquals(1, replicas(acme));
        assertEquals("ReadyForNewScale", condition("AbleToScale").getReason());
    }

    @Test
    void aTargetOfNoneIsSwitchedOff() throws Exception {
        create(acme, 0, 1, 10);
        world.reconcile(reconciler, acme, "default", "web");
        assertEquals("ScalingDisabled", condition("ScalingActive").getReason());
        assertEquals(0, replicas(acme));
    }

    @Test
    void aTargetThatIsNotThereIsSaid() throws Exception {
        world.writes(acme).create(Types.AUTOSCALERS, autoscaler(1, 10));
        world.reconcile(reconciler, acme, "default", "web");
        assertEquals("False FailedGetScale", condition("AbleToScale").getStatus() + " " + condition("AbleToScale").getReason());
    }

    private void create(ClusterId cluster, int replicas, int least, int most) {
        world.writes(cluster).create(Types.DEPLOYMENTS, new DeploymentBuilder(Samples.deployment("web", replicas)).build());
        world.writes(cluster).create(Types.AUTOSCALERS, autoscaler(least, most));
    }

    private static HorizontalPodAutoscaler autoscaler(int least, int most) {
        return new HorizontalPodAutoscalerBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withMinReplicas(least).withMaxReplicas(most).withNewScaleTargetRef("apps/v1", "Deployment", "web")
                .addNewMetric().withType("Resource").withNewResource().withName("cpu").withNewTarget().withType("Utilization").withAverageUtilization(80)
                .endTarget().endResource().endMetric()
                .endSpec().build();
    }

    /// A pod that requests half a processor.
    private void pod(String name, long cpu) {
        Pod pod = Samples.running(new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources()
                .addToRequests("cpu", new Quantity("500m")).endResources().endContainer().endSpec().build(), "n1", world.time.instant());
        world.writes(acme).create(Types.PODS, pod);
        milliCpu.put(name, cpu);
    }

    private int replicas(ClusterId cluster) {
        return world.require(cluster, Types.DEPLOYMENTS, "default", "web").getSpec().getReplicas();
    }

    private HorizontalPodAutoscaler autoscaler() {
        return world.require(acme, Types.AUTOSCALERS, "default", "web");
    }

    private HorizontalPodAutoscalerCondition condition(String type) {
        return autoscaler().getStatus().getConditions().stream().filter(condition -> condition.getType().equals(type)).findFirst().orElseThrow();
    }
}
