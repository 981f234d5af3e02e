package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.horizontalpodautoscaling.HorizontalPodAutoscalerPlan.Note;
import dev.marina.controllers.horizontalpodautoscaling.HorizontalPodAutoscalerPlan.Rescale;
import dev.marina.controllers.horizontalpodautoscaling.Target.NoScale;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Scales what autoscalers name.
public final class HorizontalPodAutoscalerReconciler implements Reconciler {

    private static final Duration BETWEEN = Duration.ofSeconds(15);

    private final Metrics metrics;
    private final ClusterReads reads;
    private final Map<ClusterKey, History> histories = new ConcurrentHashMap<>();
    private final Selectors selectors = new Selectors();

    HorizontalPodAutoscalerReconciler(Metrics metrics, ClusterReads reads) {
        this.metrics = metrics;
        this.reads = reads;
    }

    /// Its workers wait for nodes and for servers of tenants' own.
    public static Controller controller(ClusterReads reads) {
        return Controller.named("horizontal-pod-autoscaler").reconciles(Types.AUTOSCALERS).workers(16)
                .with(new HorizontalPodAutoscalerReconciler(new ServedMetrics(reads), reads));
    }

    @Override
    public void forget(ClusterId cluster) {
        histories.keySet().removeIf(key -> key.cluster().equals(cluster));
        selectors.forget(cluster);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<HorizontalPodAutoscaler> found = turn.find(Types.AUTOSCALERS);
        if (found.isEmpty()) {
            histories.remove(turn.key());
            selectors.remove(turn.key());
            return Outcome.SETTLED;
        }
        HorizontalPodAutoscaler autoscaler = found.get();
        History history = histories.computeIfAbsent(turn.key(), _ -> new History());
        Optional<Duration> early = history.early(autoscaler.getSpec(), turn.now(), BETWEEN);
        if (early.isPresent()) {
            return Outcome.recheckAfter(early.get());
        }
        history.look(autoscaler.getSpec(), turn.now());
        HorizontalPodAutoscalerPlan plan = plan(autoscaler, history, turn);
        for (Note note : plan.notes()) {
            turn.event(autoscaler, note.severity(), note.reason(), note.message());
        }
        plan.recommended().ifPresent(replicas -> history.recommend(replicas, turn.now()));
        report(autoscaler, plan.rescale().isEmpty() ? plan.status() : rescale(autoscaler, plan, history, turn), turn);
        return Outcome.recheckAfter(BETWEEN);
    }

    private HorizontalPodAutoscalerPlan plan(HorizontalPodAutoscaler autoscaler, History history, Turn turn) {
        Snapshot snapshot = turn.snapshot();
        Target target;
        try {
            target = Target.require(autoscaler, turn, reads);
        } catch (NoScale e) {
            selectors.remove(turn.key());
            return HorizontalPodAutoscalerPlan.withoutScale(autoscaler, e.getMessage(), turn.now());
        }
        target.selector().ifPresentOrElse(selector -> selectors.put(turn.key(), selector), () -> selectors.remove(turn.key()));
        if (history.empty()) {
            history.recommend(target.replicas(), turn.now());
        }
        List<Pod> pods = target.pods(snapshot);
        Pace pace = Pace.of(autoscaler.getSpec());
        Calculation calculation = new Calculation(turn.key(), target, pods, pace.tolerance(), metrics, turn.now());
        return HorizontalPodAutoscalerPlan.of(autoscaler, calculation, pace, selectors.taking(turn.key(), pods), history);
    }

    /// The status afterwards. What could not be scaled is tried again at the next look.
    private static HorizontalPodAutoscalerStatus rescale(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscalerPlan plan, History history, Turn turn) {
        Rescale rescale = plan.rescale().orElseThrow();
        try {
            rescale.target().scale(rescale.to(), turn);
        } catch (StatusException e) {
            turn.event(autoscaler, Severity.Warning, "FailedRescale",
                    "New size: %d; reason: %s; error: %s".formatted(rescale.to(), rescale.reason(), e.getMessage()));
            return plan.notScaled(e.getMessage(), turn.now());
        }
        history.change(rescale.change(), turn.now());
        turn.event(autoscaler, Severity.Normal, "SuccessfulRescale", "New size: %d; reason: %s".formatted(rescale.to(), rescale.reason()));
        return plan.scaled(turn.now());
    }

    private static void report(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscalerStatus status, Turn turn) {
        if (status.equals(autoscaler.getStatus())) {
            return;
        }
        try {
            turn.writes().updateStatus(Types.AUTOSCALERS, new HorizontalPodAutoscalerBuilder(autoscaler).withStatus(status).build());
        } catch (StatusException e) {
            turn.event(autoscaler, Severity.Warning, "FailedUpdateStatus", e.getMessage());
            throw e;
        }
    }
}
