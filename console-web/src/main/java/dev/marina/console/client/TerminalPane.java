package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;

/// Shows a terminal. It speaks with `/terminal` by itself: neither keys nor output pass through the page's own connection.
@Tag("marina-terminal")
public final class TerminalPane extends Component {

    /// @param id of a terminal, or view of one, of the person who looks at the page
    /// @param another whether it is a view of another's, in which this person may or may not type
    public TerminalPane(String id, String label, boolean another) {
        getElement().setAttribute("terminal", id).setAttribute("label", label);
        if (another) {
            getElement().setAttribute("another", true);
            text("watching", getTranslation("terminal.watching"));
            text("typing", getTranslation("terminal.typing"));
        }
        text("starting", getTranslation("terminal.starting"));
        text("lost", getTranslation("terminal.lost"));
        text("idle", getTranslation("terminal.idle"));
        text("exited", getTranslation("terminal.exited"));
        text("ended", getTranslation("terminal.ended"));
        text("full", getTranslation("terminal.full"));
        text("out", getTranslation("terminal.out"));
    }

    private void text(String name, String words) {
        getElement().setAttribute("text-" + name, words);
    }

    /// Whether its text is also there for screen readers, which costs time with much output.
    public void read(boolean aloud) {
        getElement().setAttribute("screenreader", aloud);
    }

    public void focus() {
        getElement().callJsFunction("enter");
    }
}
