package dev.marina.apiserver.types.marina;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a pool's nodes may bear, and between which numbers there may be.
final class NodePoolRules {

    private static final int MOST_LABELS = 50;
    private static final int MOST_TAINTS = 20;
    private static final int MOST_NODES = 250;
    private static final int MOST_MINUTES = 7 * 24 * 60;
    /// Said by others: where a node is, what it is, and how it is. A pool that could say so would lead pods astray.
    private static final List<String> OTHERS = List.of("kubernetes.io", "k8s.io", "marina.dev");

    private NodePoolRules() {}

    static void check(JsonNode spec, Errors errors) {
        labels(spec.path("labels"), errors);
        taints(spec.path("taints"), errors);
        autoscaling(spec.path("autoscaling"), errors);
        if (spec.hasNonNull("repairMinutes")) {
            between(errors, "spec.repairMinutes", spec.path("repairMinutes"), 0, MOST_MINUTES);
        }
    }

    private static void labels(JsonNode labels, Errors errors) {
        if (labels.size() > MOST_LABELS) {
            errors.tooMany("spec.labels", labels.size(), MOST_LABELS);
            return;
        }
        labels.properties().forEach(label -> {
            key(errors, "spec.labels", label.getKey());
            List<String> wrong = Names.labelValue(label.getValue().asText());
            if (!wrong.isEmpty()) {
                errors.invalid("spec.labels", label.getValue().asText(), wrong);
            }
        });
    }

    private static void key(Errors errors, String field, String key) {
        List<String> wrong = Names.qualified(key);
        if (!wrong.isEmpty()) {
            errors.invalid(field, key, wrong);
        } else if (others(key)) {
            errors.invalid(field, key, "must not be of kubernetes.io, k8s.io or marina.dev, where others say what a node is");
        }
    }

    private static boolean others(String key) {
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        return OTHERS.stream().anyMatch(other -> domain.equals(other) || domain.endsWith("." + other));
    }

    private static void taints(JsonNode taints, Errors errors) {
        if (taints.size() > MOST_TAINTS) {
            errors.tooMany("spec.taints", taints.size(), MOST_TAINTS);
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < taints.size(); i++) {
            String field = "spec.taints[%d].".formatted(i);
            String key = taints.get(i).path("key").asText();
            String effect = taints.get(i).path("effect").asText();
            key(errors, field + "key", key);
            List<String> wrong = Names.labelValue(taints.get(i).path("value").asText(""));
            if (!wrong.isEmpty()) {
                errors.invalid(field + "value", taints.get(i).path("value").asText(), wrong);
            }
            errors.oneOf(field + "effect", effect, "NoExecute", "NoSchedule", "PreferNoSchedule");
            if (!seen.add(key + ":" + effect)) {
                errors.duplicate(field + "key", key);
            }
        }
    }

    private static void autoscaling(JsonNode autoscaling, Errors errors) {
        if (autoscaling.isMissingNode() || autoscaling.isNull()) {
            return;
        }
        between(errors, "spec.autoscaling.max", autoscaling.path("max"), 1, MOST_NODES);
        if (autoscaling.hasNonNull("min")) {
            between(errors, "spec.autoscaling.min", autoscaling.path("min"), 0, autoscaling.path("max").asLong());
        }
        if (autoscaling.hasNonNull("idleMinutes")) {
            between(errors, "spec.autoscaling.idleMinutes", autoscaling.path("idleMinutes"), 1, MOST_MINUTES);
        }
    }

    private static void between(Errors errors, String field, JsonNode value, long least, long most) {
        if (value.asLong() < least || value.asLong() > most) {
            errors.invalid(field, value.asLong(), "must be from %d to %d".formatted(least, most));
        }
    }
}
