package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;

/// Label selectors of objects: `matchLabels` and `matchExpressions`, and whether labels fulfil one.
/// apimachinery's pkg/apis/meta/v1/validation/validation.go
public final class SelectorRules {

    private SelectorRules() {}

    public static void check(Errors errors, JsonNode selector, String path) {
        MetadataRules.labels(errors, selector.path("matchLabels"), path + ".matchLabels");
        JsonNode expressions = selector.path("matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            String at = path + ".matchExpressions[" + i + "]";
            JsonNode expression = expressions.get(i);
            boolean values = !expression.path("values").isEmpty();
            switch (expression.path("operator").asText()) {
                case "In", "NotIn" -> {
                    if (!values) {
                        errors.required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (values) {
                        errors.forbidden(at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    }
                }
                default -> errors.invalid(at + ".operator", expression.path("operator").asText(), "not a valid selector operator");
            }
            errors.invalid(at + ".key", expression.path("key").asText(), Names.qualified(expression.path("key").asText()));
            expression.path("values").forEach(value -> errors.invalid(at + ".values", value.asText(), Names.labelValue(value.asText())));
        }
    }

    public static boolean empty(JsonNode selector) {
        return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
    }

    public static boolean matches(JsonNode selector, JsonNode labels) {
        return selector.path("matchLabels").properties().stream()
                .allMatch(wanted -> labels.has(wanted.getKey()) && labels.path(wanted.getKey()).asText().equals(wanted.getValue().asText()))
                && selector.path("matchExpressions").valueStream().allMatch(expression -> matchesOne(expression, labels));
    }

    private static boolean matchesOne(JsonNode expression, JsonNode labels) {
        boolean present = labels.has(expression.path("key").asText());
        String value = labels.path(expression.path("key").asText()).asText();
        boolean listed = present && expression.path("values").valueStream().anyMatch(wanted -> wanted.asText().equals(value));
        return switch (expression.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> present;
            case "DoesNotExist" -> !present;
            default -> false;
        };
    }
}
