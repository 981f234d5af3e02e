package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands between the queues and the reconcilers of a tenant's cluster, so that a learner can pause, step and resume
/// controllers. Open unless somebody closed it. While it is closed work waits in the queue and nothing is lost.
/// May be called from any thread.
public final class Gate {

    /// Steps that may still pass; a cluster without an entry is open.
    private final Map<ClusterId, Integer> closed = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public sealed interface State {
        record Open() implements State {}
        record Paused() implements State {}
        record Stepping(int left) implements State {}
    }

    public State state(ClusterId cluster) {
        Integer steps = closed.get(cluster);
        if (steps == null) {
            return new State.Open();
        }
        return steps == 0 ? new State.Paused() : new State.Stepping(steps);
    }

    /// May be called twice.
    public void pause(ClusterId cluster) {
        closed.put(cluster, 0);
    }

    /// Lets so many reconciles pass, then pauses again; closes an open gate.
    public void step(ClusterId cluster, int reconciles) {
        closed.merge(cluster, reconciles, Integer::sum);
        listeners.forEach(Runnable::run);
    }

    /// May be called twice.
    public void resume(ClusterId cluster) {
        closed.remove(cluster);
        listeners.forEach(Runnable::run);
    }

    /// Whether one reconcile may begin now; uses up a step.
    public boolean admit(ClusterId cluster) {
        if (closed.isEmpty()) {
            return true;
        }
        boolean[] admitted = {true};
        closed.computeIfPresent(cluster, (_, steps) -> {
            admitted[0] = steps > 0;
            return Math.max(0, steps - 1);
        });
        return admitted[0];
    }

    /// Called after a gate has opened, from the thread that opened it.
    public void onOpen(Runnable listener) {
        listeners.add(listener);
    }

    /// The cluster is gone.
    void forget(ClusterId cluster) {
        closed.remove(cluster);
    }
}
