package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// ConfigMaps and Secrets: `stringData` goes into `data`, immutable ones stay as they are, 1 MiB is the most.
final class DataStrategy implements ResourceStrategy {

    /// core/v1 `MaxSecretSize` and ConfigMap validation: the values together.
    private static final int MOST_BYTES = 1024 * 1024;

    @Override
    public Document prepareForCreate(Document submitted) {
        return withStringData(submitted);
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        Document merged = withStringData(submitted);
        boolean typeLeftOut = stored.kind().equals("Secret") && !submitted.has("type");
        return typeLeftOut && stored.has("type") ? merged.with(stored.at("type"), "type") : merged;
    }

    private static Document withStringData(Document document) {
        if (!document.kind().equals("Secret") || !document.at("stringData").isObject()) {
            return document;
        }
        return document.edited(root -> {
            ObjectNode data = root.get("data") instanceof ObjectNode present ? present : root.putObject("data");
            root.remove("stringData").properties().forEach(entry -> data.put(entry.getKey(),
                    Base64.getEncoder().encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        List<FieldError> errors = new ArrayList<>();
        long bytes = 0;
        for (String field : List.of("data", "binaryData")) {
            for (Map.Entry<String, JsonNode> entry : object.at(field).properties()) {
                bytes += entry.getValue().asText().length();
                if (!entry.getKey().matches("[-._a-zA-Z0-9]{1,253}") || entry.getKey().equals(".") || entry.getKey().equals("..")) {
                    errors.add(new FieldError("FieldValueInvalid", field + "[" + entry.getKey() + "]",
                            "Invalid value: \"%s\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')".formatted(entry.getKey())));
                }
            }
        }
        if (bytes > MOST_BYTES) {
            errors.add(new FieldError("FieldValueTooLong", "data", "Too long: may not be more than %d bytes".formatted(MOST_BYTES)));
        }
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>(validateCreate(object));
        if (stored.at("immutable").asBoolean()) {
            for (String field : List.of("immutable", "data", "binaryData")) {
                if (!object.at(field).equals(stored.at(field))) {
                    errors.add(new FieldError("FieldValueForbidden", field,
                            "Forbidden: field is immutable when `immutable` is set"));
                }
            }
        }
        if (stored.kind().equals("Secret") && !object.text("type").equals(stored.text("type"))) {
            errors.add(new FieldError("FieldValueInvalid", "type", "Invalid value: \"%s\": field is immutable".formatted(object.text("type"))));
        }
        return errors;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return object.kind().equals("Secret") ? Map.of("type", object.text("type")) : Map.of();
    }
}
