package dev.marina.console.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.SourceProposal;

/// Another version of an application's chart or folder, other values, or the same fetched again.
final class SourceAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.sourced(subject) && kind.verbs().contains("patch");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.source", ApplicationRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            SourceProposal now = SourceProposal.of(subject.object().at("/spec/source"));
            ActionDialog dialog = new ActionDialog(button.getTranslation("action.source") + " " + subject.name(), button.getTranslation("action.source.text"));
            TextField place = field(button.getTranslation("source.place"), now.place());
            TextField folder = field(button.getTranslation("source.folder"), now.folder());
            TextArea values = new TextArea(button.getTranslation("source.values"));
            values.setWidthFull();
            values.setValueChangeMode(ValueChangeMode.LAZY);
            values.setValue(now.values());
            Runnable changed = () -> {
                dialog.kubectl(ApplicationRequests.kubectl(subject, spec(place, folder, values, subject)));
                dialog.ready(!place.getValue().isBlank());
            };
            place.addValueChangeListener(_ -> changed.run());
            folder.addValueChangeListener(_ -> changed.run());
            values.addValueChangeListener(_ -> changed.run());
            dialog.with(place).with(folder).with(values).kubectl(ApplicationRequests.kubectl(subject, spec(place, folder, values, subject)))
                    .confirm(button.getTranslation("action.source"),
                            () -> target.change(ApplicationRequests.change(subject, spec(place, folder, values, subject))))
                    .open();
        });
    }

    private static TextField field(String label, String value) {
        TextField field = new TextField(label);
        field.setWidthFull();
        field.setMaxLength(2000);
        field.setValueChangeMode(ValueChangeMode.LAZY);
        field.setValue(value);
        return field;
    }

    private static ObjectNode spec(TextField place, TextField folder, TextArea values, Subject subject) {
        return new SourceProposal(place.getValue(), folder.getValue(), values.getValue()).change(subject.object().at("/spec/source"));
    }
}
