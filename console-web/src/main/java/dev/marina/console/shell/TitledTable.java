package dev.marina.console.shell;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;

/// A table with a name and titled columns, wide enough to be scrolled with the keyboard.
public class TitledTable extends Div {

    private final NativeTable table = new NativeTable();

    /// @param nameKey of its name among the texts
    /// @param titleKeys of the columns
    public TitledTable(String nameKey, List<String> titleKeys) {
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

    /// Where its rows are.
    public NativeTableBody body() {
        return table.getBody();
    }
}
