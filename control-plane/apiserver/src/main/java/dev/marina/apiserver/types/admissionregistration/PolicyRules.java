package dev.marina.apiserver.types.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.Optional;

/// What both kinds of policies, and both kinds of bindings, have in common. pkg/apis/admissionregistration/validation/validation.go
final class PolicyRules {

    private PolicyRules() {}

    static Document defaulted(Document policy) {
        return policy.edited(root -> {
            if (root.get("spec") instanceof ObjectNode spec) {
                Defaults.text(spec, "failurePolicy", "Fail");
                MatchRules.defaultResources(spec, "matchConstraints");
            }
        });
    }

    /// @param stored what an update changes: conditions that stay as they were are not looked at again
    /// @return for the rest of its expressions
    static ExpressionRules policy(Errors errors, Document policy, Optional<Document> stored) {
        JsonNode spec = policy.at("spec");
        errors.oneOf("spec.failurePolicy", spec.path("failurePolicy").asText(), "Fail", "Ignore");
        boolean params = spec.path("paramKind").isObject();
        ParameterRules.kind(errors, spec.path("paramKind"), "spec.paramKind");
        if (spec.path("matchConstraints").isObject()) {
            MatchRules.check(errors, spec.path("matchConstraints"), "spec.matchConstraints");
            if (spec.path("matchConstraints").path("resourceRules").isEmpty()) {
                errors.required("spec.matchConstraints.resourceRules");
            }
        } else {
            errors.required("spec.matchConstraints");
        }
        boolean known = stored.filter(before -> before.at("spec", "paramKind").equals(policy.at("spec", "paramKind"))
                && before.at("spec", "matchConditions").equals(policy.at("spec", "matchConditions"))).isPresent();
        if (!known) {
            ExpressionRules.conditions(errors, spec.path("matchConditions"), params, "spec.matchConditions");
        }
        ExpressionRules expressions = new ExpressionRules(errors, params);
        expressions.variables(spec.path("variables"), "spec.variables");
        return expressions;
    }

    static void binding(Errors errors, Document binding) {
        JsonNode spec = binding.at("spec");
        String policy = spec.path("policyName").asText();
        if (policy.isEmpty()) {
            errors.required("spec.policyName");
        } else {
            errors.invalid("spec.policyName", policy, Names.dnsSubdomain(policy));
        }
        ParameterRules.reference(errors, spec.path("paramRef"), "spec.paramRef");
        MatchRules.check(errors, spec.path("matchResources"), "spec.matchResources");
    }
}
