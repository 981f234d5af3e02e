package dev.marina.console.usage;

import dev.marina.console.rest.UsageApi.Hour;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// What was used within one day (UTC), in hours.
record DayOfUse(LocalDate day, double nodeHours, double cpuHours, double memoryGibHours, double volumeGibHours, long requests) {

    private static final double HOUR = 3600;
    private static final double MILLI = 1000;
    private static final double MIB_OF_GIB = 1024;

    /// The newest first.
    static List<DayOfUse> of(Collection<Hour> hours) {
        TreeMap<LocalDate, DayOfUse> days = new TreeMap<>(Comparator.reverseOrder());
        hours.forEach(hour -> days.merge(hour.hour().atOffset(ZoneOffset.UTC).toLocalDate(), of(hour), DayOfUse::and));
        return List.copyOf(days.values());
    }

    private static DayOfUse of(Hour hour) {
        return new DayOfUse(hour.hour().atOffset(ZoneOffset.UTC).toLocalDate(), hour.nodeSeconds() / HOUR, hour.cpuMilliSeconds() / MILLI / HOUR,
                hour.memoryMibSeconds() / MIB_OF_GIB / HOUR, hour.volumeMibSeconds() / MIB_OF_GIB / HOUR, hour.requests());
    }

    private DayOfUse and(DayOfUse other) {
        return new DayOfUse(day, nodeHours + other.nodeHours, cpuHours + other.cpuHours, memoryGibHours + other.memoryGibHours,
                volumeGibHours + other.volumeGibHours, requests + other.requests);
    }
}
