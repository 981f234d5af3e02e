package dev.marina.store;

import java.util.OptionalLong;

/// How much log a cluster has written since it was loaded, in two generations of half the budget each: when the younger one
/// is full, the older one may go. Shard's thread only.
final class LogGrowth {

    private final long generationBytes;
    private long bytes;
    /// Where the older generation ends.
    private long boundary;

    /// @param version the cluster's when it was loaded
    LogGrowth(long budget, long version) {
        this.generationBytes = budget / 2;
        this.boundary = version;
    }

    /// A version up to which the log may go now, if any.
    OptionalLong appended(long version, long more) {
        bytes += more;
        if (bytes < generationBytes) {
            return OptionalLong.empty();
        }
        OptionalLong old = boundary == 0 ? OptionalLong.empty() : OptionalLong.of(boundary);
        boundary = version;
        bytes = 0;
        return old;
    }
}
