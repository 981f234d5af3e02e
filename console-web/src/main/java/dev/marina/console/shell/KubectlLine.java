package dev.marina.console.shell;

import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/// The line of a terminal that does the same as the control beside it.
public final class KubectlLine extends Div {

    private final Code line = new Code();

    public KubectlLine() {
        Span label = new Span(getTranslation("action.same"));
        label.addClassName("label");
        addClassName("kubectl");
        add(label, line);
    }

    public KubectlLine(String line) {
        this();
        show(line);
    }

    public void show(String text) {
        line.setText(text);
    }
}
