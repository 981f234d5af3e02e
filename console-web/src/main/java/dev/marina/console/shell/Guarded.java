package dev.marina.console.shell;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.shared.Tooltip;

/// A button that not everybody may press. Where it is disabled it says why: on its frame, since a disabled button takes no
/// pointer events, and in its description for those who listen.
public final class Guarded extends Span {

    private final Button button;
    private final Tooltip why = Tooltip.forComponent(this);
    private boolean allowed;
    private boolean possible = true;

    public Guarded(Button button) {
        super(button);
        this.button = button;
        addClassName("guarded");
    }

    public void allow() {
        allowed = true;
        button.setEnabled(possible);
        button.getElement().removeAttribute("aria-description");
        why.setText(null);
    }

    /// @param reason names the permission that is missing
    public void deny(String reason) {
        allowed = false;
        button.setEnabled(false);
        button.getElement().setAttribute("aria-description", reason);
        why.setText(reason);
    }

    /// Whether it makes sense at the moment for who may press it.
    public void possible(boolean now) {
        possible = now;
        button.setEnabled(allowed && possible);
    }
}
