package dev.marina.api;

/// What a learner may do to the controllers and the scheduler of a cluster beyond what stands in its Controller objects.
/// Implemented beside them, called by the API server in the process that owns the cluster.
public interface ClusterControl {

    /// Lets so many items pass that a pause or a breakpoint would hold.
    void step(ClusterId cluster, String controller, int items);

    /// What waits, first comes first: `count` of all, and at most so many `items`.
    Document queue(ClusterId cluster, String controller, int most);
}
