package dev.marina.apiserver.types.metrics;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import java.util.stream.Stream;

/// What a node uses.
public final class NodeMetricsType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("metrics.k8s.io", "v1beta1", "NodeMetrics", "nodes")
            .clusterScoped().verbs(Verb.GET, Verb.LIST).columns(MetricsColumns.of(object -> Stream.of(object.at("usage"))))
            .build();

    private NodeMetricsType() {}
}
