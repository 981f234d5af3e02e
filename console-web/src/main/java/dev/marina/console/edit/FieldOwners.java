package dev.marina.console.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who manages which field of an object, from its `managedFields`.
record FieldOwners(JsonNode managedFields) {

    /// The console's own name among the managers.
    static final String CONSOLE = "marina-console";

    static FieldOwners of(JsonNode object) {
        return new FieldOwners(object.path("metadata").path("managedFields"));
    }

    /// What all managers together know of the object's fields.
    ObjectNode all() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        managedFields.forEach(entry -> merge(all, entry.path("fieldsV1")));
        return all;
    }

    /// What the console has applied before.
    ObjectNode own() {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        managedFields.forEach(entry -> {
            if (entry.path("manager").asText().equals(CONSOLE) && entry.path("operation").asText().equals("Apply")) {
                merge(own, entry.path("fieldsV1"));
            }
        });
        return own;
    }

    private static void merge(ObjectNode into, JsonNode fields) {
        fields.properties().forEach(field -> merge(into.withObjectProperty(field.getKey()), field.getValue()));
    }

    /// The managers of a field, each once.
    List<String> of(FieldPath path) {
        Set<String> managers = new LinkedHashSet<>();
        managedFields.forEach(entry -> {
            JsonNode at = entry.path("fieldsV1");
            for (FieldPath.Step step : path.steps()) {
                at = switch (step) {
                    case FieldPath.Step.Field(String name) -> at.path("f:" + name);
                    case FieldPath.Step.Item(ObjectNode keys) -> ListKeys.item(at, keys);
                };
            }
            if (!at.isMissingNode()) {
                managers.add(entry.path("manager").asText());
            }
        });
        return List.copyOf(managers);
    }
}
