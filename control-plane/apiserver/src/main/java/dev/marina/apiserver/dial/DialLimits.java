package dev.marina.apiserver.dial;

import java.time.Duration;

/// What connections into clusters may cost. What one holds in memory is bounded by the tunnel's windows, 256 KiB in each direction.
///
/// @param connections at a time, for each tenant
/// @param bytes of one connection, in both directions together
/// @param idle how long nothing may arrive where the caller sets no limit of its own
/// @param life of one connection
public record DialLimits(int connections, long bytes, Duration idle, Duration life) {

    public static final DialLimits STANDARD = new DialLimits(128, 64L << 30, Duration.ofMinutes(30), Duration.ofHours(4));
}
