package dev.marina.console.kind;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;

/// Another image for an application.
final class NewVersionAction implements RowAction {

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return ApplicationRequests.imaged(subject) && kind.verbs().contains("patch");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button("action.version", ApplicationRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            ActionDialog dialog = new ActionDialog(button.getTranslation("action.version") + " " + subject.name(),
                    button.getTranslation(subject.object().at("/spec/build").isObject() ? "action.version.build" : "action.version.text"));
            TextField image = new TextField(button.getTranslation("deploy.image"));
            image.setWidthFull();
            image.setMaxLength(512);
            image.setValueChangeMode(ValueChangeMode.LAZY);
            image.setValue(subject.object().at("/spec/image").asText(subject.object().at("/status/image").asText()));
            image.addValueChangeListener(_ -> {
                dialog.kubectl(ApplicationRequests.kubectl(subject, spec(image.getValue(), subject)));
                dialog.ready(!image.getValue().isBlank());
            });
            dialog.with(image).kubectl(ApplicationRequests.kubectl(subject, spec(image.getValue(), subject)))
                    .confirm(button.getTranslation("action.version"),
                            () -> target.change(ApplicationRequests.change(subject, spec(image.getValue(), subject))))
                    .open();
        });
    }

    private static ObjectNode spec(String image, Subject subject) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("image", image.strip());
        return subject.object().at("/spec/build").isObject() ? spec.putNull("build") : spec;
    }
}
