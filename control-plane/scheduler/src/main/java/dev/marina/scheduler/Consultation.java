package dev.marina.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.extender.Extender;
import dev.marina.scheduler.extender.ExtenderCalls;
import dev.marina.scheduler.extender.ExtenderRound;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Asks the extenders of clusters about their pods. One pod of a cluster at a time, as upstream's scheduler does: its next one waits, and
/// those of other clusters do not. Owned by the scheduler's thread, on which nobody is called.
final class Consultation {

    /// Each call has an end, and whatever ends it is an answer.
    private static final Duration UNTIL_ANSWERED = Duration.ofDays(1);

    private final ExtenderCalls calls;
    private final ExecutorService callers;
    private final SchedulingQueue queue;
    private final LongSupplier nanos;
    private final Consumer<Runnable> later;
    /// Uid of the pod about which is asked.
    private final Map<ClusterId, String> asked = new HashMap<>();

    /// @param callers runs what blocks
    /// @param later runs something on the scheduler's thread
    Consultation(ExtenderCalls calls, ExecutorService callers, SchedulingQueue queue, LongSupplier nanos, Consumer<Runnable> later) {
        this.calls = calls;
        this.callers = callers;
        this.queue = queue;
        this.nanos = nanos;
        this.later = later;
    }

    /// How asking ended.
    sealed interface Result {
        record Answered(ExtenderRound.Answer answer) implements Result {}

        record Failed(String why) implements Result {}
    }

    boolean any(ClusterId cluster) {
        return asked.containsKey(cluster);
    }

    void drop(ClusterId cluster) {
        asked.remove(cluster);
    }

    /// @param decision which nodes the pod fits, and how good they are
    /// @param then is told on the scheduler's thread, unless the cluster has left meanwhile
    void ask(Waiting waiting, Pod pod, Decision decision, List<Extender> extenders, Snapshot snapshot, Consumer<Result> then) {
        ClusterId cluster = waiting.cluster();
        Map<String, JsonNode> fitting = new LinkedHashMap<>();
        decision.nodes().forEach((name, verdict) -> {
            if (verdict.misfit().isEmpty()) {
                snapshot.stored(Types.NODES.key(cluster, "", name)).ifPresent(stored -> fitting.put(name, Document.parse(stored.bytes()).root()));
            }
        });
        JsonNode object = snapshot.stored(Types.PODS.key(cluster, waiting.namespace(), waiting.name())).map(stored -> Document.parse(stored.bytes()).root())
                .orElseThrow();
        asked.put(cluster, waiting.uid());
        queue.pause(cluster, nanos.getAsLong() + UNTIL_ANSWERED.toNanos());
        ExtenderRound round = new ExtenderRound(calls, cluster, extenders, object);
        callers.execute(() -> {
            Result result = result(round, fitting);
            later.accept(() -> answered(waiting, result, then));
        });
    }

    private static Result result(ExtenderRound round, Map<String, JsonNode> fitting) {
        try {
            return new Result.Answered(round.ask(fitting));
        } catch (ExtenderCalls.Failed e) {
            return new Result.Failed(e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return new Result.Failed(String.valueOf(e));
        }
    }

    private void answered(Waiting waiting, Result result, Consumer<Result> then) {
        if (asked.remove(waiting.cluster(), waiting.uid())) {
            queue.resume(waiting.cluster());
            then.accept(result);
        }
    }
}
