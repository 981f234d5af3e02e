package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.validation.Errors;
import java.util.stream.Collectors;

/// How many nodes or pods may use a volume, for volumes and claims alike.
final class AccessModes {

    private AccessModes() {}

    static void check(Errors errors, JsonNode modes) {
        if (modes.isEmpty()) {
            errors.required("spec.accessModes", "at least 1 access mode is required");
        }
        boolean single = modes.valueStream().anyMatch(mode -> mode.asText().equals("ReadWriteOncePod"));
        modes.forEach(mode -> errors.oneOf("spec.accessModes", mode.asText(), "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"));
        if (single && modes.size() > 1) {
            errors.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes");
        }
    }

    /// `RWO,ROX`
    static String shortNames(JsonNode modes) {
        return modes.valueStream().map(mode -> switch (mode.asText()) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            default -> "RWOP";
        }).collect(Collectors.joining(","));
    }
}
