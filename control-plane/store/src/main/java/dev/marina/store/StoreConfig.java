package dev.marina.store;

import java.time.Duration;

/// Settings of a process's store.
///
/// @param processId names this process among those that share the shards; held by one process at a time
/// @param address where other processes reach this one
/// @param prefix what all keys begin with
/// @param shards how many committers there are in the whole platform; fixed when the storage is first used
/// @param lease how long a transaction proves ownership, counted from when it was sent
/// @param margin what a taker waits beyond the lease, for clocks that run at different speeds
/// @param idle after how long without use a cluster is dropped from memory; zero: never
/// @param windowBytes what the event windows of one cluster may hold
/// @param historyBytes what the older images of one cluster may hold
/// @param historyAge how long older images and events are kept at most
/// @param queueWrites how many writes of one cluster may wait; more are refused
/// @param queueBytes how many bytes of one cluster's writes may wait
/// @param batchOperations how many operations a transaction has at most (etcd's default limit is 128)
/// @param batchBytes how large a batch is at most, unless one mutation alone is larger
/// @param commitTimeout how long a writer waits before it is told that nobody knows
/// @param together whoever has the first shard has all of them: of several processes one serves, and the others wait to take its place
public record StoreConfig(String processId, String address, String prefix, int shards, Duration lease, Duration margin, Duration idle,
        long windowBytes, long historyBytes, Duration historyAge, int queueWrites, long queueBytes,
        int batchOperations, int batchBytes, Duration commitTimeout, boolean together) {

    public StoreConfig {
        if (shards < 1 || shards > 1024) {
            throw new IllegalArgumentException("store.shards is %d; it must be between 1 and 1024".formatted(shards));
        }
        if (batchOperations < 8) {
            throw new IllegalArgumentException("store.batch-operations is %d; it must be at least 8".formatted(batchOperations));
        }
    }

    public static StoreConfig defaults(String processId, String address) {
        return new StoreConfig(processId, address, "/marina/", 4, Duration.ofSeconds(6), Duration.ofSeconds(1), Duration.ZERO,
                4 << 20, 4 << 20, Duration.ofMinutes(5), 4096, 16 << 20, 120, 1 << 20, Duration.ofSeconds(20), false);
    }

    public StoreConfig withLease(Duration newLease, Duration newMargin) {
        return new StoreConfig(processId, address, prefix, shards, newLease, newMargin, idle, windowBytes, historyBytes, historyAge,
                queueWrites, queueBytes, batchOperations, batchBytes, commitTimeout, together);
    }

    public StoreConfig withIdle(Duration newIdle) {
        return new StoreConfig(processId, address, prefix, shards, lease, margin, newIdle, windowBytes, historyBytes, historyAge,
                queueWrites, queueBytes, batchOperations, batchBytes, commitTimeout, together);
    }

    public StoreConfig withShards(int newShards) {
        return new StoreConfig(processId, address, prefix, newShards, lease, margin, idle, windowBytes, historyBytes, historyAge,
                queueWrites, queueBytes, batchOperations, batchBytes, commitTimeout, together);
    }

    public StoreConfig withPrefix(String newPrefix) {
        return new StoreConfig(processId, address, newPrefix, shards, lease, margin, idle, windowBytes, historyBytes, historyAge,
                queueWrites, queueBytes, batchOperations, batchBytes, commitTimeout, together);
    }

    public StoreConfig withBudgets(long newWindowBytes, long newHistoryBytes, Duration newHistoryAge) {
        return new StoreConfig(processId, address, prefix, shards, lease, margin, idle, newWindowBytes, newHistoryBytes, newHistoryAge,
                queueWrites, queueBytes, batchOperations, batchBytes, commitTimeout, together);
    }

    public StoreConfig withQueue(int newQueueWrites, long newQueueBytes) {
        return new StoreConfig(processId, address, prefix, shards, lease, margin, idle, windowBytes, historyBytes, historyAge,
                newQueueWrites, newQueueBytes, batchOperations, batchBytes, commitTimeout, together);
    }

    public StoreConfig withCommitTimeout(Duration newCommitTimeout) {
        return new StoreConfig(processId, address, prefix, shards, lease, margin, idle, windowBytes, historyBytes, historyAge,
                queueWrites, queueBytes, batchOperations, batchBytes, newCommitTimeout, together);
    }

    public StoreConfig withShardsTogether() {
        return new StoreConfig(processId, address, prefix, shards, lease, margin, idle, windowBytes, historyBytes, historyAge,
                queueWrites, queueBytes, batchOperations, batchBytes, commitTimeout, true);
    }
}
