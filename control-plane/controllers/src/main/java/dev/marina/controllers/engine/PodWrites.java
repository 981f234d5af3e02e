package dev.marina.controllers.engine;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Creates and deletes the pods of one controller object, says so in events, and sees to it that no cluster is filled with
/// pods that have no place.
public final class PodWrites {

    /// So many pods of a cluster may wait for a node before its controllers make no more. A job of a million pods or a set of a
    /// million replicas grows as its pods are placed, and costs the store and the scheduler no more than this.
    static final int MOST_WAITING = 10_000;

    /// So many of one object's writes are on their way at once. Upstream starts up to 500; the store takes what waits together, so that more bring nothing, and
    /// one cluster's set leaves room for others'.
    private static final int MOST_TOGETHER = 64;

    /// So many are asked for before it is looked what became of all of them.
    private static final int MOST_IN_A_BATCH = 512;

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
    private volatile Written last;

    private record Written(Pod pod, Document document) {}

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
        return turn.writes().decoder().read(make(pod), Types.PODS.model());
    }

    /// Many pods, first one, then twice as many at a time, as upstream's `slowStartBatch`: the first refusal ends it after the pods that were being asked for,
    /// since what is refused once is refused for all of the same template.
    ///
    /// @param pod the pod of a number, from 0 on
    public Made createAll(int count, IntFunction<Pod> pod) {
        int made = 0;
        for (int batch = 1; made < count; batch = Math.min(2 * batch, MOST_IN_A_BATCH)) {
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
            Asked asked = together(next, this::make, _ -> true);
            made += asked.done;
            refused.addAll(asked.refused);
            if (!refused.isEmpty()) {
                return new Made(made, Optional.of(refused.getLast()));
            }
        }
        return new Made(made, Optional.empty());
    }

    /// Many pods, until one is refused. That is thrown.
    public void deleteAll(List<Pod> pods) {
        together(pods, this::delete, _ -> true).all();
    }

    /// The same, where who goes was chosen by how the pods were seen to be: each of them that has changed since stays. That is thrown once all were asked for,
    /// so that the owner is looked at anew.
    public void deleteAllAsSeen(List<Pod> pods) {
        together(pods, this::deleteAsSeen, e -> !e.is("Conflict")).all();
    }

    /// @param done how many writes were made
    private record Asked(int done, List<StatusException> refused) {
        void all() {
            if (!refused.isEmpty()) {
                throw refused.getLast();
            }
        }
    }

    /// @param ends after which refusals nobody is asked for any more
    private Asked together(List<Pod> pods, Consumer<Pod> write, Predicate<StatusException> ends) {
        Semaphore atOnce = new Semaphore(MOST_TOGETHER);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        List<StatusException> refused = new CopyOnWriteArrayList<>();
        turn.together(pods.stream().<Runnable>map(pod -> () -> {
            atOnce.acquireUninterruptibly();
            try {
                if (!ended.get()) {
                    write.accept(pod);
                    done.incrementAndGet();
                }
            } catch (StatusException e) {
                refused.add(e);
                ended.compareAndSet(false, ends.test(e));
            } finally {
                atOnce.release();
            }
        }).toList());
        return new Asked(done.get(), refused);
    }

    private Document make(Pod pod) {
        try {
            Document made = turn.writes().client().create(turn.writes().call(), Types.PODS.resource(), document(pod));
            turn.event(owner, Severity.Normal, "SuccessfulCreate", "Created pod: " + made.name());
            return made;
        } catch (StatusException e) {
            throw refused(e);
        }
    }

    /// A set's pods are all the same before they have their names.
    private Document document(Pod pod) {
        Written known = last;
        if (known == null || known.pod != pod) {
            known = new Written(pod, turn.writes().decoder().write(pod));
            last = known;
        }
        return known.document;
    }

    private StatusException refused(StatusException e) {
        if (!namespaceEnds(e)) {
            turn.event(owner, Severity.Warning, "FailedCreate", "Error creating: " + e.getMessage());
        }
        return e;
    }

    public void delete(Pod pod) {
        delete(pod, () -> turn.writes().delete(Types.PODS, pod));
    }

    private void deleteAsSeen(Pod pod) {
        delete(pod, () -> turn.writes().deleteAsSeen(Types.PODS, pod));
    }

    private void delete(Pod pod, Runnable write) {
        try {
            write.run();
            turn.event(owner, Severity.Normal, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        } catch (StatusException e) {
            if (!e.is("Conflict")) {
                turn.event(owner, Severity.Warning, "FailedDelete", "Error deleting: " + e.getMessage());
            }
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
