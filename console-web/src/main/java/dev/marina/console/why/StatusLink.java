package dev.marina.console.why;

import com.vaadin.flow.component.html.Anchor;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;

/// A status in its colour, which leads to why it is so.
public final class StatusLink extends Anchor {

    private static final String WHY = "?tab=why";

    /// @param status as the API prints it
    /// @param name of the object, for those who hear the link apart from its row
    /// @param object the address of its page
    public StatusLink(String status, Tone tone, String name, String object) {
        super(object + WHY, new Pill(status, tone));
        addClassName("status-link");
        setAriaLabel(getTranslation("why.status", name, status));
    }

    /// For an object whose kind has no status of a word.
    public static Anchor button(String object) {
        Anchor why = new Anchor(object + WHY);
        why.setText(why.getTranslation("why.button"));
        why.addClassName("small-button");
        return why;
    }
}
