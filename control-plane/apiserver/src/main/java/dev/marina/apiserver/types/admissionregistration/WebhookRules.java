package dev.marina.apiserver.types.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.apiserver.validation.WebhookClientRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What both kinds of webhook configurations have in common. pkg/apis/admissionregistration/validation/validation.go
final class WebhookRules {

    private static final String[] SIDE_EFFECTS = {"None", "NoneOnDryRun"};
    private static final int LONGEST_SECONDS = 30;

    private WebhookRules() {}

    static Document defaulted(Document configuration, boolean mutating) {
        return configuration.edited(root -> root.path("webhooks").forEach(each -> {
            if (each instanceof ObjectNode webhook) {
                Defaults.text(webhook, "failurePolicy", "Fail");
                MatchRules.defaultSelectors(webhook);
                MatchRules.defaultScopes(webhook.path("rules"));
                Defaults.number(webhook, "timeoutSeconds", 10);
                if (mutating) {
                    Defaults.text(webhook, "reinvocationPolicy", "Never");
                }
                if (webhook.path("clientConfig").get("service") instanceof ObjectNode service) {
                    Defaults.number(service, "port", 443);
                }
            }
        }));
    }

    /// @param stored what an update changes: conditions that stay as they were are not looked at again
    static List<FieldError> check(Document configuration, Optional<Document> stored, boolean mutating) {
        Errors errors = new Errors();
        JsonNode webhooks = configuration.at("webhooks");
        boolean sameConditions = stored.filter(before -> conditions(before.at("webhooks")).equals(conditions(webhooks))).isPresent();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            String path = "webhooks[" + i + "]";
            JsonNode webhook = webhooks.get(i);
            webhook(errors, webhook, path, mutating);
            if (!sameConditions) {
                ExpressionRules.conditions(errors, webhook.path("matchConditions"), false, path + ".matchConditions");
            }
            WebhookClientRules.reviewVersions(errors, webhook.path("admissionReviewVersions"), path + ".admissionReviewVersions");
            String name = webhook.path("name").asText();
            if (!name.isEmpty() && !names.add(name)) {
                errors.duplicate(path + ".name", name);
            }
        }
        return errors.found();
    }

    private static List<JsonNode> conditions(JsonNode webhooks) {
        return webhooks.valueStream().map(webhook -> webhook.path("matchConditions")).toList();
    }

    private static void webhook(Errors errors, JsonNode webhook, String path, boolean mutating) {
        name(errors, webhook.path("name").asText(), path + ".name");
        JsonNode rules = webhook.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            MatchRules.rule(errors, rules.get(i), path + ".rules[" + i + "]");
        }
        errors.oneOf(path + ".failurePolicy", webhook.path("failurePolicy").asText(), "Fail", "Ignore");
        errors.oneOf(path + ".matchPolicy", webhook.path("matchPolicy").asText(), "Equivalent", "Exact");
        if (webhook.path("sideEffects").asText("").isEmpty()) {
            errors.required(path + ".sideEffects", "must specify one of " + String.join(", ", SIDE_EFFECTS));
        } else {
            errors.oneOf(path + ".sideEffects", webhook.path("sideEffects").asText(), SIDE_EFFECTS);
        }
        long seconds = webhook.path("timeoutSeconds").asLong();
        if (seconds > LONGEST_SECONDS || seconds < 1) {
            errors.invalid(path + ".timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds");
        }
        SelectorRules.check(errors, webhook.path("namespaceSelector"), path + ".namespaceSelector");
        SelectorRules.check(errors, webhook.path("objectSelector"), path + ".objectSelector");
        if (mutating) {
            errors.oneOf(path + ".reinvocationPolicy", webhook.path("reinvocationPolicy").asText(), "IfNeeded", "Never");
        }
        WebhookClientRules.client(errors, webhook.path("clientConfig"), path + ".clientConfig");
    }

    private static void name(Errors errors, String name, String path) {
        if (name.isEmpty()) {
            errors.required(path);
        } else if (!Names.dnsSubdomain(name).isEmpty()) {
            errors.invalid(path, name, String.join(",", Names.dnsSubdomain(name)));
        } else if (name.split("\\.").length < 3) {
            errors.invalid(path, name, "should be a domain with at least three segments separated by dots");
        }
    }
}
