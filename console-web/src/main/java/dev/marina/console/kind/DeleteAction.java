package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.marina.console.act.Request;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import java.util.Set;

/// Deletes the object that is shown, and only that: not one of the same name that came in its place. What takes much with it is deleted by who
/// types its name.
final class DeleteAction implements RowAction {

    private static final Set<String> TYPED = Set.of("namespaces", "nodes");

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return kind.verbs().contains("delete");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        var guarded = DeedAction.button("delete", new Permission("delete", target.kind().group(), target.kind().plural(), "", target.namespace()), target,
                button -> {
                    Subject subject = shown.now();
                    ActionDialog dialog = new ActionDialog(button.getTranslation("object.delete.title", subject.plural(), subject.name()),
                            button.getTranslation(subject.plural().equals("pods") ? "pod.delete.text" : "object.delete.text"));
                    dialog.kubectl(subject.kubectl("delete", "")).dangerous().confirm(button.getTranslation("delete"), () -> target.change(request(subject)));
                    if (subject.group().isEmpty() && TYPED.contains(subject.plural())) {
                        TextField typed = new TextField(button.getTranslation("delete.type", subject.name()));
                        typed.setValueChangeMode(ValueChangeMode.EAGER);
                        typed.addValueChangeListener(event -> dialog.ready(event.getValue().equals(subject.name())));
                        dialog.with(typed).ready(false);
                    }
                    dialog.open();
                });
        guarded.addClassName("danger-action");
        return guarded;
    }

    private static Request request(Subject subject) {
        return new Request("DELETE", subject.path(), "application/json", "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"%s\"}}"
                .formatted(subject.object().at("/metadata/uid").asText()));
    }
}
