package dev.marina.console.why;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import java.util.Optional;

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

    /// The address of why an object is as it is.
    public static String why(String object) {
        return object + WHY;
    }

    /// What a status says.
    public record Shown(String status, Tone tone) {}

    /// Where an object's status stands: the same link as long as it says the same.
    public static final class Place extends Div {
        private Shown shown;

        /// @param now empty where there is none
        public void show(Optional<Shown> now, String name, String object) {
            if (now.isEmpty()) {
                clear();
            } else if (!now.get().equals(shown)) {
                clear();
                shown = now.get();
                add(new StatusLink(shown.status(), shown.tone(), name, object));
            }
        }

        public void clear() {
            shown = null;
            removeAll();
        }
    }

    /// For an object whose kind has no status of a word.
    public static Anchor button(String object) {
        Anchor why = new Anchor(object + WHY);
        why.setText(why.getTranslation("why.button"));
        why.addClassName("small-button");
        return why;
    }
}
