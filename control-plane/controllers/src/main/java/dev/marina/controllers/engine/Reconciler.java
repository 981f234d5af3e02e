package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;

/// Brings one object to its wanted state: find, plan, carry out, report. Contains no loop; throwing means that it is tried
/// again with back-off. Called by several workers, never for one key at the same time.
@FunctionalInterface
public interface Reconciler {
    Outcome reconcile(Turn turn) throws Exception;

    /// The cluster has left this process's memory. Whoever keeps something by key, since heartbeats cannot be read from objects,
    /// forgets it here.
    default void forget(ClusterId cluster) {}
}
