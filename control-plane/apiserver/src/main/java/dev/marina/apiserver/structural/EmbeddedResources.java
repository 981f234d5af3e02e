package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.MetadataRules;
import dev.marina.apiserver.validation.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/// Objects inside of objects (`x-kubernetes-embedded-resource`): each says its kind and has valid metadata.
/// pkg/apiserver/schema/objectmeta
public final class EmbeddedResources {

    private EmbeddedResources() {}

    /// Calls back for each of them with its path.
    public static void each(JsonNode value, Structural schema, String path, BiConsumer<ObjectNode, String> found) {
        switch (value) {
            case ObjectNode object -> {
                if (schema.extensions().embedded()) {
                    found.accept(object, path);
                }
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    String name = entry.getKey();
                    String inner = path.isEmpty() ? name : schema.properties().containsKey(name) ? path + "." + name : path + "[" + name + "]";
                    schema.property(name).ifPresent(field -> each(entry.getValue(), field, inner, found));
                }
            }
            case ArrayNode array -> schema.items().ifPresent(items -> {
                for (int i = 0; i < array.size(); i++) {
                    each(array.get(i), items, path + "[" + i + "]", found);
                }
            });
            default -> {
            }
        }
    }

    public static Errors check(JsonNode value, Structural schema) {
        Errors errors = new Errors();
        each(value, schema, "", (object, path) -> resource(errors, object, path));
        return errors;
    }

    private static void resource(Errors errors, ObjectNode object, String path) {
        text(errors, object, "apiVersion", path, version -> version.chars().filter(c -> c == '/').count() > 1
                ? List.of("unexpected GroupVersion string: " + version)
                : List.of());
        text(errors, object, "kind", path, kind -> Names.dns1035Label(kind.toLowerCase(Locale.ROOT)).stream()
                .map(wrong -> "may have mixed case, but should otherwise match: " + wrong).toList());
        if (object.path("metadata").isObject()) {
            String name = object.path("metadata").path("name").asText();
            errors.invalid(path + ".metadata.name", name, Names.pathSegment(name));
            MetadataRules.common(errors, object.path("metadata"), path + ".metadata");
        }
    }

    private static void text(Errors errors, ObjectNode object, String field, String path, java.util.function.Function<String, List<String>> rule) {
        JsonNode value = object.path(field);
        String at = path + "." + field;
        if (value.isMissingNode()) {
            errors.required(at);
        } else if (!value.isTextual()) {
            errors.invalid(at, value, "must be a string");
        } else if (value.textValue().isEmpty()) {
            errors.invalid(at, "", "must not be empty");
        } else {
            errors.invalid(at, value.textValue(), rule.apply(value.textValue()));
        }
    }
}
