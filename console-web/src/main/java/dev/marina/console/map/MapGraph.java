package dev.marina.console.map;

import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.RowStatus;
import dev.marina.console.kube.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A namespace's objects and what they have to do with each other. Bounded: what is not well, then what is most worth seeing, comes first.
///
/// @param leftOut objects that found no room
/// @param missing objects that are named by others and are not there
record MapGraph(List<Item> items, List<Edge> edges, int leftOut, Set<String> missing) {

    static final int MOST_ITEMS = 200;
    static final int MOST_EDGES = 600;

    /// @param word its status in the API's word; "" where its kind has none
    /// @param pods of a workload, by how they are
    record Item(String id, MapKind kind, Row row, String word, Tone tone, Map<Tone, Integer> pods) {
        boolean troubled() {
            return tone == Tone.BAD || tone == Tone.BUSY || pods.getOrDefault(Tone.BAD, 0) > 0;
        }
    }

    record Edge(String from, String to, Relation relation) {}

    /// @param references by the id of the object that makes them
    static MapGraph of(Map<MapKind, Rows> lists, Map<String, List<Reference>> references) {
        Map<String, Item> all = items(lists);
        Set<Edge> edges = new LinkedHashSet<>();
        Set<String> missing = new HashSet<>();
        owners(all, edges);
        nodes(lists, all, edges);
        slices(all, edges);
        references.forEach((from, each) -> {
            if (all.containsKey(from)) {
                each.forEach(reference -> follow(from, reference, all, edges, lists, missing));
            }
        });
        Set<String> touched = edges.stream().flatMap(edge -> java.util.stream.Stream.of(edge.from(), edge.to())).collect(Collectors.toSet());
        Map<String, Map<Tone, Integer>> pods = podsOf(all);
        List<Item> wanted = all.values().stream().filter(item -> !item.kind().onlyReferred() || touched.contains(item.id()))
                // An old revision that has no pods any more is not part of the picture.
                .filter(item -> !item.kind().is("replicasets") || pods.containsKey(item.id()) || item.row().owner().isEmpty())
                .map(item -> new Item(item.id(), item.kind(), item.row(), item.word(), item.tone(), pods.getOrDefault(item.id(), Map.of()))).toList();
        List<Item> shown = wanted.stream().sorted(Comparator.comparing((Item item) -> !(item.tone() == Tone.BAD))).limit(MOST_ITEMS)
                .sorted(Comparator.comparingInt((Item item) -> MapKind.ALL.indexOf(item.kind())).thenComparing(item -> item.row().name())).toList();
        Set<String> ids = shown.stream().map(Item::id).collect(Collectors.toSet());
        return new MapGraph(shown, edges.stream().filter(edge -> ids.contains(edge.from()) && ids.contains(edge.to())).limit(MOST_EDGES).toList(),
                wanted.size() - shown.size(), Set.copyOf(missing));
    }

    private static Map<String, Item> items(Map<MapKind, Rows> lists) {
        Map<String, Item> all = new LinkedHashMap<>();
        MapKind.ALL.forEach(kind -> Optional.ofNullable(lists.get(kind)).ifPresent(rows -> rows.rows().forEach(row -> {
            Optional<RowStatus> status = RowStatus.of(kind.ref(), rows.columns(), row);
            String id = kind.id(row.name());
            all.put(id, new Item(id, kind, row, status.map(RowStatus::word).orElse(""), status.map(RowStatus::tone).orElse(Tone.QUIET), Map.of()));
        })));
        return all;
    }

    private static Optional<String> owner(Row row) {
        int slash = row.owner().indexOf('/');
        return slash < 0 ? Optional.empty() : MapKind.named(row.owner().substring(0, slash)).map(kind -> kind.id(row.owner().substring(slash + 1)));
    }

    private static void owners(Map<String, Item> all, Set<Edge> edges) {
        all.values().stream().filter(item -> !item.kind().is("endpointslices"))
                .forEach(item -> owner(item.row()).filter(all::containsKey).ifPresent(owner -> edges.add(new Edge(owner, item.id(), Relation.OWNS))));
    }

    private static void nodes(Map<MapKind, Rows> lists, Map<String, Item> all, Set<Edge> edges) {
        MapKind pods = MapKind.named("Pod").orElseThrow();
        MapKind nodes = MapKind.named("Node").orElseThrow();
        Rows rows = lists.get(pods);
        if (rows != null) {
            rows.rows().forEach(row -> RowStatus.cell(rows.columns(), row, "Node").map(nodes::id).filter(all::containsKey)
                    .ifPresent(node -> edges.add(new Edge(pods.id(row.name()), node, Relation.RUNS_ON))));
        }
    }

    private static void slices(Map<String, Item> all, Set<Edge> edges) {
        all.values().stream().filter(item -> item.kind().is("endpointslices")).forEach(item -> {
            String service = "services/" + item.row().labels().getOrDefault("kubernetes.io/service-name", "");
            if (all.containsKey(service)) {
                edges.add(new Edge(service, item.id(), Relation.OWNS));
            }
        });
    }

    private static void follow(String from, Reference reference, Map<String, Item> all, Set<Edge> edges, Map<MapKind, Rows> lists, Set<String> missing) {
        switch (reference) {
            case Reference.To(String kind, String name, Relation relation) -> {
                MapKind named = MapKind.named(kind).orElseThrow();
                String to = named.id(name);
                Rows list = lists.get(named);
                if (all.containsKey(to)) {
                    edges.add(new Edge(from, to, relation));
                } else if (list != null && list.listed() && list.complete()) {
                    // Only of a list that is seen whole can it be said what is not in it.
                    missing.add(from + " → " + to);
                }
            }
            case Reference.Pods(Selector selector, Relation relation) -> all.values().stream().filter(item -> item.kind().is("pods"))
                    .filter(item -> selector.takes(item.row().labels())).forEach(item -> edges.add(new Edge(from, item.id(), relation)));
        }
    }

    /// Of each workload, over any owners between.
    private static Map<String, Map<Tone, Integer>> podsOf(Map<String, Item> all) {
        Map<String, Map<Tone, Integer>> pods = new HashMap<>();
        all.values().stream().filter(item -> item.kind().is("pods")).forEach(pod -> {
            Optional<String> owner = owner(pod.row());
            // An owner may be said to own itself: a chain is three long at most.
            for (int i = 0; i < 3 && owner.isPresent(); i++) {
                pods.computeIfAbsent(owner.get(), _ -> new EnumMap<>(Tone.class)).merge(pod.tone(), 1, Integer::sum);
                owner = Optional.ofNullable(all.get(owner.get())).flatMap(item -> owner(item.row()));
            }
        });
        return pods;
    }

    /// Only what is not well, and what it has directly to do with.
    MapGraph troubled() {
        Set<String> bad = items.stream().filter(Item::troubled).map(Item::id).collect(Collectors.toSet());
        Set<String> near = new HashSet<>(bad);
        edges.stream().filter(edge -> bad.contains(edge.from()) || bad.contains(edge.to())).forEach(edge -> near.addAll(List.of(edge.from(), edge.to())));
        return new MapGraph(items.stream().filter(item -> near.contains(item.id())).toList(),
                edges.stream().filter(edge -> near.contains(edge.from()) && near.contains(edge.to())).toList(), leftOut, missing);
    }

    List<Edge> of(String id) {
        List<Edge> found = new ArrayList<>();
        edges.stream().filter(edge -> edge.from().equals(id) || edge.to().equals(id)).forEach(found::add);
        return List.copyOf(found);
    }

    Optional<Item> find(String id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst();
    }
}
