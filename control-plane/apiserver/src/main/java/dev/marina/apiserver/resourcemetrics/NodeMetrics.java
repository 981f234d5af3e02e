package dev.marina.apiserver.resourcemetrics;

import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.types.core.NodeType;
import dev.marina.apiserver.types.metrics.NodeMetricsType;
import dev.marina.model.tunnel.NodeUsage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What nodes use, of those that were measured.
public final class NodeMetrics implements ComputedObjects {

    private final ClusterViews views;
    private final NodeUsages usages;
    private final Clock clock;

    public NodeMetrics(ClusterViews views, NodeUsages usages, Clock clock) {
        this.views = views;
        this.usages = usages;
        this.clock = clock;
    }

    @Override
    public List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted) {
        List<Stored> nodes;
        try (Stream<Stored> all = views.current(cluster).list(NodeType.DEFINITION.groupResource(), "")) {
            nodes = all.filter(wanted).toList();
        }
        Map<String, NodeUsage> used = usages.of(cluster, nodes.stream().map(node -> node.key().name()).toList());
        return nodes.stream().filter(node -> used.containsKey(node.key().name()) && used.get(node.key().name()).node() != null)
                .map(node -> document(node, used.get(node.key().name()))).toList();
    }

    private Document document(Stored node, NodeUsage usage) {
        return MetricsDocument.of(NodeMetricsType.DEFINITION, node, usage, clock.instant(), root -> MetricsDocument.use(root, usage.node()));
    }
}
