package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Tolerations, affinities and spread constraints.
final class PlacementRules {

    private final Errors errors;

    PlacementRules(Errors errors) {
        this.errors = errors;
    }

    void check(JsonNode spec, String path) {
        tolerations(spec.path("tolerations"), path + ".tolerations");
        JsonNode affinity = spec.path("affinity");
        nodeAffinity(affinity.path("nodeAffinity"), path + ".affinity.nodeAffinity");
        podAffinity(affinity.path("podAffinity"), path + ".affinity.podAffinity");
        podAffinity(affinity.path("podAntiAffinity"), path + ".affinity.podAntiAffinity");
        spread(spec.path("topologySpreadConstraints"), path + ".topologySpreadConstraints");
    }

    private void tolerations(JsonNode tolerations, String path) {
        for (int i = 0; i < tolerations.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode toleration = tolerations.get(i);
            String key = toleration.path("key").asText();
            String operator = toleration.path("operator").asText();
            String effect = toleration.path("effect").asText();
            if (!key.isEmpty()) {
                errors.invalid(at + ".key", key, Names.qualified(key));
            } else if (!operator.equals("Exists")) {
                errors.invalid(at + ".operator", operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
                errors.invalid(at + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            switch (operator) {
                case "", "Equal" -> errors.invalid(at + ".operator", toleration.path("value").asText(), Names.labelValue(toleration.path("value").asText()));
                case "Exists" -> {
                    if (!toleration.path("value").asText().isEmpty()) {
                        errors.invalid(at + ".operator", toleration.path("value").asText(), "value must be empty when `operator` is 'Exists'");
                    }
                }
                default -> errors.notSupported(at + ".operator", operator, "Equal", "Exists");
            }
            if (!effect.isEmpty()) {
                errors.oneOf(at + ".effect", effect, "NoSchedule", "PreferNoSchedule", "NoExecute");
            }
        }
    }

    private void nodeAffinity(JsonNode affinity, String path) {
        String required = path + ".requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
        JsonNode terms = affinity.path("requiredDuringSchedulingIgnoredDuringExecution").path("nodeSelectorTerms");
        if (affinity.has("requiredDuringSchedulingIgnoredDuringExecution") && terms.isEmpty()) {
            errors.required(required, "must have at least one node selector term");
        }
        for (int i = 0; i < terms.size(); i++) {
            expressions(terms.get(i), required + "[" + i + "]");
        }
        JsonNode preferred = affinity.path("preferredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < preferred.size(); i++) {
            String at = path + ".preferredDuringSchedulingIgnoredDuringExecution[" + i + "]";
            weight(preferred.get(i), at);
            expressions(preferred.get(i).path("preference"), at + ".preference");
        }
    }

    private void weight(JsonNode term, String path) {
        long weight = term.path("weight").asLong();
        if (weight < 1 || weight > 100) {
            errors.invalid(path + ".weight", weight, "must be in the range 1-100");
        }
    }

    private void expressions(JsonNode term, String path) {
        for (String list : List.of("matchExpressions", "matchFields")) {
            JsonNode expressions = term.path(list);
            for (int i = 0; i < expressions.size(); i++) {
                String at = path + "." + list + "[" + i + "]";
                int values = expressions.get(i).path("values").size();
                String operator = expressions.get(i).path("operator").asText();
                switch (operator) {
                    case "In", "NotIn" -> {
                        if (values == 0) {
                            errors.required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                        }
                    }
                    case "Exists", "DoesNotExist" -> {
                        if (values > 0) {
                            errors.forbidden(at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                        }
                    }
                    case "Gt", "Lt" -> {
                        if (values != 1) {
                            errors.required(at + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                        }
                    }
                    default -> errors.invalid(at + ".operator", operator, "not a valid selector operator");
                }
            }
        }
    }

    private void podAffinity(JsonNode affinity, String path) {
        JsonNode required = affinity.path("requiredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < required.size(); i++) {
            topologyKey(required.get(i), path + ".requiredDuringSchedulingIgnoredDuringExecution[" + i + "]");
        }
        JsonNode preferred = affinity.path("preferredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < preferred.size(); i++) {
            String at = path + ".preferredDuringSchedulingIgnoredDuringExecution[" + i + "]";
            weight(preferred.get(i), at);
            topologyKey(preferred.get(i).path("podAffinityTerm"), at + ".podAffinityTerm");
        }
    }

    private void topologyKey(JsonNode term, String path) {
        String key = term.path("topologyKey").asText();
        if (key.isEmpty()) {
            errors.required(path + ".topologyKey", "can not be empty");
        } else {
            errors.invalid(path + ".topologyKey", key, Names.qualified(key));
        }
        SelectorRules.check(errors, term.path("labelSelector"), path + ".labelSelector");
    }

    private void spread(JsonNode constraints, String path) {
        for (int i = 0; i < constraints.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode constraint = constraints.get(i);
            if (constraint.path("maxSkew").asLong() < 1) {
                errors.invalid(at + ".maxSkew", constraint.path("maxSkew").asLong(), "must be greater than zero");
            }
            if (constraint.path("topologyKey").asText().isEmpty()) {
                errors.required(at + ".topologyKey", "can not be empty");
            }
            errors.oneOf(at + ".whenUnsatisfiable", constraint.path("whenUnsatisfiable").asText(), "DoNotSchedule", "ScheduleAnyway");
            SelectorRules.check(errors, constraint.path("labelSelector"), at + ".labelSelector");
        }
    }
}
