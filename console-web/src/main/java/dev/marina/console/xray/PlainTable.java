package dev.marina.console.xray;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;

/// Rows that are only read, with a name, wide enough to be scrolled with the keyboard.
final class PlainTable extends Div {

    private final NativeTable table = new NativeTable();

    /// @param nameKey of its name among the texts
    /// @param titleKeys of the columns
    PlainTable(String nameKey, List<String> titleKeys) {
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation(nameKey));
        NativeTableRow titles = table.getHead().addRow();
        for (String key : titleKeys) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(getTranslation(key));
            cell.getElement().setAttribute("scope", "col");
            titles.add(cell);
        }
        add(table);
    }

    void add(NativeTableCell... cells) {
        table.getBody().addRow().add(cells);
    }

    void clear() {
        table.getBody().removeAll();
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
