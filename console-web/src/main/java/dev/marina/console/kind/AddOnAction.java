package dev.marina.console.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.AddOnRequests;
import dev.marina.console.applications.ApplicationRequests;
import java.time.Instant;
import java.util.function.Function;

/// Something that is asked of an add-on once, under a name of its own.
///
/// @param key of its words
/// @param wanted what its spec says then
record AddOnAction(String key, Function<Instant, ObjectNode> wanted) implements RowAction {

    static final AddOnAction ROTATE = new AddOnAction("action.rotate", AddOnRequests::rotate);
    static final AddOnAction BACK_UP = new AddOnAction("action.back-up", AddOnRequests::backUp);

    @Override
    public boolean fits(Kind kind, Subject subject) {
        return AddOnRequests.is(subject) && kind.verbs().contains("patch");
    }

    @Override
    public Component control(ShownSubject shown, Target target) {
        return DeedAction.button(key, AddOnRequests.permission("patch", target.namespace()), target, button -> {
            Subject subject = shown.now();
            ObjectNode spec = wanted.apply(Instant.now());
            new ActionDialog(button.getTranslation(key) + " " + subject.name(), button.getTranslation(key + ".text"))
                    .kubectl(ApplicationRequests.kubectl(subject, spec))
                    .confirm(button.getTranslation(key), () -> target.change(ApplicationRequests.change(subject, spec))).open();
        });
    }
}
