package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.validation.Names;
import java.util.Map;

/// Labels of nodes that have other names now. pkg/api/node/util.go
public final class NodeLabels {

    private static final Map<String, String> DEPRECATED = Map.of(
            "beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            "beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region", "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone", "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type", "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
            "app.kubernetes.io/created-by", "deprecated since v1.9",
            "scheduler.alpha.kubernetes.io/preferAvoidPods", "deprecated since v1.22; use Taints and Tolerations instead",
            "node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead");

    private NodeLabels() {}

    /// @param field of the map
    public static void keyed(Warnings warnings, String field, JsonNode labels) {
        labels.fieldNames().forEachRemaining(label -> {
            if (DEPRECATED.containsKey(label)) {
                warnings.add("%s[%s]".formatted(field, label), DEPRECATED.get(label));
            }
        });
    }

    /// Of a RuntimeClass, where upstream leaves out which.
    public static void unkeyed(Warnings warnings, String field, JsonNode labels) {
        labels.fieldNames().forEachRemaining(label -> named(warnings, field, label));
    }

    public static void named(Warnings warnings, String field, String label) {
        if (DEPRECATED.containsKey(label)) {
            warnings.add(field, DEPRECATED.get(label));
        }
    }

    static void topologyKey(Warnings warnings, String field, String label) {
        if (DEPRECATED.containsKey(label)) {
            warnings.add(field, label + " is " + DEPRECATED.get(label));
        }
    }

    /// @param terms a required node selector's
    public static void terms(Warnings warnings, String field, JsonNode terms) {
        for (int i = 0; i < terms.size(); i++) {
            expressions(warnings, "%s[%d].matchExpressions".formatted(field, i), terms.get(i).path("matchExpressions"), false);
        }
    }

    static void preferred(Warnings warnings, String field, JsonNode terms) {
        for (int i = 0; i < terms.size(); i++) {
            expressions(warnings, "%s[%d].preference.matchExpressions".formatted(field, i), terms.get(i).path("preference").path("matchExpressions"), true);
        }
    }

    public static void selector(Warnings warnings, String field, JsonNode selector) {
        expressions(warnings, field + ".matchExpressions", selector.path("matchExpressions"), false);
        selector.path("matchLabels").fieldNames().forEachRemaining(label -> named(warnings, "%s.matchLabels.%s".formatted(field, label), label));
    }

    /// @param values whether those too have to be what a label can be: nobody refuses them in a preference
    private static void expressions(Warnings warnings, String field, JsonNode expressions, boolean values) {
        for (int i = 0; i < expressions.size(); i++) {
            topologyKey(warnings, "%s[%d].key".formatted(field, i), expressions.get(i).path("key").asText());
            JsonNode given = expressions.get(i).path("values");
            for (int j = 0; values && j < given.size(); j++) {
                for (String wrong : Names.labelValue(given.get(j).asText())) {
                    warnings.add("%s[%d].values[%d]".formatted(field, i, j), given.get(j).asText() + " is invalid, " + wrong);
                }
            }
        }
    }
}
