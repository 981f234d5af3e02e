package dev.marina.tenancy.usage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What a tenant means to use within a calendar month (UTC), and how much of it is used: as data.
///
/// @param cpuHours hours of processors that are kept ready
/// @param suspends whether the tenant is suspended when it is used up; it is never deleted for that
/// @param usedMilliSeconds processors times seconds, of this month
public record UsageBudget(int cpuHours, boolean suspends, long usedMilliSeconds) {

    public static final int MOST_HOURS = 1_000_000;
    /// Of which owners are told, in per cent.
    static final List<Integer> LEVELS = List.of(80, 95, 100);

    private static final long MILLI_SECONDS_OF_HOUR = 3_600_000;
    private static final int WHOLE = 100;

    /// Rounded down, so that 100 is said when all of it is used and not before.
    public int percent() {
        return (int) Math.min(Integer.MAX_VALUE, usedMilliSeconds / (cpuHours * (MILLI_SECONDS_OF_HOUR / WHOLE)));
    }

    /// The highest that is reached; 0 for none.
    public int level() {
        return LEVELS.stream().filter(level -> percent() >= level).reduce(0, Math::max);
    }

    public boolean usedUp() {
        return percent() >= WHOLE;
    }

    public double usedHours() {
        return usedMilliSeconds / (double) MILLI_SECONDS_OF_HOUR;
    }

    /// What is to be told now: 0 for nothing. Of several levels that were passed at once the highest is told.
    ///
    /// @param told the highest that was told of this month
    int toTell(int told) {
        return level() > told ? level() : 0;
    }

    public static Instant month(Instant now) {
        return now.atOffset(ZoneOffset.UTC).withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).toInstant();
    }
}
