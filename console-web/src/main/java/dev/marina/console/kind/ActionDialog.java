package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;

/// Says what an action does and which `kubectl` line does the same, before it is done.
final class ActionDialog extends Dialog {

    private final Div content = new Div();
    private final Code line = new Code();
    private final Button confirm = new Button();

    ActionDialog(String title, String text) {
        setHeaderTitle(title);
        setMaxWidth("46rem");
        Span label = new Span(getTranslation("action.same"));
        label.addClassName("label");
        Div same = new Div(label, line);
        same.addClassName("kubectl");
        add(new Paragraph(text), content, same);
        confirm.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), confirm);
    }

    ActionDialog with(Component component) {
        content.add(component);
        return this;
    }

    ActionDialog kubectl(String same) {
        line.setText(same);
        return this;
    }

    /// @param done after which the dialog closes
    ActionDialog confirm(String words, Runnable done) {
        confirm.setText(words);
        confirm.addClickListener(_ -> {
            close();
            done.run();
        });
        return this;
    }

    ActionDialog dangerous() {
        confirm.addThemeVariants(ButtonVariant.LUMO_ERROR);
        return this;
    }

    /// Until then it cannot be confirmed.
    void ready(boolean now) {
        confirm.setEnabled(now);
    }
}
