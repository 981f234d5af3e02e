package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.LabelEdit;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;

/// Labels, one on each line.
final class LabelsAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return kind.verbs().contains("patch");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.labels", new Permission("patch", target.kind().group(), target.kind().plural(), "", target.namespace()), target,
                button -> {
                    Subject subject = shown.now();
                    ActionDialog dialog = new ActionDialog(button.getTranslation("action.labels") + " " + subject.name(),
                            button.getTranslation("action.labels.text"));
                    TextArea lines = new TextArea(button.getTranslation("object.labels"));
                    lines.setWidthFull();
                    lines.setMaxLength(20_000);
                    lines.setValue(LabelEdit.lines(subject.object().at("/metadata/labels")));
                    lines.setValueChangeMode(ValueChangeMode.LAZY);
                    lines.addValueChangeListener(_ -> {
                        try {
                            dialog.kubectl(LabelEdit.of(lines.getValue()).kubectl(subject));
                            lines.setInvalid(false);
                        } catch (IllegalArgumentException e) {
                            lines.setErrorMessage(button.getTranslation("action.labels.form", e.getMessage()));
                            lines.setInvalid(true);
                        }
                        dialog.ready(!lines.isInvalid());
                    });
                    dialog.with(lines).kubectl(LabelEdit.of(lines.getValue()).kubectl(subject))
                            .confirm(button.getTranslation("edit.apply"), () -> target.change(LabelEdit.of(lines.getValue()).request(subject))).open();
                });
    }
}
