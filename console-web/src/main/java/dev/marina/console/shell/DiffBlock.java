package dev.marina.console.shell;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.edit.LineDiff;

/// What differs between two texts: lines that went and lines that came, by sign, element and colour.
public final class DiffBlock extends Div {

    private static final int CONTEXT = 3;
    private static final int MOST_LINES = 2000;

    public DiffBlock(LineDiff diff) {
        addClassName("diff");
        getElement().setAttribute("role", "group").setAttribute("aria-label", getTranslation("diff.label")).setAttribute("tabindex", "0");
        if (diff.same()) {
            add(new Span(getTranslation("diff.same")));
            return;
        }
        diff.around(CONTEXT).stream().limit(MOST_LINES).forEach(this::line);
    }

    private void line(LineDiff.Line line) {
        com.vaadin.flow.dom.Element element = new com.vaadin.flow.dom.Element(switch (line.sign()) {
            case SAME -> "span";
            case GONE -> "del";
            case NEW -> "ins";
        });
        element.setText(line.sign().mark() + " " + line.text());
        getElement().appendChild(element);
    }
}
