package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;
import java.util.Map;

/// What makes an autoscaler valid. pkg/apis/autoscaling/validation/validation.go
public final class AutoscalerRules {

    private static final Map<String, String> SOURCES = Map.of("Object", "object", "Pods", "pods", "Resource", "resource", "ContainerResource",
            "containerResource",
            "External", "external");
    private static final int LONGEST_WINDOW = 3600;
    private static final int LONGEST_PERIOD = 1800;

    private final Errors errors = new Errors();

    private AutoscalerRules() {}

    public static List<FieldError> check(JsonNode spec) {
        AutoscalerRules rules = new AutoscalerRules();
        rules.replicas(spec);
        rules.reference(spec.path("scaleTargetRef"), "spec.scaleTargetRef");
        for (int i = 0; i < spec.path("metrics").size(); i++) {
            rules.metric(spec.path("metrics").get(i), "spec.metrics[" + i + "]");
        }
        for (String direction : List.of("scaleUp", "scaleDown")) {
            if (spec.path("behavior").path(direction).isObject()) {
                rules.scaling(spec.path("behavior").path(direction), "spec.behavior." + direction);
            }
        }
        return rules.errors.found();
    }

    private void replicas(JsonNode spec) {
        long least = spec.path("minReplicas").asLong(1);
        long most = spec.path("maxReplicas").asLong();
        if (least < 1) {
            errors.invalid("spec.minReplicas", least, "must be greater than or equal to 1");
        }
        if (most < 1) {
            errors.invalid("spec.maxReplicas", most, "must be greater than 0");
        }
        if (most < least) {
            errors.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
        }
    }

    private void reference(JsonNode reference, String path) {
        for (String field : List.of("kind", "name")) {
            String value = reference.path(field).asText();
            if (value.isEmpty()) {
                errors.required(path + "." + field);
            } else {
                errors.invalid(path + "." + field, value, Names.pathSegment(value));
            }
        }
    }

    private void metric(JsonNode metric, String path) {
        String type = metric.path("type").asText();
        if (type.isEmpty()) {
            errors.required(path + ".type", "must specify a metric source type");
            return;
        }
        errors.oneOf(path + ".type", type, SOURCES.keySet().toArray(String[]::new));
        String field = SOURCES.getOrDefault(type, "");
        SOURCES.values().stream().sorted().filter(other -> metric.path(other).isObject() && !other.equals(field))
                .forEach(other -> errors.forbidden(path + "." + other, "must populate the given metric source only"));
        if (!field.isEmpty() && !metric.path(field).isObject()) {
            errors.required(path + "." + field, "must populate information for the given metric source");
        } else if (!field.isEmpty()) {
            source(type, metric.path(field), path + "." + field);
        }
    }

    private void source(String type, JsonNode source, String path) {
        JsonNode target = source.path("target");
        switch (type) {
            case "Resource", "ContainerResource" -> {
                if (source.path("name").asText().isEmpty()) {
                    errors.required(path + ".name", "must specify a resource name");
                }
                if (type.equals("ContainerResource") && source.path("container").asText().isEmpty()) {
                    errors.required(path + ".container", "must specify a container");
                }
                target(target, path + ".target");
                either(target, path, "averageUtilization", "averageValue", "must set either a target raw value or a target utilization",
                        "may not set both a target raw value and a target utilization");
            }
            case "Object" -> {
                reference(source.path("describedObject"), path + ".describedObject");
                identifier(source.path("metric"), path + ".metric");
                target(target, path + ".target");
                either(target, path, "averageValue", "value", "must set either a target value or averageValue", "");
            }
            case "Pods" -> {
                identifier(source.path("metric"), path + ".metric");
                target(target, path + ".target");
                if (!positive(target.path("averageValue"))) {
                    errors.required(path + ".target.averageValue", "must specify a positive target averageValue");
                }
            }
            default -> {
                identifier(source.path("metric"), path + ".metric");
                target(target, path + ".target");
                either(target, path, "averageValue", "value", "must set either a target value for metric or a per-pod target",
                        "may not set both a target value for metric and a per-pod target");
            }
        }
    }

    private void identifier(JsonNode metric, String path) {
        if (metric.path("name").asText().isEmpty()) {
            errors.required(path + ".name");
        } else {
            errors.invalid(path + ".name", metric.path("name").asText(), Names.pathSegment(metric.path("name").asText()));
        }
    }

    private void target(JsonNode target, String path) {
        if (target.path("type").asText().isEmpty()) {
            errors.required(path + ".type", "must specify a metric target type");
        } else {
            errors.oneOf(path + ".type", target.path("type").asText(), "AverageValue", "Utilization", "Value");
        }
        if (target.has("averageUtilization") && target.path("averageUtilization").asLong() < 1) {
            errors.invalid(path + ".averageUtilization", target.path("averageUtilization").asLong(), "must be greater than 0");
        }
        for (String field : List.of("value", "averageValue")) {
            if (target.has(field) && !positive(target.path(field))) {
                errors.invalid(path + "." + field, target.path(field).asText(), "must be positive");
            }
        }
    }

    private void either(JsonNode target, String path, String one, String other, String neither, String both) {
        if (!target.has(one) && !target.has(other)) {
            errors.required(path + ".target." + one, neither);
        } else if (target.has(one) && target.has(other) && !both.isEmpty()) {
            errors.forbidden(path + ".target." + other, both);
        }
    }

    private static boolean positive(JsonNode value) {
        return Quantities.valid(value.asText("")) && Quantities.value(value.asText()).signum() > 0;
    }

    private void scaling(JsonNode rules, String path) {
        long window = rules.path("stabilizationWindowSeconds").asLong();
        if (window < 0) {
            errors.invalid(path + ".stabilizationWindowSeconds", window, "must be greater than or equal to zero");
        }
        if (window > LONGEST_WINDOW) {
            errors.invalid(path + ".stabilizationWindowSeconds", window, "must be less than or equal to " + LONGEST_WINDOW);
        }
        errors.oneOf(path + ".selectPolicy", rules.path("selectPolicy").asText("Max"), "Disabled", "Max", "Min");
        if (rules.path("policies").isEmpty()) {
            errors.required(path + ".policies", "must specify at least one Policy");
        }
        for (int i = 0; i < rules.path("policies").size(); i++) {
            policy(rules.path("policies").get(i), path + ".policies[" + i + "]");
        }
    }

    private void policy(JsonNode policy, String path) {
        errors.oneOf(path + ".type", policy.path("type").asText(), "Percent", "Pods");
        for (String field : List.of("value", "periodSeconds")) {
            if (policy.path(field).asLong() <= 0) {
                errors.invalid(path + "." + field, policy.path(field).asLong(), "must be greater than zero");
            }
        }
        if (policy.path("periodSeconds").asLong() > LONGEST_PERIOD) {
            errors.invalid(path + ".periodSeconds", policy.path("periodSeconds").asLong(), "must be less than or equal to " + LONGEST_PERIOD);
        }
    }
}
