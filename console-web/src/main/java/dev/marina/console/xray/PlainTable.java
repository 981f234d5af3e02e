package dev.marina.console.xray;

import com.vaadin.flow.component.html.NativeTableCell;
import dev.marina.console.shell.TitledTable;
import java.util.List;

/// Rows that are only read.
final class PlainTable extends TitledTable {

    /// @param nameKey of its name among the texts
    /// @param titleKeys of the columns
    PlainTable(String nameKey, List<String> titleKeys) {
        super(nameKey, titleKeys);
    }

    void add(NativeTableCell... cells) {
        body().addRow().add(cells);
    }

    void clear() {
        body().removeAll();
    }

    static NativeTableCell text(String text) {
        return new NativeTableCell(text);
    }

    static NativeTableCell number(String text) {
        NativeTableCell cell = new NativeTableCell(text);
        cell.addClassName("figure");
        return cell;
    }
}
