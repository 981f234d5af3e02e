package dev.marina.console.faults;

import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.RowStatus;

/// A fault, as its printed row says.
///
/// @param of the nodes or controllers
/// @param expected "" where nothing was predicted
/// @param seen "" as long as nothing was
record Broken(String name, String type, String of, String phase, String until, String expected, String seen) {

    static Broken of(Rows rows, Row row) {
        return new Broken(row.name(), cell(rows, row, "Type"), cell(rows, row, "Nodes") + cell(rows, row, "Controllers"), cell(rows, row, "Phase"),
                cell(rows, row, "Until"),
                cell(rows, row, "Expected"), cell(rows, row, "Seen"));
    }

    private static String cell(Rows rows, Row row, String column) {
        return RowStatus.cell(rows.columns(), row, column).orElse("");
    }

    /// It does something yet, or will.
    boolean lasts() {
        return phase.isEmpty() || phase.equals("Starting") || phase.equals("Active");
    }

    boolean right() {
        return expected.equals(seen);
    }

    String path() {
        return FaultForm.FAULTS + "/" + name;
    }
}
