package dev.marina.console.kind;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.dom.Element;

/// A small table of fields and what is to be said of them.
final class FieldTable extends Div {

    private static final int LONGEST = 200;
    private final Element body = new Element("tbody");

    /// @param titleKeys one for each column
    FieldTable(String... titleKeys) {
        addClassName("field-table");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "group").setAttribute("aria-label", getTranslation(titleKeys[0]));
        Element head = new Element("tr");
        for (String key : titleKeys) {
            head.appendChild(cell("th", getTranslation(key)).setAttribute("scope", "col"));
        }
        getElement().appendChild(new Element("table").appendChild(new Element("thead").appendChild(head), body));
    }

    void row(String... values) {
        Element row = new Element("tr");
        for (String value : values) {
            row.appendChild(cell("td", value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value));
        }
        body.appendChild(row);
    }

    private static Element cell(String tag, String text) {
        Element cell = new Element(tag);
        cell.setText(text);
        return cell;
    }
}
