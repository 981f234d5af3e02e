package dev.marina.apiserver.types.apps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.validation.Errors;

/// A number of pods, or a percentage of those that are wanted.
final class Share {

    private Share() {}

    static void notMoreThanAll(Errors errors, JsonNode value, String path) {
        if (value.isTextual() && value.asText().matches("[0-9]{1,9}%") && Integer.parseInt(value.asText().replace("%", "")) > 100
                || value.isTextual() && value.asText().matches("[0-9]{10,}%")) {
            errors.invalid(path, value.asText(), "must not be greater than 100%");
        }
    }

    static boolean zero(JsonNode value) {
        return value.asText().equals("0") || value.asText().equals("0%");
    }
}
