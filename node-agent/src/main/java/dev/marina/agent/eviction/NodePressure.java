package dev.marina.agent.eviction;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What a node is short of: said at once, and taken back only when it has been well for a while, so that pods do not come and go with
/// every breath. For one thread.
public final class NodePressure {

    /// kubelet's eviction-pressure-transition-period
    private static final Duration LINGERS = Duration.ofMinutes(5);

    private final Map<Pressure, Instant> lastSeen = new EnumMap<>(Pressure.class);

    public Set<Pressure> observe(NodeFigures node, Instant now) {
        node.starved().forEach(observation -> lastSeen.put(observation.signal().pressure(), now));
        Set<Pressure> present = EnumSet.noneOf(Pressure.class);
        lastSeen.forEach((pressure, seen) -> {
            if (now.isBefore(seen.plus(LINGERS))) {
                present.add(pressure);
            }
        });
        return present;
    }
}
