package dev.marina.apiserver.admission.matching;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Operations on resources. apiserver's pkg/admission/plugin/webhook/predicates/rules
record ResourceRule(Set<String> operations, Set<String> groups, Set<String> versions, List<String> resources, String scope, Set<String> names) {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    static List<ResourceRule> list(JsonNode rules) {
        return rules.valueStream().map(rule -> new ResourceRule(texts(rule.path("operations")), texts(rule.path("apiGroups")),
                texts(rule.path("apiVersions")), rule.path("resources").valueStream().map(JsonNode::asText).toList(), rule.path("scope").asText("*"),
                texts(rule.path("resourceNames")))).toList();
    }

    private static Set<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).collect(Collectors.toUnmodifiableSet());
    }

    /// @param as the type as which the request is seen
    boolean matches(AdmissionRequest request, ResourceDefinition as) {
        return matchesScope(request) && all(operations, request.operation().name()) && all(groups, as.resource().group())
                && all(versions, as.resource().version())
                && resources.stream().anyMatch(resource -> matches(resource, as.resource().resource(), request.subresource()))
                && (names.isEmpty() || names.contains(request.name()));
    }

    /// A namespace is of no namespace.
    private boolean matchesScope(AdmissionRequest request) {
        boolean ofCluster = request.namespace().isEmpty() || request.resource().equals(NAMESPACES);
        return switch (scope) {
            case "Namespaced" -> !ofCluster;
            case "Cluster" -> ofCluster;
            default -> true;
        };
    }

    private static boolean all(Set<String> wanted, String given) {
        return wanted.contains("*") || wanted.contains(given);
    }

    private static boolean matches(String wanted, String resource, String subresource) {
        int slash = wanted.indexOf('/');
        String name = slash < 0 ? wanted : wanted.substring(0, slash);
        String part = slash < 0 ? "" : wanted.substring(slash + 1);
        return (name.equals("*") || name.equals(resource)) && (part.equals("*") || part.equals(subresource));
    }
}
