package dev.marina.apiserver.types.core;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.NodeColumns;
import java.util.Map;

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
}
