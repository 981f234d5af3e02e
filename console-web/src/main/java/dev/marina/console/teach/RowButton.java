package dev.marina.console.teach;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;

/// A small button in a row of a list, which says to who does not see the row what it is about.
final class RowButton {

    private RowButton() {}

    /// @param key of its text
    /// @param about what the row is of
    static Button of(String key, String about, Runnable click) {
        Button button = new Button();
        button.setText(button.getTranslation(key));
        button.addClickListener(_ -> click.run());
        button.setAriaLabel(button.getTranslation(key) + ": " + about);
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        return button;
    }
}
