package dev.marina.store;

import java.util.ArrayDeque;

/// The waiting writes of one cluster; there only while there are any. Guarded by its [WriteQueues].
final class ClusterQueue {

    final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    long bytes;
    /// How many bytes it may still send before the next cluster's turn.
    long credit;
}
