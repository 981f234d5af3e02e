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
import dev.marina.scheduler.extender.PreemptionRound;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Asks the extenders of clusters about their pods. One pod of a cluster at a time, as upstream's scheduler does: its next one waits, and
/// those of other clusters do not. Owned by the scheduler's thread, on which nobody is called.
final class Consultation {

    /// Each call has an end, and whatever ends it is an answer.
    private static final Duration UNTIL_ANSWERED = Duration.ofDays(1);
    /// About so many pods one question is at most, so that a cluster's own server cannot be told of more than is to be kept in memory for it.
    private static final int MOST_VICTIMS = 1_000;
    private static final int LONGEST = 500;

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
    sealed interface Result<T> {
        record Answered<T>(T answer) implements Result<T> {}

        record Failed<T>(String why) implements Result<T> {}
    }

    /// Blocks until extenders have answered.
    private interface Question<T> {
        T ask() throws ExtenderCalls.Failed;
    }

    boolean any(ClusterId cluster) {
        return asked.containsKey(cluster);
    }

    void drop(ClusterId cluster) {
        asked.remove(cluster);
    }

    /// Which of the nodes that the pod fits it may have.
    ///
    /// @param decision which nodes the pod fits, and how good they are
    /// @param then is told on the scheduler's thread, unless the cluster has left meanwhile
    void ask(Waiting waiting, Decision decision, List<Extender> extenders, Snapshot snapshot, Consumer<Result<ExtenderRound.Answer>> then) {
        ClusterId cluster = waiting.cluster();
        Map<String, JsonNode> fitting = new LinkedHashMap<>();
        decision.nodes().forEach((name, verdict) -> {
            if (verdict.misfit().isEmpty()) {
                snapshot.stored(Types.NODES.key(cluster, "", name)).ifPresent(stored -> fitting.put(name, Document.parse(stored.bytes()).root()));
            }
        });
        ExtenderRound round = new ExtenderRound(calls, cluster, extenders, object(waiting, snapshot));
        ask(waiting, () -> round.ask(fitting), then);
    }

    /// Who makes room for a pod that fits nowhere.
    ///
    /// @param candidates the cheapest first; of very many pods only those of the first
    void ask(Waiting waiting, List<Preemption.Choice> candidates, Cycle cycle, List<Extender> extenders,
            Consumer<Result<Map<String, PreemptionRound.Victims>>> then) {
        Map<String, PreemptionRound.Victims> victims = new LinkedHashMap<>();
        int pods = 0;
        for (Preemption.Choice choice : candidates) {
            pods += choice.victims().size();
            if (pods <= MOST_VICTIMS || victims.isEmpty()) {
                victims.put(choice.node(), new PreemptionRound.Victims(choice.victims().stream().map(PodFacts::uid).toList(), choice.violations()));
            }
        }
        Map<String, PodFacts> less = new HashMap<>();
        Map<String, Set<String>> byNode = new HashMap<>();
        cycle.nodes().stream().filter(node -> victims.containsKey(node.name())).forEach(node -> node.pods().stream()
                .filter(pod -> pod.priority() < cycle.pod().priority()).forEach(pod -> {
                    less.put(pod.uid(), pod);
                    byNode.computeIfAbsent(node.name(), _ -> new HashSet<>()).add(pod.uid());
                }));
        Snapshot snapshot = cycle.snapshot();
        PreemptionRound round = new PreemptionRound(calls, waiting.cluster(), extenders, object(waiting, snapshot), byNode,
                uid -> snapshot.stored(Types.PODS.key(waiting.cluster(), less.get(uid).namespace(), less.get(uid).name()))
                        .map(stored -> Document.parse(stored.bytes()).root()));
        ask(waiting, () -> round.ask(victims), then);
    }

    private static JsonNode object(Waiting waiting, Snapshot snapshot) {
        return snapshot.stored(Types.PODS.key(waiting.cluster(), waiting.namespace(), waiting.name())).map(stored -> Document.parse(stored.bytes()).root())
                .orElseThrow();
    }

    private <T> void ask(Waiting waiting, Question<T> question, Consumer<Result<T>> then) {
        asked.put(waiting.cluster(), waiting.uid());
        queue.pause(waiting.cluster(), nanos.getAsLong() + UNTIL_ANSWERED.toNanos());
        callers.execute(() -> {
            Result<T> result = result(question);
            later.accept(() -> answered(waiting, result, then));
        });
    }

    private static <T> Result<T> result(Question<T> question) {
        try {
            return new Result.Answered<>(question.ask());
        } catch (ExtenderCalls.Failed e) {
            return new Result.Failed<>(brief(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            return new Result.Failed<>(brief(String.valueOf(e)));
        }
    }

    /// It stands in the pod's condition, whatever a server of the cluster's own has put into it.
    private static String brief(String why) {
        return why.length() > LONGEST ? why.substring(0, LONGEST) + "…" : why;
    }

    private <T> void answered(Waiting waiting, Result<T> result, Consumer<Result<T>> then) {
        if (asked.remove(waiting.cluster(), waiting.uid())) {
            queue.resume(waiting.cluster());
            then.accept(result);
        }
    }
}
