package dev.marina.controllers.engine;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Creates and deletes the pods of one controller object, says so in events, and sees to it that no cluster is filled with
/// pods that have no place.
public final class PodWrites {

    /// So many pods of a cluster may wait for a node before its controllers make no more. A job of a million pods or a set of a
    /// million replicas grows as its pods are placed, and costs the store and the scheduler no more than this.
    static final int MOST_WAITING = 10_000;

    /// So many of one object's writes are on their way at once. Upstream starts up to 500; the store takes what waits together, so that more bring nothing, and
    /// one cluster's set leaves room for others'.
    private static final int MOST_TOGETHER = 32;

    /// @param count of pods that are there now
    public record Made(int count, Optional<StatusException> refused) {

        /// Throws what was refused.
        public void all() {
            refused.ifPresent(e -> {
                throw e;
            });
        }
    }

    private final Turn turn;
    private final HasMetadata owner;
    private final int most;
    private int room = -1;

    public PodWrites(Turn turn, HasMetadata owner) {
        this(turn, owner, MOST_WAITING);
    }

    PodWrites(Turn turn, HasMetadata owner, int most) {
        this.turn = turn;
        this.owner = owner;
        this.most = most;
    }

    /// One pod.
    public Pod create(Pod pod) {
        try {
            requireRoom();
        } catch (StatusException e) {
            throw refused(e);
        }
        return make(pod);
    }

    /// Many pods, first one, then twice as many at a time, as upstream's `slowStartBatch`: the first refusal ends it after the pods that were asked for with it,
    /// since what is refused once is refused for all of the same template.
    ///
    /// @param pod the pod of a number, from 0 on
    public Made createAll(int count, IntFunction<Pod> pod) {
        int made = 0;
        for (int batch = 1; made < count; batch = Math.min(2 * batch, MOST_TOGETHER)) {
            List<Pod> next = new ArrayList<>();
            List<StatusException> refused = new ArrayList<>();
            try {
                while (next.size() < batch && made + next.size() < count) {
                    requireRoom();
                    next.add(pod.apply(made + next.size()));
                }
            } catch (StatusException e) {
                refused.add(refused(e));
            }
            List<StatusException> answers = together(next, this::make);
            made += next.size() - answers.size();
            refused.addAll(answers);
            if (!refused.isEmpty()) {
                return new Made(made, Optional.of(refused.getLast()));
            }
        }
        return new Made(made, Optional.empty());
    }

    /// Many pods. The last refusal is thrown once all were asked for.
    public void deleteAll(List<Pod> pods) {
        for (int from = 0; from < pods.size(); from += MOST_TOGETHER) {
            List<StatusException> refused = together(pods.subList(from, Math.min(from + MOST_TOGETHER, pods.size())), this::delete);
            if (!refused.isEmpty()) {
                throw refused.getLast();
            }
        }
    }

    /// Answers what was refused.
    private List<StatusException> together(List<Pod> pods, Consumer<Pod> write) {
        List<StatusException> refused = new CopyOnWriteArrayList<>();
        turn.together(pods.stream().<Runnable>map(pod -> () -> {
            try {
                write.accept(pod);
            } catch (StatusException e) {
                refused.add(e);
            }
        }).toList());
        return refused;
    }

    private Pod make(Pod pod) {
        try {
            Pod made = turn.writes().create(Types.PODS, pod);
            turn.event(owner, Severity.Normal, "SuccessfulCreate", "Created pod: " + made.getMetadata().getName());
            return made;
        } catch (StatusException e) {
            throw refused(e);
        }
    }

    private StatusException refused(StatusException e) {
        if (!namespaceEnds(e)) {
            turn.event(owner, Severity.Warning, "FailedCreate", "Error creating: " + e.getMessage());
        }
        return e;
    }

    public void delete(Pod pod) {
        try {
            turn.writes().delete(Types.PODS, pod);
            turn.event(owner, Severity.Normal, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        } catch (StatusException e) {
            turn.event(owner, Severity.Warning, "FailedDelete", "Error deleting: " + e.getMessage());
            throw e;
        }
    }

    /// Throws when too many pods of the cluster wait already.
    public void requireRoom() {
        if (room < 0) {
            room = room(turn.snapshot());
        }
        if (room == 0) {
            throw new StatusException(429, "TooManyRequests", "%d pods of this cluster wait for a node; more are created when they are placed".formatted(most),
                    StatusException.Details.NONE);
        }
        room--;
    }

    private int room(Snapshot now) {
        if (now.image().count(Types.PODS.groupResource()) < most) {
            return most - now.image().count(Types.PODS.groupResource());
        }
        try (Stream<Stored> waiting = now.image().listByField(Types.PODS.groupResource(), "", "spec.nodeName", "")) {
            return (int) (most - waiting.limit(most).count());
        }
    }

    /// Makes something, unless its namespace is being deleted: then it is not made, and nothing is to be tried again (as upstream's
    /// endpoints_controller.go and endpointslice/reconciler.go).
    public static void unlessNamespaceEnds(Runnable create) {
        try {
            create.run();
        } catch (StatusException e) {
            if (!namespaceEnds(e)) {
                throw e;
            }
        }
    }

    /// The namespace is being deleted, and the object with it: nothing to report and nothing to try again.
    public static boolean namespaceEnds(RuntimeException refusal) {
        return refusal instanceof StatusException e && (e.details().causes().stream().anyMatch(cause -> cause.reason().equals("NamespaceTerminating"))
                || e.is("Forbidden") && e.getMessage().contains("is being terminated"));
    }
}
