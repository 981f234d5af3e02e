package dev.marina.controllers.horizontalpodautoscaling;

import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.CPU_80;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.NOON;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.autoscaler;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.calculation;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.horizontalpodautoscaling.Autoscalers.Measurements;
import dev.marina.controllers.horizontalpodautoscaling.HorizontalPodAutoscalerPlan.Note;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HorizontalPodAutoscalerPlanTest {

    private static final MetricSpec WAITING = new MetricSpecBuilder().withType("External").withNewExternal().withNewMetric().withName("waiting")
            .withNewSelector().withMatchLabels(Map.of("queue", "a")).endSelector().endMetric()
            .withNewTarget().withType("AverageValue").withAverageValue(new Quantity("5")).endTarget().endExternal().build();
    private static final MetricSpec REQUESTS = new MetricSpecBuilder().withType("Pods").withNewPods().withNewMetric().withName("requests").endMetric()
            .withNewTarget().withType("AverageValue").withAverageValue(new Quantity("5")).endTarget().endPods().build();
    private static final MetricSpec HITS = new MetricSpecBuilder().withType("Object").withNewObject().withNewDescribedObject("v1", "Service", "web")
            .withNewMetric().withName("hits").endMetric().withNewTarget().withType("Value").withValue(new Quantity("5")).endTarget().endObject().build();
    private static final MetricSpec OF_A_CONTAINER = new MetricSpecBuilder().withType("ContainerResource").withNewContainerResource().withName("cpu")
            .withContainer("log").withNewTarget().withType("AverageValue").withAverageValue(new Quantity("1")).endTarget().endContainerResource().build();

    private final History history = new History();

    @Test
    void whatGrowsSaysByWhichMetricAndWhatItWas() {
        HorizontalPodAutoscalerPlan plan = plan(autoscaler(1, 10, CPU_80), 2, new Measurements().pod("a", 900).pod("b", 700));

        assertEquals(4, plan.rescale().orElseThrow().to());
        assertEquals("cpu resource utilization (percentage of request) above target", plan.rescale().get().reason());
        assertEquals(Optional.of(4), plan.recommended());
        assertEquals(List.of("AbleToScale True ReadyForNewScale: recommended size matches current size",
                "ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from "
                        + "cpu resource utilization (percentage of request)",
                "ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range"), conditions(plan.status()));
        HorizontalPodAutoscalerStatus scaled = plan.scaled(NOON);
        assertEquals("AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 4", conditions(scaled).getFirst());
        assertEquals("2 4 2026-01-01T12:00:00Z", scaled.getCurrentReplicas() + " " + scaled.getDesiredReplicas() + " " + scaled.getLastScaleTime());
    }

    @Test
    void whatCannotBeScaledKeepsWhatWasDesired() {
        HorizontalPodAutoscaler before = desired(autoscaler(1, 10, CPU_80), 2);
        HorizontalPodAutoscalerStatus status = plan(before, 2, new Measurements().pod("a", 900).pod("b", 700)).notScaled("no", NOON);
        assertEquals("AbleToScale False FailedUpdateScale: the HPA controller was unable to update the target scale: no", conditions(status).getFirst());
        assertEquals(2, status.getDesiredReplicas());
        assertEquals("2025-12-31T00:00:00Z", status.getLastScaleTime());
    }

    @Test
    void aTargetWithoutAScaleLeavesTheRestOfTheStatus() {
        HorizontalPodAutoscalerPlan plan = HorizontalPodAutoscalerPlan.withoutScale(desired(autoscaler(1, 10, CPU_80), 2),
                "deployments.apps \"web\" not found", NOON);
        assertEquals(List.of(new Note(Severity.Warning, "FailedGetScale", "deployments.apps \"web\" not found")), plan.notes());
        assertEquals(List.of("AbleToScale False FailedGetScale: the HPA controller was unable to get the target's current scale: "
                + "deployments.apps \"web\" not found"), conditions(plan.status()));
        assertEquals("3 2 2025-12-31T00:00:00Z",
                plan.status().getCurrentReplicas() + " " + plan.status().getDesiredReplicas() + " " + plan.status().getLastScaleTime());
    }

    @Test
    void boundsHoldWithoutAskingMetrics() {
        assertEquals("10 Current number of replicas above Spec.MaxReplicas", scale(plan(autoscaler(1, 10, CPU_80), 20, Autoscalers.NONE)));
        assertEquals("3 Current number of replicas below Spec.MinReplicas", scale(plan(autoscaler(3, 10, CPU_80), 2, Autoscalers.NONE)));
        assertEquals(List.of(), plan(autoscaler(3, 10, CPU_80), 2, Autoscalers.NONE).notes());
    }

    @Test
    void aTargetOfNoneIsSwitchedOff() {
        HorizontalPodAutoscalerPlan plan = plan(autoscaler(1, 10, CPU_80), 0, Autoscalers.NONE);
        assertEquals(Optional.empty(), plan.rescale());
        assertEquals("ScalingActive False ScalingDisabled: scaling is disabled since the replica count of the target is zero",
                conditions(plan.status()).getLast());
    }

    /// Clients show the lists of what is wanted and of what is seen side by side.
    @Test
    void aMetricThatIsMissingKeepsItsPlaceAndStopsOnlyShrinking() {
        HorizontalPodAutoscaler both = autoscaler(1, 10, OF_A_CONTAINER, CPU_80);
        HorizontalPodAutoscalerPlan grows = plan(both, 2, new OnlyPods(new Measurements().pod("a", 900).pod("b", 700)));
        assertEquals(4, grows.rescale().orElseThrow().to());
        assertEquals(List.of("", "Resource"), grows.status().getCurrentMetrics().stream().map(MetricStatus::getType).toList());
        assertEquals(List.of("FailedGetContainerResourceMetric"), grows.notes().stream().map(Note::reason).toList());

        HorizontalPodAutoscalerPlan shrinks = plan(both, 2, new OnlyPods(new Measurements().pod("a", 9).pod("b", 7)));
        assertEquals(Optional.empty(), shrinks.rescale());
        assertEquals(Optional.empty(), shrinks.recommended());
        assertEquals("invalid metrics (1 invalid out of 2), first error is: failed to get log container metric value: failed to get cpu usage: "
                + "unable to get metrics for resource cpu: nobody knows", shrinks.notes().getLast().message());
    }

    @Test
    void eachMetricIsMissedInItsOwnWords() {
        String resource = "failed to get cpu %s: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: "
                + "the server could not find the requested resource (get pods.metrics.k8s.io)";
        assertMissed(CPU_80, "FailedGetResourceMetric", resource.formatted("utilization"), "failed to get cpu resource metric value: ");
        assertMissed(OF_A_CONTAINER, "FailedGetContainerResourceMetric", resource.formatted("usage"), "failed to get log container metric value: ");
        String custom = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";
        assertMissed(REQUESTS, "FailedGetPodsMetric", "unable to get metric requests: " + custom, "failed to get pods metric value: ");
        assertMissed(HITS, "FailedGetObjectMetric", "unable to get metric hits on Service default/web: " + custom, "failed to get object metric value: ");
        assertMissed(WAITING, "FailedGetExternalMetric", "failed to get waiting external metric: unable to get external metric "
                + "default/waiting/&LabelSelector{MatchLabels:map[string]string{queue: a,},MatchExpressions:[]LabelSelectorRequirement{},}: "
                + "unable to fetch metrics from external metrics API: the server could not find the requested resource (get waiting.external.metrics.k8s.io)",
                "failed to get waiting external metric value: ");
    }

    private void assertMissed(MetricSpec metric, String reason, String message, String invalid) {
        HorizontalPodAutoscalerPlan plan = plan(desired(autoscaler(1, 10, metric), 5), 2, Autoscalers.NONE);
        assertEquals(List.of(new Note(Severity.Warning, reason, message), new Note(Severity.Warning, "FailedComputeMetricsReplicas",
                "invalid metrics (1 invalid out of 1), first error is: " + invalid + message)), plan.notes());
        assertEquals("ScalingActive False %s: the HPA was unable to compute the replica count: %s".formatted(reason, message),
                conditions(plan.status()).getLast());
        assertEquals("2 5", plan.status().getCurrentReplicas() + " " + plan.status().getDesiredReplicas());
    }

    @Test
    void podsOfTwoAutoscalersAreLeftAlone() {
        HorizontalPodAutoscalerPlan plan = HorizontalPodAutoscalerPlan.of(autoscaler(1, 10, CPU_80), calculation(2, List.of(pod("a")), Autoscalers.NONE),
                Pace.of(autoscaler(1, 10).getSpec()), List.of("default/copy", "default/web"), history);
        String why = "pods by selector app=web are controlled by multiple HPAs: [default/copy default/web]";
        assertEquals(List.of(new Note(Severity.Warning, "AmbiguousSelector", why), new Note(Severity.Warning, "FailedComputeMetricsReplicas", why)),
                plan.notes());
        assertEquals("ScalingActive False AmbiguousSelector: " + why, conditions(plan.status()).getLast());
    }

    @Test
    void aTargetThatTakesEverythingIsNoTarget() {
        Target everything = new Target(Types.DEPLOYMENTS.resource(), "default", "web", 2, 2, Optional.empty());
        Calculation usual = calculation(2, List.of(), Autoscalers.NONE);
        Calculation calculation = new Calculation(usual.autoscaler(), everything, List.of(), usual.tolerance(), Autoscalers.NONE, NOON);
        HorizontalPodAutoscalerPlan plan = HorizontalPodAutoscalerPlan.of(autoscaler(1, 10, CPU_80), calculation, Pace.of(autoscaler(1, 10).getSpec()),
                List.of(), history);
        assertEquals(List.of("SelectorRequired", "FailedComputeMetricsReplicas"), plan.notes().stream().map(Note::reason).toList());
        assertEquals("ScalingActive False InvalidSelector: the HPA target's scale is missing a selector", conditions(plan.status()).getLast());
    }

    @Test
    void whatIsHeldBackSaysByWhat() {
        history.recommend(2, NOON.minusSeconds(60));
        HorizontalPodAutoscalerPlan held = plan(autoscaler(1, 10, CPU_80), 2, new Measurements().pod("a", 10).pod("b", 10));
        assertEquals(Optional.empty(), held.rescale());
        assertEquals(Optional.of(1), held.recommended());
        assertEquals("AbleToScale True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation",
                conditions(held.status()).getFirst());
        HorizontalPodAutoscalerPlan fast = plan(autoscaler(1, 100, CPU_80), 2, new Measurements().pod("a", 9000).pod("b", 9000));
        assertEquals("ScalingLimited True ScaleUpLimit: the desired replica count is increasing faster than the maximum scale rate",
                conditions(fast.status()).getLast());
    }

    @Test
    void aConditionThatStaysKeepsItsTime() {
        HorizontalPodAutoscaler first = autoscaler(1, 10, CPU_80);
        HorizontalPodAutoscalerStatus before = HorizontalPodAutoscalerPlan.withoutScale(first, "gone", NOON.minusSeconds(60)).status();
        HorizontalPodAutoscaler later = new HorizontalPodAutoscalerBuilder(first).withStatus(before).build();
        assertEquals("2026-01-01T11:59:00Z",
                HorizontalPodAutoscalerPlan.withoutScale(later, "gone for good", NOON).status().getConditions().getFirst().getLastTransitionTime());
        assertEquals("2026-01-01T12:00:00Z", plan(later, 2, Autoscalers.NONE).status().getConditions().getFirst().getLastTransitionTime());
    }

    private HorizontalPodAutoscalerPlan plan(HorizontalPodAutoscaler autoscaler, int replicas, Metrics metrics) {
        return HorizontalPodAutoscalerPlan.of(autoscaler, calculation(replicas, List.of(pod("a"), pod("b")), metrics), Pace.of(autoscaler.getSpec()),
                List.of("default/web"), history);
    }

    private static HorizontalPodAutoscaler desired(HorizontalPodAutoscaler autoscaler, int replicas) {
        return new HorizontalPodAutoscalerBuilder(autoscaler).withNewStatus().withCurrentReplicas(3).withDesiredReplicas(replicas)
                .withLastScaleTime("2025-12-31T00:00:00Z").endStatus().build();
    }

    private static String scale(HorizontalPodAutoscalerPlan plan) {
        return plan.rescale().orElseThrow().to() + " " + plan.rescale().get().reason();
    }

    private static List<String> conditions(HorizontalPodAutoscalerStatus status) {
        return status.getConditions().stream().map(condition -> "%s %s %s: %s".formatted(condition.getType(), condition.getStatus(), condition.getReason(),
                condition.getMessage())).toList();
    }

    /// Knows pods, and not their containers.
    private record OnlyPods(Measurements pods) implements Metrics {
        @Override
        public Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, LabelSelector all) {
            if (metric.getType().equals("ContainerResource")) {
                throw new NoMetrics("nobody knows");
            }
            return pods.perPod(autoscaler, metric, all);
        }

        @Override
        public long whole(ClusterKey autoscaler, MetricSpec metric) {
            return pods.whole(autoscaler, metric);
        }
    }
}
