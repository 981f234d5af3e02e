package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.horizontalpodautoscaling.Behaviour.Allowed;
import dev.marina.controllers.horizontalpodautoscaling.Recommendation.Failure;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Scales what autoscalers name.
public final class HorizontalPodAutoscalerReconciler implements Reconciler {

    private static final Duration BETWEEN = Duration.ofSeconds(15);

    private final PodMetrics metrics;
    private final Map<ClusterKey, History> histories = new ConcurrentHashMap<>();

    HorizontalPodAutoscalerReconciler(PodMetrics metrics) {
        this.metrics = metrics;
    }

    public static Controller controller() {
        return Controller.named("horizontal-pod-autoscaler").reconciles(Types.AUTOSCALERS).workers(3)
                .with(new HorizontalPodAutoscalerReconciler(PodMetrics.NONE));
    }

    @Override
    public void forget(ClusterId cluster) {
        histories.keySet().removeIf(key -> key.cluster().equals(cluster));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<HorizontalPodAutoscaler> found = turn.find(Types.AUTOSCALERS);
        if (found.isEmpty()) {
            histories.remove(turn.key());
            return Outcome.SETTLED;
        }
        new Step(turn, found.get(), histories.computeIfAbsent(turn.key(), _ -> new History()), metrics).take();
        return Outcome.recheckAfter(BETWEEN);
    }

    /// One look at one autoscaler.
    private static final class Step {

        private final Turn turn;
        private final HorizontalPodAutoscaler autoscaler;
        private final History history;
        private final PodMetrics metrics;
        private final Conditions conditions;
        private final Behaviour behaviour;

        Step(Turn turn, HorizontalPodAutoscaler autoscaler, History history, PodMetrics metrics) {
            this.turn = turn;
            this.autoscaler = autoscaler;
            this.history = history;
            this.metrics = metrics;
            this.conditions = new Conditions(autoscaler, turn.now());
            this.behaviour = new Behaviour(autoscaler.getSpec());
        }

        void take() {
            Optional<Target> target = Target.find(autoscaler, turn.snapshot());
            if (target.isEmpty()) {
                String why = "the %s \"%s\" is not there or cannot be scaled".formatted(autoscaler.getSpec().getScaleTargetRef().getKind(),
                        autoscaler.getSpec().getScaleTargetRef().getName());
                turn.event(autoscaler, Severity.Warning, "FailedGetScale", why);
                conditions.set(Conditions.ABLE, false, "FailedGetScale", "the HPA controller was unable to get the target's current scale: " + why);
                report(0, 0, List.of(), false);
                return;
            }
            conditions.set(Conditions.ABLE, true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
            decide(target.get());
        }

        private void decide(Target target) {
            int current = target.replicas();
            int least = autoscaler.getSpec().getMinReplicas() == null ? 1 : autoscaler.getSpec().getMinReplicas();
            int most = autoscaler.getSpec().getMaxReplicas();
            if (history.empty()) {
                history.recommend(current, turn.now());
            }
            if (current == 0 && least != 0) {
                conditions.set(Conditions.ACTIVE, false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
                report(current, 0, List.of(), false);
            } else if (current > most) {
                scale(target, most, "Current number of replicas above Spec.MaxReplicas", List.of());
            } else if (current < least) {
                scale(target, least, "Current number of replicas below Spec.MinReplicas", List.of());
            } else {
                follow(target, Recommendation.of(autoscaler, target.pods(turn.snapshot()), current, behaviour.tolerance(), metrics, turn.snapshot()));
            }
        }

        private void follow(Target target, Recommendation recommendation) {
            int current = target.replicas();
            for (Failure failure : recommendation.failures()) {
                turn.event(autoscaler, Severity.Warning, failure.reason(), failure.message());
            }
            if (recommendation.replicas().isEmpty()) {
                Failure first = recommendation.failures().getFirst();
                conditions.set(Conditions.ACTIVE, false, first.reason(), "the HPA was unable to compute the replica count: " + first.message());
                turn.event(autoscaler, Severity.Warning, "FailedComputeMetricsReplicas", recommendation.failure());
                report(current,
                        autoscaler.getStatus() == null || autoscaler.getStatus().getDesiredReplicas() == null ? 0 : autoscaler.getStatus().getDesiredReplicas(),
                        recommendation.seen(), false);
                return;
            }
            conditions.set(Conditions.ACTIVE, true, "ValidMetricFound",
                    "the HPA was able to successfully calculate a replica count from " + recommendation.metric());
            int wanted = recommendation.replicas().get();
            Allowed allowed = behaviour.allow(wanted, current, history, turn.now());
            history.recommend(wanted, turn.now());
            conditions.set(Conditions.ABLE, true, allowed.stabilised().isEmpty() ? "ReadyForNewScale" : allowed.stabilised(), switch (allowed.stabilised()) {
                case "ScaleUpStabilized" -> "recent recommendations were lower than current one, applying the lowest recent recommendation";
                case "ScaleDownStabilized" -> "recent recommendations were higher than current one, applying the highest recent recommendation";
                default -> "recommended size matches current size";
            });
            conditions.set(Conditions.LIMITED, !allowed.limited().isEmpty(), allowed.limited().isEmpty() ? "DesiredWithinRange" : allowed.limited(),
                    allowed.limited().isEmpty() ? "the desired count is within the acceptable range" : allowed.limit());
            scale(target, allowed.replicas(), wanted > current ? recommendation.metric() + " above target" : "All metrics below target", recommendation.seen());
        }

        private void scale(Target target, int wanted, String why, List<MetricStatus> seen) {
            int current = target.replicas();
            boolean changes = wanted != current;
            if (changes) {
                try {
                    target.scale(wanted, turn);
                } catch (StatusException e) {
                    turn.event(autoscaler, Severity.Warning, "FailedRescale", "New size: %d; reason: %s; error: %s".formatted(wanted, why, e.getMessage()));
                    conditions.set(Conditions.ABLE, false, "FailedUpdateScale", "the HPA controller was unable to update the target scale: " + e.getMessage());
                    report(current, wanted, seen, false);
                    throw e;
                }
                history.change(wanted - current, turn.now());
                conditions.set(Conditions.ABLE, true, "SucceededRescale", "the HPA controller was able to update the target scale to " + wanted);
                turn.event(autoscaler, Severity.Normal, "SuccessfulRescale", "New size: %d; reason: %s".formatted(wanted, why));
            }
            report(current, wanted, seen, changes);
        }

        private void report(int current, int desired, List<MetricStatus> seen, boolean scaled) {
            String last = scaled
                    ? turn.now().truncatedTo(ChronoUnit.SECONDS).toString()
                    : autoscaler.getStatus() == null ? null : autoscaler.getStatus().getLastScaleTime();
            HorizontalPodAutoscalerStatus status = new HorizontalPodAutoscalerStatusBuilder().withObservedGeneration(autoscaler.getMetadata().getGeneration())
                    .withCurrentReplicas(current == 0 ? null : current).withDesiredReplicas(desired).withLastScaleTime(last)
                    .withCurrentMetrics(seen).withConditions(conditions.list()).build();
            if (!status.equals(autoscaler.getStatus())) {
                turn.writes().updateStatus(Types.AUTOSCALERS, new HorizontalPodAutoscalerBuilder(autoscaler).withStatus(status).build());
            }
        }
    }
}
