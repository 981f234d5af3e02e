package dev.marina.tenancy.usage;

import java.time.Instant;

/// What a tenant used within one hour: amounts times the seconds for which it had them. 7,200 node seconds are two nodes for an hour.
///
/// @param requests that were seen within this hour
public record UsageHour(Instant hour, long clusterSeconds, long nodeSeconds, long cpuMilliSeconds, long memoryMibSeconds, long volumeMibSeconds,
        long requests) {}
