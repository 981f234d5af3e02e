package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.http.Target;
import java.util.List;

/// One rule of a role. https://kubernetes.io/docs/reference/access-authn-authz/rbac/
public record PolicyRule(List<String> verbs, List<String> apiGroups, List<String> resources, List<String> resourceNames, List<String> nonResourceUrls) {

    public static PolicyRule of(JsonNode node) {
        return new PolicyRule(texts(node, "verbs"), texts(node, "apiGroups"), texts(node, "resources"), texts(node, "resourceNames"),
                texts(node, "nonResourceURLs"));
    }

    public static List<PolicyRule> listOf(JsonNode rules) {
        return rules.valueStream().map(PolicyRule::of).toList();
    }

    private static List<String> texts(JsonNode node, String field) {
        return node.path(field).valueStream().map(JsonNode::asText).toList();
    }

    public boolean allows(Target target) {
        return switch (target) {
            case Target.Resource resource -> allows(resource);
            case Target.NonResource path -> matches(verbs, path.verb()) && nonResourceUrls.stream().anyMatch(pattern -> matchesPath(pattern, path.path()));
        };
    }

    private boolean allows(Target.Resource target) {
        String combined = target.subresource().isEmpty() ? target.resource().resource() : target.resource().resource() + "/" + target.subresource();
        boolean resourceMatches = resources.contains("*") || resources.contains(combined)
                || !target.subresource().isEmpty() && resources.contains("*/" + target.subresource());
        return matches(verbs, target.verb()) && matches(apiGroups, target.resource().group()) && resourceMatches
                && (resourceNames.isEmpty() || !target.name().isEmpty() && resourceNames.contains(target.name()));
    }

    private static boolean matches(List<String> allowed, String value) {
        return allowed.contains("*") || allowed.contains(value);
    }

    private static boolean matchesPath(String pattern, String path) {
        return pattern.equals("*") || pattern.equals(path) || pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    /// Whether everything that `other` allows for one verb, group, resource and name is allowed by this rule too. `other` has
    /// exactly one of each, as [#split] makes them.
    private boolean covers(PolicyRule other) {
        if (!other.nonResourceUrls.isEmpty()) {
            return matches(verbs, other.verbs.getFirst()) && nonResourceUrls.stream().anyMatch(own -> matchesPath(own, other.nonResourceUrls.getFirst()));
        }
        String resource = other.resources.getFirst();
        int slash = resource.indexOf('/');
        boolean resourceCovered = resources.contains("*") || resources.contains(resource)
                || slash >= 0 && resources.contains("*" + resource.substring(slash));
        boolean namesCovered = resourceNames.isEmpty() || !other.resourceNames.isEmpty() && resourceNames.contains(other.resourceNames.getFirst());
        return matches(verbs, other.verbs.getFirst()) && matches(apiGroups, other.apiGroups.getFirst()) && resourceCovered && namesCovered;
    }

    /// The parts of `wanted` that no rule of `held` covers: what an escalation check complains about.
    public static List<PolicyRule> uncovered(List<PolicyRule> held, List<PolicyRule> wanted) {
        return wanted.stream().flatMap(rule -> rule.split().stream())
                .filter(part -> held.stream().noneMatch(rule -> rule.covers(part))).toList();
    }

    private List<PolicyRule> split() {
        List<PolicyRule> parts = new java.util.ArrayList<>();
        for (String verb : verbs) {
            for (String url : nonResourceUrls) {
                parts.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
            }
            for (String group : apiGroups) {
                for (String resource : resources) {
                    if (resourceNames.isEmpty()) {
                        parts.add(new PolicyRule(List.of(verb), List.of(group), List.of(resource), List.of(), List.of()));
                    }
                    for (String name : resourceNames) {
                        parts.add(new PolicyRule(List.of(verb), List.of(group), List.of(resource), List.of(name), List.of()));
                    }
                }
            }
        }
        return parts;
    }

    /// As upstream prints rules in messages.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        append(text, "APIGroups", apiGroups);
        append(text, "Resources", resources);
        append(text, "ResourceNames", resourceNames);
        append(text, "NonResourceURLs", nonResourceUrls);
        append(text, "Verbs", verbs);
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, String name, List<String> values) {
        if (!values.isEmpty()) {
            text.append(text.length() > 1 ? ", " : "").append(name).append(':')
                    .append(values.stream().map(value -> '"' + value + '"').toList());
        }
    }
}
