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

/// Further names of an application, one on each line, with the Secret of its certificate behind it.
final class HostsAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject) && kind.verbs().contains("patch") && subject.object().at("/spec/port").isInt()
                && !subject.object().at("/spec/internal").asBoolean();
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.hosts", ApplicationRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            ActionDialog dialog = new ActionDialog(button.getTranslation("action.hosts") + " " + subject.name(), button.getTranslation("action.hosts.text"));
            TextArea lines = new TextArea(button.getTranslation("action.hosts.lines"));
            lines.setWidthFull();
            lines.setMaxLength(10_000);
            lines.setValueChangeMode(ValueChangeMode.LAZY);
            lines.setValue(lines(subject.object().at("/spec/hosts")));
            lines.addValueChangeListener(_ -> dialog.kubectl(ApplicationRequests.kubectl(subject, spec(lines.getValue()))));
            dialog.with(lines).kubectl(ApplicationRequests.kubectl(subject, spec(lines.getValue())))
                    .confirm(button.getTranslation("edit.apply"), () -> target.change(ApplicationRequests.change(subject, spec(lines.getValue())))).open();
        });
    }

    private static String lines(JsonNode hosts) {
        return hosts.valueStream().map(host -> (host.path("name").asText() + " " + host.path("tlsSecret").asText()).strip()).collect(Collectors.joining("\n"));
    }

    /// The server says of each what is wrong with it.
    static ObjectNode spec(String lines) {
        ArrayNode hosts = JsonNodeFactory.instance.arrayNode();
        lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] words = line.split("\\s+", 2);
            ObjectNode host = hosts.addObject().put("name", words[0]);
            if (words.length > 1) {
                host.put("tlsSecret", words[1]);
            }
        });
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        return hosts.isEmpty() ? spec.putNull("hosts") : spec.set("hosts", hosts);
    }
}
