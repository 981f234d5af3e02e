package dev.marina.apiserver.types.core;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.List;

/// What both faces of events have in common. legacyValidateEvent in pkg/apis/core/validation/events.go
public final class EventRules {

    private static final int MOST_CHARACTERS = 128;
    private static final int MOST_NOTE_CHARACTERS = 1024;

    private EventRules() {}

    /// @param event in the form of core/v1
    /// @param controllerField how the request's version calls the reporting controller
    public static List<FieldError> check(Document event, String controllerField) {
        Errors errors = new Errors();
        if (event.has("eventTime")) {
            structured(errors, event, controllerField);
        } else {
            String involved = event.text("involvedObject", "namespace");
            boolean agrees = involved.isEmpty() ? List.of("", "default").contains(event.namespace()) : involved.equals(event.namespace());
            if (!agrees) {
                errors.invalid("involvedObject.namespace", involved, "does not match event.namespace");
            }
        }
        return errors.found();
    }

    private static void structured(Errors errors, Document event, String controllerField) {
        if (event.text("involvedObject", "namespace").isEmpty() && !List.of("default", "kube-system").contains(event.namespace())) {
            errors.invalid("involvedObject.namespace", "", "does not match event.namespace");
        }
        String controller = event.text("reportingComponent");
        if (controller.isEmpty()) {
            errors.required(controllerField);
        }
        errors.invalid(controllerField, controller, Names.qualified(controller));
        for (String field : List.of("reportingInstance", "action", "reason")) {
            if (event.text(field).isEmpty()) {
                errors.required(field);
            }
            if (event.text(field).length() > MOST_CHARACTERS) {
                errors.invalid(field, "", "can have at most %d characters".formatted(MOST_CHARACTERS));
            }
        }
        if (event.text("message").length() > MOST_NOTE_CHARACTERS) {
            errors.invalid("message", "", "can have at most %d characters".formatted(MOST_NOTE_CHARACTERS));
        }
    }
}
