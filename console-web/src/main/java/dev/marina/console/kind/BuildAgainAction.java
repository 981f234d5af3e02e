package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.applications.BuildProposal;
import dev.marina.console.shell.Attempt;
import java.time.Instant;

/// Another build of the application's source, whose image it then takes. Its pods stay as they are until there is one.
final class BuildAgainAction implements RowAction {

    private static final int LONGEST = 200;

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject) && subject.object().at("/spec/build/name").isTextual() && kind.verbs().contains("patch");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.build-again", ApplicationRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            String build = subject.object().at("/spec/build/name").asText();
            Attempt.of(target.ui(), () -> target.api().read(ApplicationRequests.builds(subject.namespace()) + "/" + build),
                    made -> open(button, subject, made, target), target.failed());
        });
    }

    private static void open(Button button, Subject subject, JsonNode former, Target target) {
        String name = BuildProposal.buildName(subject.name(), Instant.now());
        ActionDialog dialog = new ActionDialog(button.getTranslation("action.build-again") + " " + subject.name(), button.getTranslation(
                "action.build-again.text"));
        TextField revision = new TextField(button.getTranslation("action.build-again.revision"));
        revision.setMaxLength(LONGEST);
        revision.setValue(former.at("/spec/source/git/revision").asText());
        revision.setVisible(former.at("/spec/source/git").isObject());
        revision.setValueChangeMode(ValueChangeMode.LAZY);
        Runnable show = () -> dialog.kubectl("kubectl create -f - <<< '%s' && %s".formatted(BuildProposal.again(former, name, revision.getValue()).toString()
                .replace("'", "'\\''"), ApplicationRequests.kubectl(subject, of(name))));
        revision.addValueChangeListener(_ -> show.run());
        show.run();
        dialog.with(revision).confirm(button.getTranslation("action.build-again"), () -> target.change(ApplicationRequests.create(BuildProposal.again(former,
                name, revision.getValue())), _ -> target.change(ApplicationRequests.change(subject, of(name))))).open();
    }

    private static ObjectNode of(String build) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putObject("build").put("name", build);
        return spec;
    }
}
