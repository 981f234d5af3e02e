package dev.marina.console.kind;

import dev.marina.console.feed.Column;
import dev.marina.console.feed.Row;
import java.util.List;
import java.util.Optional;

/// A row's cells by the names of their columns.
record Cells(List<Column> columns, Row row) {

    Optional<String> find(String column) {
        for (int i = 0; i < columns.size() && i < row.cells().size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return Optional.of(row.cells().get(i));
            }
        }
        return Optional.empty();
    }
}
