package dev.marina.console.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;

/// Asks before something that cannot be taken back: it is done for whoever types the name of what it is about.
public final class ConfirmDialog extends Dialog {

    private final Div content = new Div();

    /// @param typed the name that is to be typed
    /// @param deed what the button says
    /// @param work may block
    /// @param done is called in the page once it is done
    public ConfirmDialog(String title, String text, String typed, String deed, Runnable work, Runnable done) {
        setHeaderTitle(title);
        TextField name = new TextField(getTranslation("delete.type", typed));
        Refusal refusal = new Refusal();
        Button confirm = new Button(deed);
        confirm.setDisableOnClick(true);
        confirm.addClickListener(_ -> Attempt.of(UI.getCurrent(), () -> {
            work.run();
            return typed;
        }, _ -> {
            close();
            done.run();
        }, reason -> {
            refusal.setText(reason);
            refusal.setVisible(true);
            confirm.setEnabled(true);
        }));
        confirm.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_ERROR);
        confirm.setEnabled(false);
        name.setValueChangeMode(ValueChangeMode.EAGER);
        name.addValueChangeListener(change -> confirm.setEnabled(change.getValue().equals(typed)));
        Div form = new Div(new Paragraph(text), content, name, refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), confirm);
    }

    /// Something more to read or to do first.
    public ConfirmDialog with(Component component) {
        content.add(component);
        return this;
    }
}
