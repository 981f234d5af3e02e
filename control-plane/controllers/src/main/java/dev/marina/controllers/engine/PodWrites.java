package dev.marina.controllers.engine;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.stream.Stream;

/// Creates and deletes the pods of one controller object, says so in events, and sees to it that no cluster is filled with
/// pods that have no place.
public final class PodWrites {

    /// So many pods of a cluster may wait for a node before its controllers make no more. A job of a million pods or a set of a
    /// million replicas grows as its pods are placed, and costs the store and the scheduler no more than this.
    static final int MOST_WAITING = 10_000;

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

    /// The first refusal ends it: what is refused once is refused for all of the same template.
    public Pod create(Pod pod) {
        try {
            requireRoom();
            Pod made = turn.writes().create(Types.PODS, pod);
            turn.event(owner, Severity.Normal, "SuccessfulCreate", "Created pod: " + made.getMetadata().getName());
            return made;
        } catch (StatusException e) {
            if (!namespaceEnds(e)) {
                turn.event(owner, Severity.Warning, "FailedCreate", "Error creating: " + e.getMessage());
            }
            throw e;
        }
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

    /// The namespace is being deleted, and the object with it: nothing to report and nothing to try again.
    public static boolean namespaceEnds(RuntimeException refusal) {
        return refusal instanceof StatusException e && (e.details().causes().stream().anyMatch(cause -> cause.reason().equals("NamespaceTerminating"))
                || e.is("Forbidden") && e.getMessage().contains("is being terminated"));
    }
}
