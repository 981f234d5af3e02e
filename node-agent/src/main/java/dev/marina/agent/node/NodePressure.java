package dev.marina.agent.node;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What a node is short of: said at once, and taken back only when it has been well for a while, so that pods do not come and go with
/// every breath. Owned by the node's heartbeat.
final class NodePressure {

    /// kubelet's eviction-pressure-transition-period
    private static final Duration LINGERS = Duration.ofMinutes(5);

    private final Map<Pressure, Instant> lastSeen = new EnumMap<>(Pressure.class);

    Set<Pressure> observe(NodeFigures node, Instant now) {
        Set<Pressure> present = EnumSet.noneOf(Pressure.class);
        for (Pressure pressure : Pressure.values()) {
            if (NodeReserve.lacks(pressure, node)) {
                lastSeen.put(pressure, now);
            }
            Instant seen = lastSeen.get(pressure);
            if (seen != null && now.isBefore(seen.plus(LINGERS))) {
                present.add(pressure);
            }
        }
        return present;
    }
}
