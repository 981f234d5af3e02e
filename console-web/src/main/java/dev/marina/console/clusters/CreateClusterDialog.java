package dev.marina.console.clusters;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.Attempt;

/// Asks for name and nodes of a new cluster. The card appears when the API lists the cluster.
final class CreateClusterDialog extends Dialog {

    private final TextField name = new TextField(getTranslation("create.name"));
    private final IntegerField nodes = new IntegerField(getTranslation("create.nodes"));
    private final Span refusal = new Span();
    private final Button create;

    CreateClusterDialog(Console console, Person person, String tenant) {
        setHeaderTitle(getTranslation("create.title"));
        name.setHelperText(getTranslation("create.name.help"));
        nodes.setValue(2);
        nodes.setMin(0);
        nodes.setStepButtonsVisible(true);
        refusal.addClassName("refusal");
        refusal.setVisible(false);
        create = new Button(getTranslation("create.submit"), _ -> create(console, person, tenant));
        create.setDisableOnClick(true);
        create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        Div form = new Div(name, nodes, refusal);
        form.addClassName("form");
        add(form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), create);
    }

    private void create(Console console, Person person, String tenant) {
        name.setInvalid(false);
        nodes.setInvalid(false);
        refusal.setVisible(false);
        String wanted = name.getValue().strip();
        int count = nodes.getValue() == null ? 0 : nodes.getValue();
        Attempt.of(UI.getCurrent(), () -> {
            console.tenancy().createCluster(person, tenant, wanted, count);
            return wanted;
        }, _ -> close(), this::show, this::refuse);
    }

    private void show(Refused refused) {
        name.setErrorMessage(refused.fields().getOrDefault("name", ""));
        name.setInvalid(refused.fields().containsKey("name"));
        nodes.setErrorMessage(refused.fields().getOrDefault("nodes", ""));
        nodes.setInvalid(refused.fields().containsKey("nodes"));
        if (refused.fields().isEmpty()) {
            refuse(refused.getMessage());
        }
        create.setEnabled(true);
    }

    private void refuse(String sentence) {
        refusal.setText(sentence);
        refusal.setVisible(true);
        create.setEnabled(true);
    }
}
