package dev.marina.scheduler;

/// How many of a cluster's nodes have to fit before the search for more of them ends: a good node is found without looking at all.
///
/// @param percentage of the nodes, or 0: the fewer the more nodes there are
record Sample(int percentage) {

    static final Sample ADAPTIVE = new Sample(0);

    /// So many are found of any cluster that has them.
    static final int LEAST = 100;
    private static final int LEAST_PERCENT = 5;

    /// numFeasibleNodesToFind in pkg/scheduler/schedule_one.go
    int of(int nodes) {
        if (nodes < LEAST) {
            return nodes;
        }
        int share = percentage == 0 ? Math.max(50 - nodes / 125, LEAST_PERCENT) : percentage;
        return share >= 100 ? nodes : Math.max(LEAST, (int) ((long) nodes * share / 100));
    }
}
