package dev.marina.apiserver.types.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Storage;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.table.EventColumns;
import dev.marina.apiserver.types.core.EventRules;
import dev.marina.apiserver.validation.Errors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The newer face of core events: the same objects under other names of fields, with stricter rules for what is written here.
/// pkg/apis/events/v1/conversion.go, ValidateEventCreate and …Update in pkg/apis/core/validation/events.go
public final class EventType implements ResourceStrategy {

    private static final Map<String, String> CORE_NAMES = Map.of("note", "message", "regarding", "involvedObject", "reportingController", "reportingComponent",
            "deprecatedSource", "source", "deprecatedFirstTimestamp", "firstTimestamp", "deprecatedLastTimestamp", "lastTimestamp", "deprecatedCount", "count");
    private static final Map<String, String> NAMES = inverse(CORE_NAMES);

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("events.k8s.io", "v1", "Event", "events").shortNames("ev")
            .strategy(new EventType())
            .storedAs(new Storage(dev.marina.apiserver.types.core.EventType.DEFINITION,
                    event -> renamed(event, "v1", CORE_NAMES), event -> renamed(event, "events.k8s.io/v1", NAMES), EventType::coreField))
            .columns(EventColumns.ALL)
            .build();

    private static Map<String, String> inverse(Map<String, String> names) {
        Map<String, String> inverse = new HashMap<>();
        names.forEach((one, other) -> inverse.put(other, one));
        return Map.copyOf(inverse);
    }

    private static Document renamed(Document event, String apiVersion, Map<String, String> names) {
        ObjectNode root = event.root().objectNode();
        event.root().properties().forEach(field -> root.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
        root.put("apiVersion", apiVersion);
        return Document.of(root);
    }

    /// `regarding.name` selects by `involvedObject.name`.
    private static String coreField(String field) {
        String first = field.split("\\.")[0];
        return CORE_NAMES.getOrDefault(first, first) + field.substring(first.length());
    }

    /// The names only: values are those of the stored form.
    @Override
    public Map<String, String> selectable(Document object) {
        Map<String, String> fields = new HashMap<>();
        for (String field : List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
            fields.put("regarding." + field, "");
        }
        List.of("reason", "reportingController", "type").forEach(field -> fields.put(field, ""));
        return Map.copyOf(fields);
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        Document core = DEFINITION.toStored(object);
        errors.addAll(EventRules.check(core, "reportingController"));
        series(errors, object.at("series"));
        if (!object.has("eventTime")) {
            errors.required("eventTime");
        }
        if (!List.of("Normal", "Warning").contains(object.text("type"))) {
            errors.invalid("type", "", "has invalid value: " + object.text("type"));
        }
        for (String field : List.of("firstTimestamp", "lastTimestamp", "count")) {
            if (core.has(field)) {
                errors.invalid(field, "", "needs to be unset");
            }
        }
        if (!core.at("source").isEmpty()) {
            errors.invalid("source", "", "needs to be unset");
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        Document core = DEFINITION.toStored(object);
        Document before = DEFINITION.toStored(stored);
        errors.addAll(EventRules.check(core, "reportingController"));
        if (!object.at("series").equals(stored.at("series"))) {
            series(errors, object.at("series"));
        }
        for (String field : List.of("involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type", "eventTime", "action",
                "related", "reportingInstance")) {
            errors.immutable(field, core.at(field), before.at(field));
        }
        errors.immutable("reportingController", core.at("reportingComponent"), before.at("reportingComponent"));
        return errors.found();
    }

    private static void series(Errors errors, JsonNode series) {
        if (!series.isObject()) {
            return;
        }
        if (series.path("count").asInt() < 2) {
            errors.invalid("series.count", "", "should be at least 2");
        }
        if (!series.path("lastObservedTime").isTextual()) {
            errors.required("series.lastObservedTime");
        }
    }
}
