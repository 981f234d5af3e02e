package dev.marina.console.learn;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Classes.Taught;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.Attempt;
import java.util.List;
import java.util.function.Consumer;

/// Asks to which class of the tenant a source of labs is to be opened, and opens it.
///
/// @param said what has become of it
/// @param failed why nothing has
record ClassChoice(Tenancy tenancy, Person person, ClusterRef cluster, Consumer<String> said, Consumer<String> failed) {

    void ask(LabSource source) {
        UI ui = UI.getCurrent();
        Attempt.of(ui, () -> tenancy.classes().list(person, cluster.tenant()).stream().filter(taught -> !taught.closed()).toList(),
                classes -> ask(ui, source, classes), failed);
    }

    private void ask(UI ui, LabSource source, List<Taught> classes) {
        if (classes.isEmpty()) {
            failed.accept(ui.getTranslation("sources.to-class.none"));
            return;
        }
        Select<Taught> choice = new Select<>();
        choice.setLabel(ui.getTranslation("sources.to-class.class"));
        choice.setItemLabelGenerator(Taught::name);
        choice.setItems(classes);
        choice.setValue(classes.getFirst());
        ConfirmDialog dialog = new ConfirmDialog();
        dialog.setHeader(ui.getTranslation("sources.to-class"));
        dialog.setText(new Div(new Paragraph(ui.getTranslation("sources.to-class.text", source.name())), choice));
        dialog.setConfirmText(ui.getTranslation("sources.to-class"));
        dialog.setCancelable(true);
        dialog.setCancelText(ui.getTranslation("cancel"));
        dialog.addConfirmListener(_ -> open(ui, source, choice.getValue()));
        dialog.open();
    }

    private void open(UI ui, LabSource source, Taught taught) {
        Attempt.of(ui, () -> tenancy.classSources().open(person, cluster.tenant(), taught.id(), cluster.name(), source.name()),
                opened -> said.accept(ui.getTranslation("sources.to-class.done", opened.labs().size(), source.name(), taught.name())), failed);
    }
}
