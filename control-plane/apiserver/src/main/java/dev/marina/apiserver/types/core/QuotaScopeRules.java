package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Scopes that there are, that fit each other and what is limited in them.
final class QuotaScopeRules {

    private static final Set<String> PODS = Set.of("pods");
    private static final Set<String> PODS_AND_COMPUTE = Set.of("pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
    private static final Set<String> CLAIMS = Set.of("persistentvolumeclaims", "requests.storage");
    /// Resources with names of their own; of others nobody knows whether a scope makes sense.
    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
            "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services",
            "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers");
    private static final List<Set<String>> CONFLICTS = List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"));
    private static final Set<String> THERE_OR_NOT = Set.of("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity");

    private QuotaScopeRules() {}

    static void check(Errors errors, Document quota) {
        JsonNode scopes = quota.at("spec", "scopes");
        Set<String> hard = new TreeSet<>(quota.at("spec", "hard").properties().stream().map(java.util.Map.Entry::getKey).filter(STANDARD::contains).toList());
        Set<String> named = new HashSet<>();
        for (JsonNode scope : scopes) {
            named.add(scope.asText());
            if (applicable(scope.asText()).isEmpty()) {
                errors.invalid("spec.scopes", scopes, "unsupported scope");
            }
            misapplied(scope.asText(), hard).forEach(_ -> errors.invalid("spec.scopes", scopes, "unsupported scope applied to resource"));
        }
        conflicts(errors, "spec.scopes", scopes, named);
        selector(errors, quota.at("spec", "scopeSelector"), hard);
    }

    private static void selector(Errors errors, JsonNode selector, Set<String> hard) {
        String field = "spec.scopeSelector.matchExpressions";
        Set<String> named = new HashSet<>();
        for (JsonNode requirement : selector.path("matchExpressions")) {
            String scope = requirement.path("scopeName").asText();
            String operator = requirement.path("operator").asText();
            named.add(scope);
            if (applicable(scope).isEmpty()) {
                errors.invalid(field + ".scopeName", scope, "unsupported scope");
            }
            misapplied(scope, hard).forEach(_ -> errors.invalid(field, selector, "unsupported scope applied to resource"));
            if (THERE_OR_NOT.contains(scope) && !operator.equals("Exists")) {
                errors.invalid(field + ".operator", operator,
                        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
                                + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
            }
            values(errors, field, operator, requirement.path("values"));
        }
        conflicts(errors, field, selector, named);
    }

    private static void values(Errors errors, String field, String operator, JsonNode values) {
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(field + ".values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.invalid(field + ".values", values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                }
            }
            default -> errors.invalid(field + ".operator", operator, "not a valid selector operator");
        }
    }

    private static void conflicts(Errors errors, String field, JsonNode shown, Set<String> named) {
        CONFLICTS.stream().filter(named::containsAll).forEach(_ -> errors.invalid(field, shown, "conflicting scopes"));
    }

    private static List<String> misapplied(String scope, Set<String> hard) {
        Set<String> applicable = applicable(scope);
        return applicable.isEmpty() ? List.of() : hard.stream().filter(resource -> !applicable.contains(resource)).toList();
    }

    /// What may be limited in a scope; nothing for one that there is not.
    private static Set<String> applicable(String scope) {
        return switch (scope) {
            case "BestEffort" -> PODS;
            case "NotBestEffort", "Terminating", "NotTerminating", "PriorityClass", "CrossNamespacePodAffinity" -> PODS_AND_COMPUTE;
            case "VolumeAttributesClass" -> CLAIMS;
            default -> Set.of();
        };
    }
}
