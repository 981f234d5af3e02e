package dev.marina.apiserver.resourcemetrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.types.core.PodType;
import dev.marina.apiserver.types.metrics.PodMetricsType;
import dev.marina.model.tunnel.NodeUsage;
import dev.marina.model.tunnel.NodeUsage.ContainerUsage;
import dev.marina.model.tunnel.NodeUsage.PodUsage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the containers of running pods use, of those that were measured.
public final class PodMetrics implements ComputedObjects {

    private final ClusterViews views;
    private final NodeUsages usages;
    private final Clock clock;

    public PodMetrics(ClusterViews views, NodeUsages usages, Clock clock) {
        this.views = views;
        this.usages = usages;
        this.clock = clock;
    }

    @Override
    public List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted) {
        List<Stored> pods;
        try (Stream<Stored> all = views.current(cluster).list(PodType.DEFINITION.groupResource(), namespace)) {
            pods = all.filter(pod -> "Running".equals(pod.fields().selectable().get("status.phase"))).filter(wanted).toList();
        }
        Map<String, NodeUsage> used = usages.of(cluster, pods.stream().map(PodMetrics::node).distinct().toList());
        return pods.stream().flatMap(pod -> Optional.ofNullable(used.get(node(pod))).flatMap(usage -> document(pod, usage)).stream()).toList();
    }

    private static String node(Stored pod) {
        return pod.fields().selectable().get("spec.nodeName");
    }

    /// Another pod of its name, which has gone, is not this one.
    private Optional<Document> document(Stored pod, NodeUsage usage) {
        return usage.pods().stream().filter(each -> each.uid().equals(pod.fields().uid())).findFirst().map(found -> document(pod, usage, found));
    }

    private Document document(Stored pod, NodeUsage usage, PodUsage used) {
        return MetricsDocument.of(PodMetricsType.DEFINITION, pod, usage, clock.instant(), root -> {
            ArrayNode containers = root.putArray("containers");
            for (ContainerUsage container : used.containers()) {
                ObjectNode node = containers.addObject().put("name", container.name());
                MetricsDocument.use(node, container.used());
            }
        });
    }
}
