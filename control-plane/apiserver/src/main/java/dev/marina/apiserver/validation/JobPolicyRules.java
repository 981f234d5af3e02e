package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A job's rules about failed pods and about early success. validatePodFailurePolicy, validateSuccessPolicy in
/// pkg/apis/batch/validation/validation.go
final class JobPolicyRules {

    private static final int MOST_RULES = 20;
    private static final int MOST_EXIT_CODES = 255;
    private static final int MOST_INDEX_TEXT = 64 * 1024;

    private final Errors errors;
    private final JsonNode spec;
    private final String path;

    JobPolicyRules(Errors errors, JsonNode spec, String path) {
        this.errors = errors;
        this.spec = spec;
        this.path = path;
    }

    void check() {
        if (spec.path("podFailurePolicy").isObject()) {
            failureRules(spec.path("podFailurePolicy").path("rules"), path + ".podFailurePolicy.rules");
        }
        JsonNode success = spec.path("successPolicy");
        if (success.isObject()) {
            if (JobRules.indexed(spec)) {
                successRules(success.path("rules"), path + ".successPolicy.rules");
            } else {
                errors.invalid(path + ".successPolicy", success, "requires indexed completion mode");
            }
        }
    }

    private void failureRules(JsonNode rules, String at) {
        errors.tooMany(at, rules.size(), MOST_RULES);
        Set<String> containers = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            spec.path("template").path("spec").path(list).forEach(container -> containers.add(container.path("name").asText()));
        }
        for (int i = 0; i < rules.size(); i++) {
            failureRule(rules.get(i), at + "[" + i + "]", containers);
        }
    }

    private void failureRule(JsonNode rule, String at, Set<String> containers) {
        String action = rule.path("action").asText();
        if (action.isEmpty()) {
            errors.required(at + ".action", "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
        } else if (action.equals("FailIndex") && !spec.hasNonNull("backoffLimitPerIndex")) {
            errors.invalid(at + ".action", action, "requires the backoffLimitPerIndex to be set");
        } else {
            errors.oneOf(at + ".action", action, "Count", "FailIndex", "FailJob", "Ignore");
        }
        boolean codes = rule.path("onExitCodes").isObject();
        boolean conditions = !rule.path("onPodConditions").isEmpty();
        if (codes && conditions) {
            errors.invalid(at, "specifying both OnExitCodes and OnPodConditions is not supported");
        } else if (!codes && !conditions) {
            errors.invalid(at, "specifying one of OnExitCodes and OnPodConditions is required");
        }
        if (codes) {
            exitCodes(rule.path("onExitCodes"), at + ".onExitCodes", containers);
        }
        conditions(rule.path("onPodConditions"), at + ".onPodConditions");
    }

    private void exitCodes(JsonNode rule, String at, Set<String> containers) {
        String operator = rule.path("operator").asText();
        if (operator.isEmpty()) {
            errors.required(at + ".operator", "valid values: [\"In\" \"NotIn\"]");
        } else {
            errors.oneOf(at + ".operator", operator, "In", "NotIn");
        }
        if (rule.hasNonNull("containerName") && !containers.contains(rule.path("containerName").asText())) {
            errors.invalid(at + ".containerName", rule.path("containerName").asText(),
                    "must be one of the container or initContainer names in the pod template");
        }
        JsonNode values = rule.path("values");
        if (values.isEmpty()) {
            errors.invalid(at + ".values", Errors.list(values), "at least one value is required");
        }
        errors.tooMany(at + ".values", values.size(), MOST_EXIT_CODES);
        Set<Long> seen = new HashSet<>();
        boolean ordered = true;
        for (int i = 0; i < values.size(); i++) {
            long value = values.get(i).asLong();
            if (operator.equals("In") && value == 0) {
                errors.invalid(at + ".values[" + i + "]", value, "must not be 0 for the In operator");
            }
            if (!seen.add(value)) {
                errors.duplicate(at + ".values[" + i + "]", values.get(i));
            }
            ordered &= i == 0 || values.get(i - 1).asLong() <= value;
        }
        if (!ordered) {
            errors.invalid(at + ".values", values, "must be ordered");
        }
    }

    private void conditions(JsonNode patterns, String at) {
        errors.tooMany(at, patterns.size(), MOST_RULES);
        for (int i = 0; i < patterns.size(); i++) {
            String type = patterns.get(i).path("type").asText();
            errors.invalid(at + "[" + i + "].type", type, Names.qualified(type));
            errors.oneOf(at + "[" + i + "].status", patterns.get(i).path("status").asText("True"), "False", "True", "Unknown");
        }
    }

    private void successRules(JsonNode rules, String at) {
        if (rules.isEmpty()) {
            errors.required(at, "at least one rules must be specified when the successPolicy is specified");
        }
        errors.tooMany(at, rules.size(), MOST_RULES);
        for (int i = 0; i < rules.size(); i++) {
            successRule(rules.get(i), at + "[" + i + "]");
        }
    }

    private void successRule(JsonNode rule, String at) {
        boolean counted = rule.hasNonNull("succeededCount");
        boolean listed = rule.hasNonNull("succeededIndexes");
        if (!counted && !listed) {
            errors.required(at, "at least one of succeededCount or succeededIndexes must be specified");
        }
        long completions = spec.path("completions").asLong();
        long indexes = Long.MAX_VALUE;
        if (listed) {
            String text = rule.path("succeededIndexes").asText();
            if (text.length() > MOST_INDEX_TEXT) {
                errors.tooLong(at + ".succeededIndexes", MOST_INDEX_TEXT);
            } else {
                indexes = indexes(text, completions, at + ".succeededIndexes");
            }
        }
        if (counted) {
            long count = rule.path("succeededCount").asLong();
            errors.notNegative(at + ".succeededCount", rule.path("succeededCount"));
            if (spec.hasNonNull("completions") && count > completions) {
                errors.invalid(at + ".succeededCount", count, "must be less than or equal to %d (the number of specified completions)".formatted(completions));
            }
            if (count > indexes) {
                errors.invalid(at + ".succeededCount", count,
                        "must be less than or equal to %d (the number of indexes in the specified succeededIndexes field)".formatted(indexes));
            }
        }
    }

    /// How many indexes a text such as `0,2-5` names; they must rise and be below the number of completions.
    private long indexes(String text, long completions, String at) {
        List<String> wrong = new ArrayList<>();
        long count = 0;
        long last = -1;
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length > 2 || !ends[0].matches("[0-9]{1,9}") || !ends[ends.length - 1].matches("[0-9]{1,9}")) {
                wrong.add(ends.length > 2
                        ? "the fragment \"%s\" violates the requirement that an index interval can have at most two parts separated by '-'".formatted(part)
                        : "cannot convert string to integer for index: \"%s\"".formatted(part));
                break;
            }
            long first = Long.parseLong(ends[0]);
            long end = Long.parseLong(ends[ends.length - 1]);
            if (end >= completions) {
                wrong.add("too large index: \"%d\"".formatted(end));
                break;
            }
            if (first <= last || end < first || ends.length == 2 && end == first) {
                wrong.add("non-increasing order, previous: %d, current: %d".formatted(last, first));
                break;
            }
            count += end - first + 1;
            last = end;
        }
        errors.invalid(at, text, wrong);
        return wrong.isEmpty() ? count : Long.MAX_VALUE;
    }
}
