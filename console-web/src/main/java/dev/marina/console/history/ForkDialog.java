package dev.marina.console.history;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H5;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.login.Person;
import dev.marina.console.rest.History;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import dev.marina.console.why.StepWords;
import java.time.Instant;
import java.util.List;

/// Makes a further cluster of what this one was: says what is in it and what is not, and asks for a name.
final class ForkDialog extends Dialog {

    private final TextField name = new TextField(getTranslation("create.name"));
    private final IntegerField nodes = new IntegerField(getTranslation("create.nodes"));
    private final Refusal refusal = new Refusal();
    private final Button create = new Button(getTranslation("history.fork"));

    ForkDialog(UI ui, History history, Person person, History.Of of, Instant at) {
        setHeaderTitle(getTranslation("history.fork.title", of.cluster(), StepWords.time(at)));
        name.setHelperText(getTranslation("create.name.help"));
        nodes.setValue(0);
        nodes.setMin(0);
        nodes.setStepButtonsVisible(true);
        create.setDisableOnClick(true);
        create.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        create.addClickListener(_ -> {
            refusal.setVisible(false);
            name.setInvalid(false);
            String wanted = name.getValue().strip();
            int count = nodes.getValue() == null ? 0 : nodes.getValue();
            Attempt.of(ui, () -> {
                history.fork(person, of, at, wanted, count);
                return wanted;
            }, _ -> {
                close();
                ui.navigate("clusters");
            }, this::refused, this::failed);
        });
        Div form = new Div(name, nodes, refusal);
        form.addClassName("form");
        add(new H5(getTranslation("history.fork.in")), list("history.fork.in.objects", "history.fork.in.uids"),
                new H5(getTranslation("history.fork.not")), list("history.fork.not.claims", "history.fork.not.keys", "history.fork.not.nodes",
                        "history.fork.not.events"),
                new Paragraph(getTranslation("history.fork.plan")), form);
        getFooter().add(new Button(getTranslation("cancel"), _ -> close()), create);
    }

    private UnorderedList list(String... keys) {
        UnorderedList list = new UnorderedList();
        List.of(keys).forEach(key -> list.add(new ListItem(getTranslation(key))));
        return list;
    }

    private void refused(Refused refused) {
        name.setErrorMessage(refused.fields().getOrDefault("name", ""));
        name.setInvalid(refused.fields().containsKey("name"));
        failed(PastWords.refusal(this, refused));
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
        create.setEnabled(true);
    }
}
