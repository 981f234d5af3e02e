package dev.marina.apiserver.types.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which requests a policy, a binding or a webhook is for. pkg/apis/admissionregistration/validation/validation.go
final class MatchRules {

    private static final String[] OPERATIONS = {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"};
    private static final String[] MUTATED_OPERATIONS = {"*", "CONNECT", "CREATE", "UPDATE"};

    private MatchRules() {}

    // -- defaults

    /// The resources that a policy or a binding is about.
    static void defaultResources(JsonNode parent, String field) {
        if (parent.get(field) instanceof ObjectNode resources) {
            defaultSelectors(resources);
            defaultScopes(resources.path("resourceRules"));
            defaultScopes(resources.path("excludeResourceRules"));
        }
    }

    static void defaultSelectors(ObjectNode node) {
        Defaults.text(node, "matchPolicy", "Equivalent");
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            if (!node.path(selector).isObject()) {
                node.putObject(selector);
            }
        }
    }

    static void defaultScopes(JsonNode rules) {
        rules.forEach(rule -> {
            if (rule instanceof ObjectNode object) {
                Defaults.text(object, "scope", "*");
            }
        });
    }

    // -- rules

    /// @param resources where it is missing, nothing is said
    static void check(Errors errors, JsonNode resources, String path) {
        if (!resources.isObject()) {
            return;
        }
        errors.oneOf(path + ".matchPolicy", resources.path("matchPolicy").asText(), "Equivalent", "Exact");
        SelectorRules.check(errors, resources.path("namespaceSelector"), path + ".namespaceSelector");
        SelectorRules.check(errors, resources.path("objectSelector"), path + ".objectSelector");
        named(errors, resources.path("resourceRules"), path + ".resourceRules");
        named(errors, resources.path("excludeResourceRules"), path + ".excludeResourceRules");
    }

    /// Nothing is left to change in what goes.
    static void checkMutated(Errors errors, JsonNode resources, String path) {
        resources.path("resourceRules").forEach(rule -> rule.path("operations").forEach(operation -> {
            if (!List.of(MUTATED_OPERATIONS).contains(operation.asText())) {
                errors.notSupported(path + ".resourceRules.operations", operation.asText(), MUTATED_OPERATIONS);
            }
        }));
    }

    private static void named(Errors errors, JsonNode rules, String path) {
        for (int i = 0; i < rules.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode names = rules.get(i).path("resourceNames");
            Set<String> seen = new HashSet<>();
            for (int n = 0; n < names.size(); n++) {
                String name = names.get(n).asText();
                errors.invalid(at + ".resourceNames[" + n + "]", name, Names.pathSegment(name));
                if (!seen.add(name)) {
                    errors.duplicate(at + ".resourceNames[" + n + "]", name);
                }
            }
            rule(errors, rules.get(i), at);
        }
    }

    static void rule(Errors errors, JsonNode rule, String path) {
        JsonNode operations = rule.path("operations");
        list(errors, operations, path + ".operations", "if '*' is present, must not specify other operations");
        for (int i = 0; i < operations.size(); i++) {
            String operation = operations.get(i).asText();
            if (!List.of(OPERATIONS).contains(operation)) {
                errors.notSupported(path + ".operations[" + i + "]", operation, OPERATIONS);
            }
        }
        list(errors, rule.path("apiGroups"), path + ".apiGroups", "if '*' is present, must not specify other API groups");
        JsonNode versions = rule.path("apiVersions");
        list(errors, versions, path + ".apiVersions", "if '*' is present, must not specify other API versions");
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).asText().isEmpty()) {
                errors.required(path + ".apiVersions[" + i + "]");
            }
        }
        resources(errors, rule.path("resources"), path + ".resources");
        if (rule.has("scope") && !List.of("*", "Cluster", "Namespaced").contains(rule.path("scope").asText())) {
            errors.notSupported(path + ".scope", rule.path("scope").asText(), "*", "Cluster", "Namespaced");
        }
    }

    /// Not empty, and either everything or a few.
    private static void list(Errors errors, JsonNode list, String path, String everything) {
        if (list.isEmpty()) {
            errors.required(path);
        }
        if (list.size() > 1 && contains(list, "*")) {
            errors.invalid(path, list, everything);
        }
    }

    private static boolean contains(JsonNode list, String text) {
        return list.valueStream().anyMatch(item -> item.asText().equals(text));
    }

    private static void resources(Errors errors, JsonNode resources, String path) {
        if (resources.isEmpty()) {
            errors.required(path);
        }
        Set<String> withAllSubresources = new HashSet<>();
        Set<String> ofAllResources = new HashSet<>();
        boolean plain = false;
        for (int i = 0; i < resources.size(); i++) {
            String resource = resources.get(i).asText();
            String at = path + "[" + i + "]";
            if (resource.isEmpty()) {
                errors.required(at);
                continue;
            }
            int slash = resource.indexOf('/');
            if (slash < 0) {
                plain = !resource.equals("*");
                continue;
            }
            String name = resource.substring(0, slash);
            String subresource = resource.substring(slash + 1);
            if (withAllSubresources.contains(name)) {
                errors.invalid(at, resource, "if '%s/*' is present, must not specify %s".formatted(name, resource));
            }
            if (ofAllResources.contains(subresource)) {
                errors.invalid(at, resource, "if '*/%s' is present, must not specify %s".formatted(subresource, resource));
            }
            if (subresource.equals("*")) {
                withAllSubresources.add(name);
            }
            if (name.equals("*")) {
                ofAllResources.add(subresource);
            }
        }
        if (resources.size() > 1 && contains(resources, "*/*")) {
            errors.invalid(path, resources, "if '*/*' is present, must not specify other resources");
        }
        if (contains(resources, "*") && plain) {
            errors.invalid(path, resources, "if '*' is present, must not specify other resources without subresources");
        }
    }
}
