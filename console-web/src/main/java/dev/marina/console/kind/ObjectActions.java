package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import dev.marina.console.act.Subject;
import java.util.Optional;

/// All that may be done with one object.
public final class ObjectActions extends Div {

    private String shown = "";

    public ObjectActions() {
        addClassName("title-actions");
    }

    /// @param kind as the cluster serves it; empty where it does not
    public void show(JsonNode object, Optional<Kind> kind, Target target) {
        Subject subject = target.subject(object);
        // What changes with each status is no reason to take a button from under a pointer.
        String version = "%s %s %s".formatted(target, object.path("metadata").path("uid"), withoutStatus(object));
        if (version.equals(shown)) {
            return;
        }
        shown = version;
        removeAll();
        kind.ifPresent(served -> RowAction.ALL.stream().filter(action -> action.fits(served, subject)).forEach(action -> add(action.control(subject, target))));
    }

    public void clear() {
        shown = "";
        removeAll();
    }

    private static String withoutStatus(JsonNode object) {
        return "%s %s %s %s".formatted(object.path("spec").hashCode(), object.path("metadata").path("labels"),
                object.path("metadata").path("annotations").hashCode(),
                object.path("status").path("conditions").findValuesAsText("type"));
    }
}
