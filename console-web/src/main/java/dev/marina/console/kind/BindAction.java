package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import java.util.stream.Collectors;

/// The add-ons to which an application is bound, one on each line, with the prefix of its variables behind it.
final class BindAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject) && kind.verbs().contains("patch");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.bind", ApplicationRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            ActionDialog dialog = new ActionDialog(button.getTranslation("action.bind") + " " + subject.name(), button.getTranslation("action.bind.text"));
            TextArea lines = new TextArea(button.getTranslation("action.bind.lines"));
            lines.setWidthFull();
            lines.setMaxLength(2_000);
            lines.setValueChangeMode(ValueChangeMode.LAZY);
            lines.setValue(lines(subject.object().at("/spec/addOns")));
            lines.addValueChangeListener(_ -> dialog.kubectl(ApplicationRequests.kubectl(subject, spec(lines.getValue()))));
            dialog.with(lines).kubectl(ApplicationRequests.kubectl(subject, spec(lines.getValue())))
                    .confirm(button.getTranslation("edit.apply"), () -> target.change(ApplicationRequests.change(subject, spec(lines.getValue())))).open();
        });
    }

    private static String lines(JsonNode addOns) {
        return addOns.valueStream().map(each -> (each.path("name").asText() + " " + each.path("prefix").asText()).strip()).collect(Collectors.joining("\n"));
    }

    /// The server says of each what is wrong with it.
    static ObjectNode spec(String lines) {
        ArrayNode addOns = JsonNodeFactory.instance.arrayNode();
        lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] words = line.split("\\s+", 2);
            ObjectNode addOn = addOns.addObject().put("name", words[0]);
            if (words.length > 1) {
                addOn.put("prefix", words[1]);
            }
        });
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        return addOns.isEmpty() ? spec.putNull("addOns") : spec.set("addOns", addOns);
    }
}
