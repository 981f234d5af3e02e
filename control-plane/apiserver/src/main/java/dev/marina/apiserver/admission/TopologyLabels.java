package dev.marina.apiserver.admission;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.endpoint.ClusterView;
import java.util.Map;
import java.util.TreeMap;

/// Where a node is, for its pods to say it too. plugin/pkg/admission/podtopologylabels
public final class TopologyLabels {

    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final String[] LABELS = {"topology.kubernetes.io/region", "topology.kubernetes.io/zone"};

    private TopologyLabels() {}

    /// Empty where there is no such node.
    public static Map<String, String> of(ClusterView view, String node) {
        Map<String, String> labels = new TreeMap<>();
        view.find(new ObjectKey(view.cluster(), NODES, "", node)).map(stored -> stored.fields().labels()).ifPresent(found -> {
            for (String label : LABELS) {
                if (found.containsKey(label)) {
                    labels.put(label, found.get(label));
                }
            }
        });
        return labels;
    }
}
