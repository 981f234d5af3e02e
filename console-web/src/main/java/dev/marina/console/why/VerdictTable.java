package dev.marina.console.why;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;

/// Nodes down, plugins across; a cell says by sign, word and colour whether the plugin takes the node.
final class VerdictTable extends Div {

    VerdictTable(Verdicts verdicts) {
        addClassName("wide");
        // It scrolls by itself: the keyboard has to reach it.
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("why.verdicts"));
        NativeTable table = new NativeTable();
        table.addClassNames("matrix");
        table.setCaptionText(getTranslation("why.verdicts.caption"));
        NativeTableRow head = table.getHead().addRow();
        head.add(heading(getTranslation("column.node"), "col"));
        verdicts.plugins().forEach(plugin -> {
            NativeTableHeaderCell cell = heading(words(this, plugin), "col");
            cell.setTitle(plugin);
            head.add(cell);
        });
        verdicts.nodes().forEach(node -> {
            NativeTableRow row = table.getBody().addRow();
            row.add(heading(node.name(), "row"));
            verdicts.plugins().forEach(plugin -> row.add(cell(node, plugin)));
        });
        add(table);
        if (verdicts.leftOut() > 0) {
            add(new Span(getTranslation("why.verdicts.more", verdicts.leftOut())));
        }
    }

    private NativeTableCell cell(Verdicts.Node node, String plugin) {
        boolean fits = node.fits(plugin);
        Span mark = new Span(fits ? "✓ " + getTranslation("why.fits") : "✗ " + getTranslation("why.fits-not"));
        NativeTableCell cell = new NativeTableCell(mark);
        cell.addClassName(fits ? "good" : "bad");
        if (!fits) {
            Span why = new Span(node.refusals().get(plugin));
            why.addClassName("said");
            why.getElement().setAttribute("lang", "en");
            cell.add(why);
        }
        return cell;
    }

    private static NativeTableHeaderCell heading(String text, String scope) {
        NativeTableHeaderCell cell = new NativeTableHeaderCell(text);
        cell.getElement().setAttribute("scope", scope);
        return cell;
    }

    /// What a plugin looks at; one without words stands by its name.
    static String words(Component asking, String plugin) {
        String key = "why.plugin." + plugin;
        String text = asking.getTranslation(key);
        return text.equals(key) ? plugin : text;
    }
}
