package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;
import java.util.Map;

/// Amounts of resources in containers, claims and quotas.
public final class QuantityRules {

    private QuantityRules() {}

    public static List<FieldError> resources(JsonNode resources, String path) {
        Errors errors = new Errors();
        resources(errors, resources, path);
        return errors.found();
    }

    /// Requests and limits of a container: known resources, nothing negative, no request above its limit.
    static void resources(Errors errors, JsonNode resources, String path) {
        for (String kind : List.of("limits", "requests")) {
            for (Map.Entry<String, JsonNode> entry : resources.path(kind).properties()) {
                String field = path + "." + kind + "[" + entry.getKey() + "]";
                boolean known = List.of("cpu", "memory", "ephemeral-storage").contains(entry.getKey()) || entry.getKey().startsWith("hugepages-");
                if (!known && !entry.getKey().contains("/")) {
                    errors.invalid(path + "." + kind, entry.getKey(), "must be a standard resource type or fully qualified");
                }
                amount(errors, entry.getValue(), field);
            }
        }
        for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
            JsonNode limit = resources.path("limits").path(request.getKey());
            boolean comparable = !limit.isMissingNode() && Quantities.valid(limit.asText()) && Quantities.valid(request.getValue().asText());
            if (comparable && Quantities.value(request.getValue().asText()).compareTo(Quantities.value(limit.asText())) > 0) {
                errors.invalid(path + ".requests", request.getValue().asText(),
                        "must be less than or equal to %s limit of %s".formatted(request.getKey(), limit.asText()));
            }
        }
    }

    public static void amount(Errors errors, JsonNode value, String field) {
        if (Quantities.valid(value.asText()) && Quantities.value(value.asText()).signum() < 0) {
            errors.invalid(field, value.asText(), "must be greater than or equal to 0");
        }
    }
}
