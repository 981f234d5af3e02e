package dev.marina.scheduler;

import dev.marina.scheduler.plugin.DynamicResources;
import dev.marina.scheduler.plugin.GangScheduling;
import dev.marina.scheduler.plugin.VolumeBinding;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which plugins a profile has at upstream's extension points before and behind the choice of a node. Nobody brings plugins along here: these
/// are upstream's standard ones, which a profile leaves out or has.
///
/// @param plugins names by point
public record Steps(Map<Point, Set<String>> plugins) {

    public static final String PREEMPTION = "DefaultPreemption";
    public static final Steps STANDARD = new Steps(Stream.of(Point.values()).collect(Collectors.toMap(point -> point, Point::standard)));

    /// With the standard plugins that extend it. None extends `postBind` in Kubernetes 1.36.
    public enum Point {
        QUEUE_SORT("queueSort", Set.of("PrioritySort")),
        PRE_ENQUEUE("preEnqueue", Set.of(GangScheduling.NAME)),
        POST_FILTER("postFilter", Set.of(DynamicResources.NAME, PREEMPTION)),
        RESERVE("reserve", Set.of(VolumeBinding.NAME, DynamicResources.NAME)),
        PERMIT("permit", Set.of(GangScheduling.NAME)),
        PRE_BIND("preBind", Set.of(VolumeBinding.NAME, DynamicResources.NAME)),
        BIND("bind", Set.of("DefaultBinder")),
        POST_BIND("postBind", Set.of());

        private final String field;
        private final Set<String> standard;

        Point(String field, Set<String> standard) {
            this.field = field;
            this.standard = standard;
        }

        /// What configurations call it.
        public String field() {
            return field;
        }

        public Set<String> standard() {
            return standard;
        }
    }

    public boolean has(Point point, String plugin) {
        return plugins.get(point).contains(plugin);
    }

    /// Whether the plugin sees to it, once a node is chosen, that the pod has there what it needs.
    boolean prepares(String plugin) {
        return has(Point.RESERVE, plugin) && has(Point.PRE_BIND, plugin);
    }
}
