package dev.marina.console.map;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Where each object stands. One that has a place keeps it for as long as it is there, whatever comes and goes; a new one takes the nearest free
/// place in its column to what it has to do with.
record MapLayout(Map<String, Place> places) {

    static final MapLayout EMPTY = new MapLayout(Map.of());

    record Place(int column, int row) {}

    /// Workloads first: the others gather around them.
    private static final List<Integer> ORDER = List.of(2, 3, 4, 1, 0, 5, 6);

    static MapLayout of(MapGraph graph, MapLayout before) {
        Map<String, Place> places = new HashMap<>();
        Set<Place> taken = new HashSet<>();
        graph.items().forEach(item -> {
            Place kept = before.places().get(item.id());
            if (kept != null && taken.add(kept)) {
                places.put(item.id(), kept);
            }
        });
        Map<String, List<MapGraph.Edge>> edges = new HashMap<>();
        graph.edges().forEach(edge -> {
            edges.computeIfAbsent(edge.from(), _ -> new java.util.ArrayList<>()).add(edge);
            edges.computeIfAbsent(edge.to(), _ -> new java.util.ArrayList<>()).add(edge);
        });
        graph.items().stream().filter(item -> !places.containsKey(item.id()))
                .sorted(Comparator.comparingInt((MapGraph.Item item) -> ORDER.indexOf(item.kind().column())).thenComparing(MapGraph.Item::id))
                .forEach(item -> {
                    Place place = nearest(item.kind().column(), wished(item.id(), edges.getOrDefault(item.id(), List.of()), places), taken);
                    taken.add(place);
                    places.put(item.id(), place);
                });
        return new MapLayout(Map.copyOf(places));
    }

    /// The topmost of its neighbours that have a place.
    private static int wished(String id, List<MapGraph.Edge> edges, Map<String, Place> places) {
        OptionalInt row = edges.stream().map(edge -> edge.from().equals(id) ? edge.to() : edge.from()).map(places::get).filter(place -> place != null)
                .mapToInt(Place::row).min();
        return row.orElse(0);
    }

    private static Place nearest(int column, int wished, Set<Place> taken) {
        for (int distance = 0;; distance++) {
            Place below = new Place(column, wished + distance);
            if (!taken.contains(below)) {
                return below;
            }
            Place above = new Place(column, wished - distance);
            if (wished - distance >= 0 && !taken.contains(above)) {
                return above;
            }
        }
    }
}
