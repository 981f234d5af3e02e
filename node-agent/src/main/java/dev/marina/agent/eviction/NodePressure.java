package dev.marina.agent.eviction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a node is short of: said at once, and taken back only when it has been well for a while, so that pods do not come and go with
/// every breath. For one thread.
public final class NodePressure {

    /// kubelet's eviction-pressure-transition-period
    private static final Duration LINGERS = Duration.ofMinutes(5);

    private final EvictionSettings settings;
    private final Map<Pressure, Instant> lastSeen = new EnumMap<>(Pressure.class);
    /// Since when the node has been below these without a break.
    private final Map<SoftThreshold, Instant> since = new HashMap<>();
    private List<Shortage> due = List.of();

    public NodePressure(EvictionSettings settings) {
        this.settings = settings;
    }

    /// A soft threshold puts the node under pressure at once, and pods out when its grace is over.
    public Set<Pressure> observe(NodeFigures node, Instant now) {
        List<Shortage> found = new ArrayList<>();
        Set<SoftThreshold> below = new HashSet<>();
        for (Observation observation : node.observations()) {
            if (observation.starved()) {
                lastSeen.put(observation.signal().pressure(), now);
                found.add(Shortage.hard(observation));
            }
            settings.soft().stream().filter(threshold -> threshold.signal() == observation.signal())
                    .filter(threshold -> observation.available() < threshold.of(observation.capacity())).forEach(threshold -> {
                        below.add(threshold);
                        lastSeen.put(observation.signal().pressure(), now);
                        if (!now.isBefore(since.computeIfAbsent(threshold, _ -> now).plus(threshold.grace()))) {
                            found.add(new Shortage(observation, threshold.of(observation.capacity()), false));
                        }
                    });
        }
        since.keySet().retainAll(below);
        due = List.copyOf(found);
        Set<Pressure> present = EnumSet.noneOf(Pressure.class);
        lastSeen.forEach((pressure, seen) -> {
            if (now.isBefore(seen.plus(LINGERS))) {
                present.add(pressure);
            }
        });
        return present;
    }

    /// What has to be freed by what was observed last, the most urgent first: what cannot wait before what could.
    public Optional<Shortage> due() {
        return due.stream().filter(Shortage::hard).findFirst().or(() -> due.stream().findFirst());
    }
}
