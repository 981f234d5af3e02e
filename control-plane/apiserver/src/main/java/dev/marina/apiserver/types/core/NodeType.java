package dev.marina.apiserver.types.core;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.NodeColumns;
import dev.marina.apiserver.warning.AddressForms;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Node may be created with its status: that is how an agent registers. pkg/registry/core/node/strategy.go
public final class NodeType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Node", "nodes").clusterScoped().shortNames("no")
            .strategy(new NodeType()).status()
            .subresource("proxy", new GroupVersionKind("", "v1", "NodeProxyOptions"), "create", "delete", "get", "patch", "update")
            .columns(NodeColumns.ALL)
            .build();

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.unschedulable", Boolean.toString(object.at("spec", "unschedulable").asBoolean()));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (object.at("spec", "configSource").isObject()) {
            warnings.add("spec.configSource", "the feature is removed");
        }
        if (!object.text("spec", "externalID").isEmpty()) {
            warnings.add("spec.externalID", "this field is deprecated, and is unused by Kubernetes");
        }
        for (int i = 0; i < object.at("spec", "podCIDRs").size(); i++) {
            AddressForms.network(warnings, "spec.podCIDRs[%d]".formatted(i), object.at("spec", "podCIDRs").get(i).asText());
        }
        return warnings.found();
    }
}
