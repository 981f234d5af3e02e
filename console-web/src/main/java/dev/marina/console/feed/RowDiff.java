package dev.marina.console.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a page that shows one list of rows has to do to show another. Rows are the same by uid, unchanged by identity.
///
/// @param removed uids
public record RowDiff(List<Row> added, List<Row> changed, List<String> removed) {

    public static RowDiff between(List<Row> before, List<Row> after) {
        Map<String, Row> old = HashMap.newHashMap(before.size());
        before.forEach(row -> old.put(row.uid(), row));
        List<Row> added = new ArrayList<>();
        List<Row> changed = new ArrayList<>();
        for (Row row : after) {
            Row was = old.remove(row.uid());
            if (was == null) {
                added.add(row);
            } else if (was != row && !was.equals(row)) {
                changed.add(row);
            }
        }
        return new RowDiff(List.copyOf(added), List.copyOf(changed), List.copyOf(old.keySet()));
    }

    public boolean sameRows() {
        return added.isEmpty() && removed.isEmpty();
    }
}
