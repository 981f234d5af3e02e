package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.shell.KubectlLine;

/// Says what an action does and which `kubectl` line does the same, before it is done.
final class ActionDialog extends Dialog {

    private final Div content = new Div();
    private final KubectlLine line = new KubectlLine();
    private final Button confirm = new Button();

    ActionDialog(String title, String text) {
        setHeaderTitle(title);
        setMaxWidth("46rem");
        add(new Paragraph(text), content, line);
        confirm.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), confirm);
    }

    ActionDialog with(Component component) {
        content.add(component);
        return this;
    }

    ActionDialog kubectl(String same) {
        line.show(same);
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
