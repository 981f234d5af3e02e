package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import dev.marina.console.act.Revision;
import dev.marina.console.act.Subject;
import dev.marina.console.edit.LineDiff;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.Permission;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.DiffBlock;
import java.time.Instant;
import java.util.List;

/// Makes a workload's pods what they were in an earlier revision, after showing what differs.
final class RollBackAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return Revision.kept(subject);
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.undo", new Permission("patch", target.kind().group(), target.kind().plural(), "", target.namespace()), target,
                button -> Attempt.of(target.ui(), () -> {
                    // As it is now: the page may be a moment behind, and which revision is the present one decides what is offered.
                    Subject now = target.subject(target.api().read(target.path()));
                    return new Offered(now, Revision.of(now, target.api().read(Revision.path(now))));
                }, offered -> open(button, offered.workload(), offered.revisions(), target), target.failed()));
    }

    private record Offered(Subject workload, List<Revision> revisions) {}

    private static void open(Button button, Subject subject, List<Revision> revisions, Target target) {
        List<Revision> earlier = revisions.stream().filter(one -> !one.current()).toList();
        ActionDialog dialog = new ActionDialog(button.getTranslation("action.undo") + " " + subject.name(),
                button.getTranslation(earlier.isEmpty() ? "action.undo.none" : "action.undo.text"));
        RadioButtonGroup<Revision> choice = new RadioButtonGroup<>();
        choice.setLabel(button.getTranslation("action.undo.revision"));
        choice.setItems(earlier);
        choice.setItemLabelGenerator(one -> "%d · %s%s".formatted(one.number(), Age.of(one.created(), Instant.now()),
                one.cause().isEmpty() ? "" : " · " + one.cause()));
        Div differs = new Div();
        JsonNode now = subject.object().at("/spec/template");
        choice.addValueChangeListener(event -> {
            Revision chosen = event.getValue();
            differs.removeAll();
            if (chosen != null) {
                differs.add(new DiffBlock(LineDiff.of(Yaml.sorted(now), Yaml.sorted(chosen.template()))));
                dialog.kubectl(chosen.kubectl(subject));
            }
            dialog.ready(chosen != null);
        });
        dialog.with(choice).with(differs).confirm(button.getTranslation("action.undo"), () -> target.change(choice.getValue().restoring())).ready(false);
        if (!earlier.isEmpty()) {
            choice.setValue(earlier.getFirst());
        }
        dialog.open();
    }
}
