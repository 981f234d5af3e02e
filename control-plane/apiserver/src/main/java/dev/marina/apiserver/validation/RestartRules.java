package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;

/// When a container of its own is started again, whatever the pod's policy says. validateContainerRestartPolicy in
/// pkg/apis/core/validation/validation.go
final class RestartRules {

    private static final int MOST_RULES = 20;
    private static final int MOST_CODES = 255;

    private final Errors errors;

    RestartRules(Errors errors) {
        this.errors = errors;
    }

    void check(JsonNode container, String at) {
        JsonNode policy = container.path("restartPolicy");
        JsonNode rules = container.path("restartPolicyRules");
        if (policy.isTextual()) {
            if (!policy.asText().matches("Always|Never|OnFailure")) {
                errors.notSupported(at + ".restartPolicy", policy.asText(), "Always", "Never", "OnFailure");
            }
        } else if (!rules.isEmpty()) {
            errors.required(at + ".restartPolicy", "must specify restartPolicy when restart rules are used");
        }
        errors.tooMany(at + ".restartPolicyRules", rules.size(), MOST_RULES);
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), "%s.restartPolicyRules[%d]".formatted(at, i));
        }
    }

    private void rule(JsonNode rule, String at) {
        String action = rule.path("action").asText();
        if (!action.matches("Restart|RestartAllContainers")) {
            errors.notSupported(at + ".action", action, "Restart", "RestartAllContainers");
        }
        JsonNode codes = rule.path("exitCodes");
        if (!codes.isObject()) {
            errors.required(at + ".exitCodes", "must be specified");
            return;
        }
        String operator = codes.path("operator").asText();
        if (!operator.matches("In|NotIn")) {
            errors.notSupported(at + ".exitCodes.operator", operator, "In", "NotIn");
        }
        errors.tooMany(at + ".exitCodes.values", codes.path("values").size(), MOST_CODES);
    }
}
