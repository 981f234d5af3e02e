package dev.marina.apiserver.types.core;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.table.EventColumns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Events are found by the object they are about.
public final class EventType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Event", "events").shortNames("ev")
            .strategy(new EventType())
            .columns(EventColumns.ALL)
            .build();

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return EventRules.check(object, "reportingComponent");
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }

    @Override
    public Map<String, String> selectable(Document object) {
        Map<String, String> fields = new HashMap<>();
        for (String field : new String[] {"kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"}) {
            fields.put("involvedObject." + field, object.text("involvedObject", field));
        }
        fields.put("reason", object.text("reason"));
        fields.put("reportingComponent", object.text("reportingComponent"));
        String component = object.text("source", "component");
        fields.put("source", component.isEmpty() ? object.text("reportingComponent") : component);
        fields.put("type", object.text("type"));
        return Map.copyOf(fields);
    }
}
