package dev.marina.apiserver.managedfields;

import dev.marina.apiserver.fieldset.FieldPath;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An applied configuration would change what others manage.
public final class ApplyConflict extends Exception {

    private final List<Conflict> conflicts;

    public record Conflict(ManagerKey manager, FieldPath path) {}

    ApplyConflict(List<Conflict> conflicts) {
        super(message(conflicts));
        this.conflicts = List.copyOf(conflicts);
    }

    public List<Conflict> conflicts() {
        return conflicts;
    }

    FieldSet fields() {
        FieldSet all = FieldSet.EMPTY;
        for (Conflict conflict : conflicts) {
            all = all.union(FieldSet.path(conflict.path().steps().toArray(PathElement[]::new)));
        }
        return all;
    }

    ApplyConflict without(FieldSet allowed) {
        return new ApplyConflict(conflicts.stream().filter(conflict -> !allowed.contains(conflict.path())).toList());
    }

    private static String message(List<Conflict> conflicts) {
        if (conflicts.size() == 1) {
            return "Apply failed with 1 conflict: conflict with %s: %s".formatted(conflicts.getFirst().manager(), conflicts.getFirst().path());
        }
        Map<String, List<FieldPath>> byManager = new TreeMap<>();
        conflicts.forEach(conflict -> byManager.computeIfAbsent(conflict.manager().toString(), _ -> new ArrayList<>()).add(conflict.path()));
        List<String> lines = new ArrayList<>();
        byManager.forEach((manager, paths) -> {
            lines.add("conflicts with %s:".formatted(manager));
            paths.forEach(path -> lines.add("- " + path));
        });
        return "Apply failed with %d conflicts: %s".formatted(conflicts.size(), String.join("\n", lines));
    }
}
