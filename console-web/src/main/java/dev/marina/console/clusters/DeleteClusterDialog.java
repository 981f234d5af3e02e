package dev.marina.console.clusters;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClusterCard;
import dev.marina.console.shell.Attempt;

/// Deletes a cluster for whoever types its name.
final class DeleteClusterDialog extends Dialog {

    DeleteClusterDialog(Console console, Person person, ClusterCard cluster) {
        setHeaderTitle(getTranslation("delete.title", cluster.name()));
        TextField name = new TextField(getTranslation("delete.type", cluster.name()));
        Span refusal = new Span();
        refusal.addClassName("refusal");
        refusal.setVisible(false);
        Button delete = new Button(getTranslation("delete"));
        delete.setDisableOnClick(true);
        delete.addClickListener(_ -> Attempt.of(UI.getCurrent(), () -> {
            console.tenancy().deleteCluster(person, cluster.tenant(), cluster.name());
            return cluster;
        }, _ -> close(), reason -> {
            refusal.setText(reason);
            refusal.setVisible(true);
            delete.setEnabled(true);
        }));
        delete.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_ERROR);
        delete.setEnabled(false);
        name.setValueChangeMode(ValueChangeMode.EAGER);
        name.addValueChangeListener(change -> delete.setEnabled(change.getValue().equals(cluster.name())));
        Div form = new Div(new Paragraph(getTranslation("delete.text")), name, refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), delete);
    }
}
