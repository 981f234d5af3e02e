package dev.marina.apiserver.types.marina;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Quantities;
import dev.marina.apiserver.validation.Errors;
import java.math.BigDecimal;

/// What `spec.audit` of a Cluster may say. The policy's rules and words are upstream's: apiserver's pkg/apis/audit/validation/validation.go
final class AuditRules {

    private static final String[] LEVELS = {"None", "Metadata", "Request", "RequestResponse"};
    private static final String[] STAGES = {"RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"};
    private static final int MOST_RULES = 200;
    /// The policy travels with the cluster's record, which is in memory always.
    private static final int MOST_POLICY_BYTES = 16 * 1024;
    private static final BigDecimal LEAST_BYTES = Quantities.value("1Mi");
    private static final BigDecimal MOST_BYTES = Quantities.value("256Mi");
    private static final int MOST_DAYS = 365;

    private AuditRules() {}

    static void check(JsonNode audit, String path, Errors errors) {
        if (audit.hasNonNull("policy")) {
            policy(audit.path("policy"), path + ".policy", errors);
        }
        retention(audit.path("retention"), path + ".retention", errors);
    }

    private static void retention(JsonNode retention, String path, Errors errors) {
        String bytes = retention.path("bytes").asText("");
        if (!bytes.isEmpty()) {
            boolean within = Quantities.valid(bytes) && Quantities.value(bytes).compareTo(LEAST_BYTES) >= 0
                    && Quantities.value(bytes).compareTo(MOST_BYTES) <= 0;
            if (!within) {
                errors.invalid(path + ".bytes", bytes, "must be a quantity from 1Mi to 256Mi");
            }
        }
        JsonNode days = retention.path("days");
        if (days.isNumber() && (days.asLong() < 1 || days.asLong() > MOST_DAYS)) {
            errors.invalid(path + ".days", days.asLong(), "must be between 1 and %d".formatted(MOST_DAYS));
        }
    }

    private static void policy(JsonNode policy, String path, Errors errors) {
        if (!policy.path("apiVersion").asText("audit.k8s.io/v1").equals("audit.k8s.io/v1")) {
            errors.notSupported(path + ".apiVersion", policy.path("apiVersion").asText(), "audit.k8s.io/v1");
        }
        if (!policy.path("kind").asText("Policy").equals("Policy")) {
            errors.notSupported(path + ".kind", policy.path("kind").asText(), "Policy");
        }
        if (policy.toString().length() > MOST_POLICY_BYTES) {
            errors.tooLong(path, MOST_POLICY_BYTES);
        }
        stages(policy.path("omitStages"), path + ".omitStages", errors);
        JsonNode rules = policy.path("rules");
        if (rules.isEmpty()) {
            errors.required(path + ".rules", "a policy needs at least one rule");
        }
        errors.tooMany(path + ".rules", rules.size(), MOST_RULES);
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), "%s.rules[%d]".formatted(path, i), errors);
        }
    }

    private static void rule(JsonNode rule, String path, Errors errors) {
        errors.oneOf(path + ".level", rule.path("level").asText(""), LEVELS);
        urls(rule.path("nonResourceURLs"), path + ".nonResourceURLs", errors);
        if (!rule.path("nonResourceURLs").isEmpty() && !(rule.path("resources").isEmpty() && rule.path("namespaces").isEmpty())) {
            errors.invalid(path + ".nonResourceURLs", rule.path("nonResourceURLs"), "rules cannot apply to both regular resources and non-resource URLs");
        }
        JsonNode resources = rule.path("resources");
        for (int i = 0; i < resources.size(); i++) {
            resources(resources.get(i), "%s.resources[%d]".formatted(path, i), errors);
        }
        stages(rule.path("omitStages"), path + ".omitStages", errors);
    }

    private static void urls(JsonNode urls, String path, Errors errors) {
        for (int i = 0; i < urls.size(); i++) {
            String url = urls.get(i).asText();
            if (url.equals("*")) {
                continue;
            }
            String place = "%s[%d]".formatted(path, i);
            if (!url.startsWith("/")) {
                errors.invalid(place, url, "non-resource URL rules must begin with a '/' character");
            }
            if (url.indexOf('*') >= 0 && url.indexOf('*') < url.length() - 1) {
                errors.invalid(place, url, "non-resource URL wildcards '*' must be the final character of the rule");
            }
        }
    }

    private static void resources(JsonNode resources, String path, Errors errors) {
        String group = resources.path("group").asText("");
        if (!group.isEmpty() && !group.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")) {
            errors.invalid(path + ".group", group, "must be the name of an API group such as apps");
        }
        if (!resources.path("resourceNames").isEmpty() && resources.path("resources").isEmpty()) {
            errors.invalid(path + ".resourceNames", resources.path("resourceNames"), "using resourceNames requires at least one resource");
        }
    }

    private static void stages(JsonNode stages, String path, Errors errors) {
        for (int i = 0; i < stages.size(); i++) {
            errors.oneOf("%s[%d]".formatted(path, i), stages.get(i).asText(), STAGES);
        }
    }
}
