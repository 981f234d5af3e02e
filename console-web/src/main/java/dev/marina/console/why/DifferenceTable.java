package dev.marina.console.why;

import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import java.util.List;

/// Fields with their values before and after.
public final class DifferenceTable extends Div {

    public DifferenceTable(List<FieldChange> changes) {
        this(changes, "", "");
    }

    /// @param before what the first value's column is called; "" as of a change
    public DifferenceTable(List<FieldChange> changes, String before, String after) {
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("why.difference"));
        NativeTable table = new NativeTable();
        table.addClassName("difference");
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("why.field"), before.isEmpty() ? getTranslation("why.before") : before,
                after.isEmpty() ? getTranslation("why.after") : after)) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        changes.forEach(change -> table.getBody().addRow().add(field(change), value(change.before(), "before"), value(change.after(), "after")));
        add(table);
    }

    private NativeTableCell field(FieldChange change) {
        NativeTableCell cell = new NativeTableCell();
        FieldWords.key(change).ifPresent(key -> {
            Span words = new Span(getTranslation(key));
            words.addClassName("field-words");
            cell.add(words);
        });
        cell.add(new Code(change.path()));
        return cell;
    }

    private static NativeTableCell value(String text, String which) {
        NativeTableCell cell = new NativeTableCell(new Span(text.isEmpty() ? "–" : text));
        cell.addClassName(which);
        return cell;
    }
}
