package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.List;
import java.util.Map;

/// What ConfigMaps and Secrets have in common: keys that are file names, 1 MiB at most, and those that stay as they are.
final class KeyedData {

    /// core/v1 `MaxSecretSize` and ConfigMap validation: the values together.
    private static final int MOST_BYTES = 1024 * 1024;
    private static final List<String> FIELDS = List.of("data", "binaryData");

    private KeyedData() {}

    /// @param whole path of what is too long
    static void check(Errors errors, Document object, String whole) {
        long bytes = 0;
        for (String field : FIELDS) {
            for (Map.Entry<String, JsonNode> entry : object.at(field).properties()) {
                bytes += entry.getValue().asText().length();
                errors.invalid(field + "[" + entry.getKey() + "]", entry.getKey(), Names.configKey(entry.getKey()));
            }
        }
        if (bytes > MOST_BYTES) {
            errors.tooLong(whole, MOST_BYTES);
        }
    }

    static void checkUnchanged(Errors errors, Document object, Document stored) {
        if (stored.at("immutable").asBoolean()) {
            for (String field : List.of("immutable", "data", "binaryData")) {
                if (!object.at(field).equals(stored.at(field))) {
                    errors.forbidden(field, "field is immutable when `immutable` is set");
                }
            }
        }
    }
}
