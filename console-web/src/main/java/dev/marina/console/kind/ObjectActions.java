package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import dev.marina.console.act.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// All that may be done with one object. A control stays the same one for as long as what it does makes sense, whatever else changes.
public final class ObjectActions extends Div {

    private final Map<RowAction, Component> controls = new HashMap<>();
    private About about;
    private ShownSubject subject;

    /// What controls are made for; another one gets others.
    private record About(KindRef kind, String namespace, String name, String uid) {}

    public ObjectActions() {
        addClassName("title-actions");
    }

    /// @param kind as the cluster serves it; empty where it does not
    public void show(JsonNode object, Optional<Kind> kind, Target target) {
        About now = new About(target.kind(), target.namespace(), target.name(), object.at("/metadata/uid").asText());
        Subject changed = target.subject(object);
        if (!now.equals(about)) {
            clear();
            about = now;
            subject = new ShownSubject(changed);
        } else {
            subject.show(changed);
        }
        Component before = null;
        for (RowAction action : RowAction.ALL.reversed()) {
            if (kind.filter(served -> action.fits(served, changed)).isEmpty()) {
                Optional.ofNullable(controls.remove(action)).ifPresent(this::remove);
                continue;
            }
            Component control = controls.get(action);
            if (control == null) {
                control = action.control(subject, target);
                controls.put(action, control);
                addComponentAtIndex(before == null ? getComponentCount() : indexOf(before), control);
            }
            before = control;
        }
    }

    public void clear() {
        about = null;
        controls.clear();
        removeAll();
    }
}
