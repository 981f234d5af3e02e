package dev.marina.console.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.List;

/// A table whose lines stay the same ones while what they say changes; where it is too wide it is scrolled by itself, with the keyboard too.
public final class Facts extends Div {

    private final NativeTable table = new NativeTable();

    /// @param label what it is a table of
    /// @param titles of its columns
    public Facts(String label, List<String> titles) {
        NativeTableRow head = table.getHead().addRow();
        titles.forEach(title -> head.add(titled(title)));
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", label);
        add(table);
    }

    private static NativeTableHeaderCell titled(String title) {
        NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
        cell.getElement().setAttribute("scope", "col");
        return cell;
    }

    public void put(int place, Component line) {
        table.getBody().addComponentAtIndex(place, line);
    }

    public void drop(Component line) {
        table.getBody().remove(line);
    }
}
