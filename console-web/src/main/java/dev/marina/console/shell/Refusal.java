package dev.marina.console.shell;

import com.vaadin.flow.component.html.Span;

/// Why something was not done, told at once to whoever listens to the page. Not there while there is nothing to say.
public final class Refusal extends Span {

    public Refusal() {
        addClassName("refusal");
        getElement().setAttribute("role", "alert");
        setVisible(false);
    }

    /// @param reason "" takes back what was said
    public void say(String reason) {
        setText(reason);
        setVisible(!reason.isEmpty());
    }
}
