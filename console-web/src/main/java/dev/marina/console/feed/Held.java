package dev.marina.console.feed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows that a feed holds, and what they take from its allowances. One thread uses it.
final class Held {

    private final List<Allowance> allowances;
    private Map<String, Row> rows = new LinkedHashMap<>();
    /// While a list is taken anew: the rows of before, so that those that are the same keep their instance.
    private Map<String, Row> before = Map.of();
    private long unseen;

    Held(List<Allowance> allowances) {
        this.allowances = List.copyOf(allowances);
    }

    /// A new list begins.
    void restart() {
        give(rows.values().stream().mapToLong(Row::bytes).sum());
        before = rows;
        rows = new LinkedHashMap<>();
        unseen = 0;
    }

    /// The new list has ended.
    ///
    /// @param more how many the API has that were not asked for
    void listed(long more) {
        before = Map.of();
        unseen += more;
    }

    /// Keeps a row, or counts it where there is no room for it.
    ///
    /// @param created whether nothing of this object has been put before
    void put(Row row, boolean created) {
        Row old = rows.get(row.uid());
        if (old != null) {
            give(old.bytes());
        }
        boolean counted = old == null && !created && unseen > 0;
        if (!take(row.bytes())) {
            rows.remove(row.uid());
            unseen += counted ? 0 : 1;
            return;
        }
        unseen -= counted ? 1 : 0;
        Row same = before.get(row.uid());
        rows.put(row.uid(), row.equals(same) ? same : row);
    }

    void remove(String uid) {
        Row gone = rows.remove(uid);
        if (gone != null) {
            give(gone.bytes());
        } else if (unseen > 0) {
            unseen--;
        }
    }

    void clear() {
        restart();
        before = Map.of();
    }

    boolean full() {
        return unseen > 0;
    }

    long unseen() {
        return unseen;
    }

    List<Row> rows() {
        return new ArrayList<>(rows.values());
    }

    private boolean take(long bytes) {
        for (int i = 0; i < allowances.size(); i++) {
            if (!allowances.get(i).take(bytes)) {
                allowances.subList(0, i).forEach(taken -> taken.give(bytes));
                return false;
            }
        }
        return true;
    }

    private void give(long bytes) {
        allowances.forEach(allowance -> allowance.give(bytes));
    }
}
