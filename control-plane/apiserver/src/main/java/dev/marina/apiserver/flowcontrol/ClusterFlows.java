package dev.marina.apiserver.flowcontrol;

import dev.marina.api.GroupResource;
import dev.marina.api.Tombstone;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.types.flowcontrol.FlowSchemaType;
import dev.marina.apiserver.types.flowcontrol.PriorityLevelConfigurationType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The flows of one cluster that is in use.
final class ClusterFlows {

    private static final GroupResource SCHEMAS = FlowSchemaType.DEFINITION.groupResource();
    private static final GroupResource LEVELS = PriorityLevelConfigurationType.DEFINITION.groupResource();

    private final int seats;
    private final LongSupplier clock;
    private final FlowReader reader;
    final Watchers watchers = new Watchers();
    private final Map<FlowKey, FlowCounts> counts = new ConcurrentHashMap<>();
    private volatile Current current;
    private volatile long usedNanos;

    record FlowKey(String level, String schema) {}

    /// What holds as long as no object of the two types changes.
    private record Current(Object schemas, Object levels, Object deleted, FlowConfiguration configuration, Map<String, Level> byName) {
        boolean holds(ClusterView view) {
            return view.image().state(SCHEMAS) == schemas && view.image().state(LEVELS) == levels
                    && view.image().state(Tombstone.RESOURCE) == deleted;
        }
    }

    /// @param seats of all levels together
    ClusterFlows(int seats, LongSupplier clock, FlowReader reader) {
        this.reader = reader;
        this.seats = seats;
        this.clock = clock;
    }

    /// A level with what its object says now.
    record Flow(FlowSchema schema, Level level, FlowCounts counts) {}

    Flow flow(Identity identity, Target target, ClusterView view) {
        usedNanos = clock.getAsLong();
        Current now = current(view);
        FlowSchema schema = now.configuration.classify(identity, target);
        return new Flow(schema, now.byName.get(schema.level()), counts(schema.level(), schema.name()));
    }

    private FlowCounts counts(String level, String schema) {
        FlowKey key = new FlowKey(level, schema);
        FlowCounts known = counts.get(key);
        return known != null ? known : counts.computeIfAbsent(key, _ -> new FlowCounts());
    }

    Map<FlowKey, FlowCounts> counts() {
        return counts;
    }

    /// By name.
    Map<String, Level> levels(ClusterView view) {
        return current(view).byName;
    }

    private Current current(ClusterView view) {
        Current known = current;
        return known != null && known.holds(view) ? known : changed(view);
    }

    /// A level that goes keeps those who are in it until they have been served.
    private synchronized Current changed(ClusterView view) {
        if (current != null && current.holds(view)) {
            return current;
        }
        FlowConfiguration configuration = reader.read(view);
        Map<String, Level> before = current == null ? Map.of() : current.byName;
        Map<String, Level> levels = new HashMap<>();
        configuration.levels().forEach((name, declared) -> {
            Level.Share share = Level.Share.of(declared, seats, configuration.shares());
            Level level = before.get(name);
            if (level == null) {
                level = new Level(declared, share, clock);
            } else {
                level.declare(declared, share);
            }
            levels.put(name, level);
        });
        current = new Current(view.image().state(SCHEMAS), view.image().state(LEVELS), view.image().state(Tombstone.RESOURCE), configuration,
                Map.copyOf(levels));
        Set<String> schemas = configuration.schemas().stream().map(FlowSchema::name).collect(Collectors.toSet());
        counts.keySet().removeIf(key -> !levels.containsKey(key.level()) || !schemas.contains(key.schema()));
        return current;
    }

    synchronized void adjust() {
        if (current != null) {
            Borrowing.adjust(current.byName.values());
        }
    }

    /// Whether nobody has asked anything since then and nothing is under way.
    boolean idleSince(long nanos) {
        Current now = current;
        return usedNanos - nanos < 0 && watchers.none() && (now == null || now.byName.values().stream().allMatch(level -> level.seats.state().idle()));
    }
}
