package dev.marina.apiserver.types.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What both kinds of webhook configurations have in common. pkg/apis/admissionregistration/validation/validation.go
final class WebhookRules {

    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");
    private static final String FORM = "; desired format: https://host[/path]";
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");
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
            reviewVersions(errors, webhook.path("admissionReviewVersions"), path + ".admissionReviewVersions");
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
        client(errors, webhook.path("clientConfig"), path + ".clientConfig");
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

    private static void reviewVersions(Errors errors, JsonNode versions, String path) {
        if (versions.isEmpty()) {
            errors.required(path, "must specify one of v1, v1beta1");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).asText();
            if (!seen.add(version)) {
                errors.invalid(path + "[" + i + "]", version, "duplicate version");
            } else {
                errors.invalid(path + "[" + i + "]", version, Names.dns1035Label(version));
            }
        }
        if (REVIEWS.stream().noneMatch(seen::contains)) {
            errors.invalid(path, versions, "must include at least one of v1, v1beta1");
        }
    }

    private static void client(Errors errors, JsonNode client, String path) {
        boolean byUrl = client.hasNonNull("url");
        boolean byService = client.path("service").isObject();
        if (byUrl == byService) {
            errors.required(path, "exactly one of url or service is required");
        } else if (byUrl) {
            url(errors, client.path("url").asText(), path + ".url");
        } else {
            service(errors, client.path("service"), path + ".service");
        }
    }

    private static void url(Errors errors, String url, String path) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || url.matches(".*[\\s<>\"{}|\\\\^`].*")) {
            errors.required(path, "url must be a valid URL: " + url + FORM);
            return;
        }
        if (!parts.group(1).equalsIgnoreCase("https")) {
            errors.invalid(path, parts.group(1), "'https' is the only allowed URL scheme" + FORM);
        }
        String authority = parts.group(2);
        if (authority.substring(authority.lastIndexOf('@') + 1).isEmpty()) {
            errors.invalid(path, "", "host must be specified" + FORM);
        }
        if (authority.contains("@")) {
            errors.invalid(path, authority.substring(0, authority.lastIndexOf('@')), "user information is not permitted in the URL");
        }
        if (parts.group(5) != null && parts.group(5).length() > 1) {
            errors.invalid(path, parts.group(5).substring(1), "fragments are not permitted in the URL");
        }
        if (parts.group(4) != null && parts.group(4).length() > 1) {
            errors.invalid(path, parts.group(4).substring(1), "query parameters are not permitted in the URL");
        }
    }

    private static void service(Errors errors, JsonNode service, String path) {
        if (service.path("name").asText().isEmpty()) {
            errors.required(path + ".name");
        }
        if (service.path("namespace").asText().isEmpty()) {
            errors.required(path + ".namespace");
        }
        long port = service.path("port").asLong();
        if (!Names.port(port).isEmpty()) {
            errors.invalid(path + ".port", port, "port is not valid: " + String.join(", ", Names.port(port)));
        }
        servicePath(errors, service.path("path").asText(""), path + ".path");
    }

    private static void servicePath(Errors errors, String path, String field) {
        if (path.isEmpty() || path.equals("/")) {
            return;
        }
        if (path.equals("//")) {
            errors.invalid(field, path, "segment[0] may not be empty");
            return;
        }
        if (!path.startsWith("/")) {
            errors.invalid(field, path, "must start with a '/'");
        }
        String rest = path.substring(1);
        String[] steps = (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            String segment = "segment[" + i + "]";
            if (steps[i].isEmpty()) {
                errors.invalid(field, path, segment + " may not be empty");
            } else {
                Names.dnsSubdomain(steps[i]).forEach(wrong -> errors.invalid(field, path, segment + ": " + wrong));
            }
        }
    }
}
