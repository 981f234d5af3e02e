package dev.marina.agent.cgroup;

/// What a group may use. Zero is no limit; zero shares leave them as they are.
///
/// @param cpuShares weight against its siblings, in the unit of version 1: 1024 is one CPU
/// @param cpuQuotaMicros CPU time in each [#PERIOD_MICROS]
public record GroupLimits(long cpuShares, long cpuQuotaMicros, long memoryBytes, long pids) {

    public static final long PERIOD_MICROS = 100_000;
    /// The kernel takes no smaller share.
    public static final long MIN_SHARES = 2;
    private static final long MIN_QUOTA_MICROS = 1_000;
    private static final long SHARES_PER_CPU = 1024;

    public static long shares(long milliCpu) {
        return Math.max(MIN_SHARES, milliCpu * SHARES_PER_CPU / 1000);
    }

    public static long quota(long milliCpu) {
        return milliCpu == 0 ? 0 : Math.max(MIN_QUOTA_MICROS, milliCpu * PERIOD_MICROS / 1000);
    }
}
