package dev.marina.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.util.List;

/// The one-request form of discovery, `application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`; `v2beta1` has the
/// same content.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
public final class AggregatedDiscovery {

    private final Discovery discovery;
    private final String version;

    /// @param version `v2` or `v2beta1`
    public AggregatedDiscovery(ResourceRegistry registry, String version) {
        this.discovery = new Discovery(registry);
        this.version = version;
    }

    public static String mediaType(String version) {
        return "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
    }

    /// The answer to `GET /api` in this form.
    public Document core() {
        return list(List.of(""));
    }

    /// The answer to `GET /apis` in this form.
    public Document groups() {
        return list(discovery.groupNames().stream().filter(group -> !group.isEmpty()).toList());
    }

    private Document list(List<String> groups) {
        return Document.empty().edited(root -> {
            root.put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + this.version);
            root.putObject("metadata");
            ArrayNode items = root.putArray("items");
            for (String group : groups) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!group.isEmpty()) {
                    metadata.put("name", group);
                }
                ArrayNode versions = item.putArray("versions");
                for (String version : discovery.versions(group)) {
                    ObjectNode node = versions.addObject().put("version", version);
                    ArrayNode resources = node.putArray("resources");
                    discovery.definitions(group, version).forEach(definition -> resource(resources.addObject(), definition));
                    node.put("freshness", "Current");
                }
            }
        });
    }

    private static void resource(ObjectNode node, ResourceDefinition definition) {
        node.put("resource", definition.names().plural());
        kind(node.putObject("responseKind"), definition.kind());
        node.put("scope", definition.namespaced() ? "Namespaced" : "Cluster");
        node.put("singularResource", definition.names().singular());
        ArrayNode verbs = node.putArray("verbs");
        definition.verbs().stream().map(ResourceDefinition.Verb::wire).sorted().forEach(verbs::add);
        if (!definition.names().shortNames().isEmpty()) {
            definition.names().shortNames().forEach(node.putArray("shortNames")::add);
        }
        if (!definition.names().categories().isEmpty()) {
            definition.names().categories().forEach(node.putArray("categories")::add);
        }
        if (!definition.subresources().isEmpty()) {
            ArrayNode subresources = node.putArray("subresources");
            for (ResourceDefinition.Subresource subresource : definition.subresources()) {
                ObjectNode child = subresources.addObject().put("subresource", subresource.name());
                kind(child.putObject("responseKind"), subresource.kind());
                subresource.verbs().stream().sorted().forEach(child.putArray("verbs")::add);
            }
        }
    }

    private static void kind(ObjectNode node, GroupVersionKind kind) {
        node.put("group", kind.group()).put("version", kind.version()).put("kind", kind.kind());
    }
}
