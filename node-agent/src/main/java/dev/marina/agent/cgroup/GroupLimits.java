package dev.marina.agent.cgroup;

/// What a group may use. Zero is no limit; zero shares leave them as they are.
///
/// @param cpuShares weight against its siblings, in the unit of version 1: 1024 is one CPU
/// @param cpuQuotaMicros CPU time in each [#PERIOD_MICROS]
public record GroupLimits(long cpuShares, long cpuQuotaMicros, long memoryBytes, long pids) {

    public static final long PERIOD_MICROS = 100_000;
    /// The kernel takes no smaller share.
    public static final long MIN_SHARES = 2;
    /// What the disk scheduler BFQ takes at most.
    static final long MAX_BFQ_WEIGHT = 1_000;
    private static final long MAX_SHARES = 262_144;
    private static final long MAX_WEIGHT = 10_000;
    private static final long MIN_QUOTA_MICROS = 1_000;
    private static final long SHARES_PER_CPU = 1024;

    public static long shares(long milliCpu) {
        return Math.max(MIN_SHARES, milliCpu * SHARES_PER_CPU / 1000);
    }

    /// In the unit of version 2: the range of shares laid evenly over the range of weights, as kubelet and runc do.
    static long weight(long shares) {
        long within = Math.clamp(shares, MIN_SHARES, MAX_SHARES);
        return 1 + (within - MIN_SHARES) * (MAX_WEIGHT - 1) / (MAX_SHARES - MIN_SHARES);
    }

    /// The fewest shares that have this weight.
    static long sharesOf(long weight) {
        return MIN_SHARES + Math.ceilDiv((weight - 1) * (MAX_SHARES - MIN_SHARES), MAX_WEIGHT - 1);
    }

    public static long quota(long milliCpu) {
        return milliCpu == 0 ? 0 : Math.max(MIN_QUOTA_MICROS, milliCpu * PERIOD_MICROS / 1000);
    }
}
