package dev.marina.console.map;

import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.feed.TableSource;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What objects say of others and their rows do not. Each object is read when it is first seen and when its row has changed, a few at a time; it
/// is looked at and let go, and only the references stay.
///
/// @param known by id
/// @param due whether there is more to be read
record References(Map<String, Known> known, boolean due) {

    static final References NONE = new References(Map.of(), true);
    static final int MOST_AT_ONCE = 25;
    static final int MOST_OBJECTS = 150;

    /// @param row as it was when the object was read
    record Known(Row row, List<Reference> references) {}

    private record Wanted(MapKind kind, Row row) {
        String id() {
            return kind.id(row.name());
        }
    }

    /// Reads the next ones. Blocks.
    References refreshed(ClusterApi api, Map<MapKind, Rows> lists) throws IOException {
        List<Wanted> wanted = wanted(lists);
        Map<String, Known> next = new HashMap<>();
        int read = 0;
        boolean more = false;
        for (Wanted each : wanted) {
            Known before = known.get(each.id());
            boolean current = before != null && before.row().equals(each.row());
            if (!current && read < MOST_AT_ONCE) {
                read++;
                next.put(each.id(), new Known(each.row(), references(api, each)));
                continue;
            }
            more |= !current;
            if (before != null) {
                next.put(each.id(), before);
            }
        }
        return new References(Map.copyOf(next), more);
    }

    /// Pods of a workload say what its template says: only those of nobody are read.
    private static List<Wanted> wanted(Map<MapKind, Rows> lists) {
        List<Wanted> wanted = new ArrayList<>();
        MapKind.ALL.stream().filter(MapKind::reads).filter(lists::containsKey).forEach(kind -> lists.get(kind).rows().stream()
                .filter(row -> kind.is("endpointslices") || row.owner().isEmpty()).forEach(row -> wanted.add(new Wanted(kind, row))));
        return wanted.stream().limit(MOST_OBJECTS).toList();
    }

    private static List<Reference> references(ClusterApi api, Wanted wanted) throws IOException {
        try {
            return Reference.of(wanted.kind(), api.read("%s/%s".formatted(wanted.kind().ref().listPath(wanted.row().namespace()), wanted.row().name())));
        } catch (TableSource.Refusal refusal) {
            if (refusal.status() == 403 || refusal.status() == 404) {
                return List.of();
            }
            throw refusal;
        }
    }

    Map<String, List<Reference>> all() {
        return known.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().references()));
    }
}
