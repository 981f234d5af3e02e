package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.QuantityRules;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Defaults and bounds of what pods and claims of a namespace ask for; LimitRangerAdmission applies them.
/// SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go, ValidateLimitRange in pkg/apis/core/validation/validation.go
public final class LimitRangeType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "LimitRange", "limitranges").shortNames("limits")
            .strategy(new LimitRangeType())
            .columns(name(), Columns.text("Created At", object -> object.text("metadata", "creationTimestamp")))
            .build();

    private static final List<String> AMOUNTS = List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> root.path("spec").path("limits").forEach(item -> {
            if (item.path("type").asText().equals("Container")) {
                container((ObjectNode) item);
            }
        }));
    }

    /// A missing default limit is the maximum, a missing default request the default limit, or else the minimum.
    private static void container(ObjectNode item) {
        fill(item, "default", item.path("max"));
        fill(item, "defaultRequest", item.path("default"));
        fill(item, "defaultRequest", item.path("min"));
    }

    private static void fill(ObjectNode item, String field, JsonNode from) {
        for (Map.Entry<String, JsonNode> amount : from.properties()) {
            ObjectNode target = item.withObjectProperty(field);
            if (!target.has(amount.getKey())) {
                target.set(amount.getKey(), amount.getValue());
            }
        }
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        Set<String> types = new HashSet<>();
        JsonNode limits = object.at("spec", "limits");
        for (int i = 0; i < limits.size(); i++) {
            String path = "spec.limits[" + i + "]";
            String type = limits.get(i).path("type").asText();
            if (type.isEmpty()) {
                errors.required(path + ".type");
            } else if (!List.of("Container", "Pod", "PersistentVolumeClaim").contains(type) && !type.contains("/")) {
                errors.invalid(path + ".type", type, "must be a standard limit type or fully qualified");
            }
            if (!types.add(type)) {
                errors.duplicate(path + ".type", type);
            }
            item(errors, limits.get(i), type, path);
        }
        return errors.found();
    }

    private static void item(Errors errors, JsonNode item, String type, String path) {
        if (type.equals("Pod")) {
            for (String field : List.of("default", "defaultRequest")) {
                if (!item.path(field).isEmpty()) {
                    errors.forbidden(path + "." + field, "may not be specified when `type` is 'Pod'");
                }
            }
        }
        if (type.equals("PersistentVolumeClaim") && !item.path("min").has("storage") && !item.path("max").has("storage")) {
            errors.required(path + ".limits", "either minimum or maximum storage value is required, but neither was provided");
        }
        Set<String> resources = new TreeSet<>();
        for (String field : AMOUNTS) {
            item.path(field).properties().forEach(amount -> {
                resources.add(amount.getKey());
                QuantityRules.amount(errors, amount.getValue(), path + "." + field + "[" + amount.getKey() + "]");
            });
        }
        resources.forEach(resource -> bounds(errors, item, resource, path));
    }

    private static void bounds(Errors errors, JsonNode item, String resource, String path) {
        ordered(errors, item, resource, path, "min", "max", "min", "min value %s is greater than max value %s");
        ordered(errors, item, resource, path, "min", "defaultRequest", "defaultRequest", "min value %s is greater than default request value %s");
        ordered(errors, item, resource, path, "defaultRequest", "max", "defaultRequest", "default request value %s is greater than max value %s");
        ordered(errors, item, resource, path, "defaultRequest", "default", "defaultRequest", "default request value %s is greater than default limit value %s");
        ordered(errors, item, resource, path, "min", "default", "default", "min value %s is greater than default value %s");
        ordered(errors, item, resource, path, "default", "max", "default", "default value %s is greater than max value %s");
        String ratio = item.path("maxLimitRequestRatio").path(resource).asText();
        if (!ratio.isEmpty() && value(ratio).compareTo(BigDecimal.ONE) < 0) {
            errors.invalid(path + ".maxLimitRequestRatio[" + resource + "]", ratio, "ratio %s is less than 1".formatted(ratio));
        }
    }

    private static void ordered(Errors errors, JsonNode item, String resource, String path, String less, String more, String blamed, String message) {
        String low = item.path(less).path(resource).asText();
        String high = item.path(more).path(resource).asText();
        if (!low.isEmpty() && !high.isEmpty() && value(low).compareTo(value(high)) > 0) {
            errors.invalid(path + "." + blamed + "[" + resource + "]", item.path(blamed).path(resource).asText(), message.formatted(low, high));
        }
    }

    private static BigDecimal value(String quantity) {
        return Quantities.valid(quantity) ? Quantities.value(quantity) : BigDecimal.ZERO;
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }
}
