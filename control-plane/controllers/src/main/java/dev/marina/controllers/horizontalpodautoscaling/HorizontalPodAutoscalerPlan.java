package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.horizontalpodautoscaling.Pace.Allowed;
import dev.marina.controllers.horizontalpodautoscaling.Pace.Limit;
import dev.marina.controllers.horizontalpodautoscaling.Recommendation.Failure;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an autoscaler does at one look. reconcileAutoscaler in pkg/controller/podautoscaler/horizontal.go
///
/// @param rescale empty when the target stays as it is
/// @param recommended what metrics ask for, to be remembered
/// @param status if nothing is scaled; see [#scaled] and [#notScaled]
record HorizontalPodAutoscalerPlan(Optional<Rescale> rescale, Optional<Integer> recommended, List<Note> notes, HorizontalPodAutoscalerStatus status) {

    record Rescale(Target target, int to, String reason) {
        int change() {
            return to - target.replicas();
        }
    }

    /// An event about the autoscaler.
    record Note(Severity severity, String reason, String message) {}

    /// For an autoscaler whose target has no scale: everything else of its status stays.
    static HorizontalPodAutoscalerPlan withoutScale(HorizontalPodAutoscaler autoscaler, String why, Instant now) {
        Decision decision = new Decision(autoscaler, now);
        decision.note(Severity.Warning, "FailedGetScale", why);
        decision.conditions.set(Conditions.ABLE, false, "FailedGetScale", "the HPA controller was unable to get the target's current scale: " + why);
        return decision.stays(new HorizontalPodAutoscalerStatusBuilder(decision.before));
    }

    /// @param taking the autoscalers that take one of the target's pods, this one among them
    static HorizontalPodAutoscalerPlan of(HorizontalPodAutoscaler autoscaler, Calculation calculation, Pace pace, List<String> taking, History history) {
        return new Decision(autoscaler, calculation.now()).plan(calculation, pace, taking, history);
    }

    HorizontalPodAutoscalerStatus scaled(Instant now) {
        int size = rescale.orElseThrow().to();
        return new HorizontalPodAutoscalerStatusBuilder(status).withDesiredReplicas(size).withLastScaleTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
                .withConditions(new Conditions(status.getConditions(), now).set(Conditions.ABLE, true, "SucceededRescale",
                        "the HPA controller was able to update the target scale to " + size).list())
                .build();
    }

    HorizontalPodAutoscalerStatus notScaled(String why, Instant now) {
        return new HorizontalPodAutoscalerStatusBuilder(status).withConditions(new Conditions(status.getConditions(), now).set(Conditions.ABLE, false,
                "FailedUpdateScale", "the HPA controller was unable to update the target scale: " + why).list()).build();
    }

    /// Used once.
    private static final class Decision {

        private final HorizontalPodAutoscalerSpec spec;
        private final HorizontalPodAutoscalerStatus before;
        private final Long generation;
        private final Conditions conditions;
        private final List<Note> notes = new ArrayList<>();

        Decision(HorizontalPodAutoscaler autoscaler, Instant now) {
            this.spec = autoscaler.getSpec();
            this.before = autoscaler.getStatus() == null ? new HorizontalPodAutoscalerStatusBuilder().withDesiredReplicas(0).build() : autoscaler.getStatus();
            this.generation = autoscaler.getMetadata().getGeneration();
            this.conditions = new Conditions(before.getConditions(), now);
        }

        HorizontalPodAutoscalerPlan plan(Calculation calculation, Pace pace, List<String> taking, History history) {
            Target target = calculation.target();
            int current = target.replicas();
            int least = spec.getMinReplicas() == null ? 1 : spec.getMinReplicas();
            conditions.set(Conditions.ABLE, true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
            if (current == 0) {
                conditions.set(Conditions.ACTIVE, false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
                return stays(seen(0, List.of()).withDesiredReplicas(0));
            }
            if (current > spec.getMaxReplicas()) {
                return goes(target, spec.getMaxReplicas(), "Current number of replicas above Spec.MaxReplicas", Optional.empty(), List.of());
            }
            if (current < least) {
                return goes(target, least, "Current number of replicas below Spec.MinReplicas", Optional.empty(), List.of());
            }
            if (target.selector().isEmpty()) {
                note(Severity.Warning, "SelectorRequired", "selector is required");
                return undecided(current, "InvalidSelector", "the HPA target's scale is missing a selector", "selector is required", List.of());
            }
            if (taking.size() > 1) {
                String why = "pods by selector %s are controlled by multiple HPAs: [%s]".formatted(Selectors.text(target.selector().get()),
                        String.join(" ", taking));
                note(Severity.Warning, "AmbiguousSelector", why);
                return undecided(current, "AmbiguousSelector", why, why, List.of());
            }
            return follow(target, Recommendation.of(spec.getMetrics(), calculation), pace, history, calculation.now());
        }

        private HorizontalPodAutoscalerPlan follow(Target target, Recommendation recommendation, Pace pace, History history, Instant now) {
            int current = target.replicas();
            recommendation.failures().forEach(failure -> note(Severity.Warning, failure.reason(), failure.message()));
            if (recommendation.replicas().isEmpty()) {
                Failure first = recommendation.failures().getFirst();
                return undecided(current, first.reason(), "the HPA was unable to compute the replica count: " + first.message(), recommendation.failure(),
                        recommendation.seen());
            }
            conditions.set(Conditions.ACTIVE, true, "ValidMetricFound",
                    "the HPA was able to successfully calculate a replica count from " + recommendation.metric());
            int wanted = recommendation.replicas().get();
            Allowed allowed = pace.allow(wanted, current, history, now);
            conditions.set(Conditions.ABLE, true, allowed.stabilised().reason, allowed.stabilised().message);
            conditions.set(Conditions.LIMITED, allowed.limit() != Limit.DesiredWithinRange, allowed.limit().name(), allowed.limit().message);
            String why = wanted > current ? recommendation.metric() + " above target" : wanted < current ? "All metrics below target" : "";
            return goes(target, allowed.replicas(), why, recommendation.replicas(), recommendation.seen());
        }

        /// What was desired before stays desired.
        private HorizontalPodAutoscalerPlan undecided(int current, String reason, String message, String event, List<MetricStatus> seen) {
            conditions.set(Conditions.ACTIVE, false, reason, message);
            note(Severity.Warning, "FailedComputeMetricsReplicas", event);
            return stays(seen(current, seen));
        }

        private HorizontalPodAutoscalerPlan goes(Target target, int wanted, String why, Optional<Integer> recommended, List<MetricStatus> seen) {
            HorizontalPodAutoscalerStatusBuilder status = seen(target.replicas(), seen);
            return wanted == target.replicas()
                    ? plan(Optional.empty(), recommended, status.withDesiredReplicas(wanted))
                    : plan(Optional.of(new Rescale(target, wanted, why)), recommended, status);
        }

        private HorizontalPodAutoscalerPlan stays(HorizontalPodAutoscalerStatusBuilder status) {
            return plan(Optional.empty(), Optional.empty(), status);
        }

        private HorizontalPodAutoscalerPlan plan(Optional<Rescale> rescale, Optional<Integer> recommended, HorizontalPodAutoscalerStatusBuilder status) {
            return new HorizontalPodAutoscalerPlan(rescale, recommended, List.copyOf(notes),
                    status.withObservedGeneration(generation).withConditions(conditions.list()).build());
        }

        /// None is said by saying nothing.
        private HorizontalPodAutoscalerStatusBuilder seen(int current, List<MetricStatus> metrics) {
            return new HorizontalPodAutoscalerStatusBuilder(before).withCurrentReplicas(current == 0 ? null : current).withCurrentMetrics(metrics);
        }

        private void note(Severity severity, String reason, String message) {
            notes.add(new Note(severity, reason, message));
        }
    }
}
