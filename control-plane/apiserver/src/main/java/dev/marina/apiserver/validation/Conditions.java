package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Conditions of a status. ValidateConditions in apimachinery's pkg/apis/meta/v1/validation/validation.go
public final class Conditions {

    private static final int LONGEST_REASON = 1024;
    private static final int LONGEST_MESSAGE = 32 * 1024;

    private Conditions() {}

    public static void check(Errors errors, JsonNode conditions, String path) {
        Set<String> types = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String at = path + "[" + i + "].";
            JsonNode condition = conditions.get(i);
            String type = condition.path("type").asText();
            if (!types.add(type)) {
                errors.duplicate(at + "type", type);
            }
            errors.invalid(at + "type", type, Names.qualified(type));
            String status = condition.path("status").asText();
            if (!List.of("True", "False", "Unknown").contains(status)) {
                errors.notSupported(at + "status", status, "False", "True", "Unknown");
            }
            if (condition.path("observedGeneration").asLong() < 0) {
                errors.invalid(at + "observedGeneration", condition.path("observedGeneration").asLong(), "must be greater than or equal to zero");
            }
            if (condition.path("lastTransitionTime").asText("").isEmpty()) {
                errors.required(at + "lastTransitionTime");
            }
            reason(errors, condition.path("reason").asText(), at + "reason");
            if (condition.path("message").asText().length() > LONGEST_MESSAGE) {
                errors.tooLong(at + "message", LONGEST_MESSAGE);
            }
        }
    }

    private static void reason(Errors errors, String reason, String path) {
        if (reason.isEmpty()) {
            errors.required(path);
        } else if (reason.length() > LONGEST_REASON) {
            errors.tooLong(path, LONGEST_REASON);
        } else if (!reason.matches("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?")) {
            errors.invalid(path, reason,
                    "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or "
                            + "'_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or "
                            + "'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')");
        }
    }
}
