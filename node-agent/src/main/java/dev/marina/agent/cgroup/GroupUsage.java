package dev.marina.agent.cgroup;

/// What the kernel has counted for a group and those below it, and what it holds now.
///
/// @param processes and threads
public record GroupUsage(Cpu cpu, Memory memory, long processes) {

    /// Since the group was made.
    ///
    /// @param periods in which it ran, of those that a quota has
    /// @param quotaMicros in each [GroupLimits#PERIOD_MICROS]; 0 for none
    /// @param shares weight in the unit of version 1
    public record Cpu(long nanos, long userNanos, long systemNanos, long periods, long throttledPeriods, long throttledNanos, long quotaMicros, long shares) {}

    /// Bytes, but for the faults, which are counted.
    ///
    /// @param workingSet what could not be taken from it at once
    /// @param rss of no file
    /// @param cache of files
    /// @param limit 0 for none
    public record Memory(long usage, long workingSet, long rss, long cache, long mapped, long swap, long faults, long majorFaults, long limit) {}
}
