package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/// Nodes of one size for one cluster of the same namespace (= tenant). The node pool controller places them on machines.
@Group("marina.dev")
@Version("v1")
public class NodePool extends CustomResource<NodePool.Spec, NodePool.Status> implements Namespaced {

    /// @param cluster name of the Cluster in the same namespace
    /// @param cpu quantity per node, such as "1"
    /// @param memory quantity per node, such as "2Gi"
    /// @param replicas how many nodes there shall be; written by the autoscaler where there is one
    /// @param labels that each node bears, beside those that it has by itself
    /// @param taints that each node bears
    /// @param autoscaling absent where a person says how many there are
    /// @param repairMinutes after so long without being ready a node is replaced; 0: never; absent: 10
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String cluster, Integer replicas, String cpu, String memory, Map<String, String> labels, List<Taint> taints, Autoscaling autoscaling,
            Integer repairMinutes) {

        public Spec(String cluster, Integer replicas, String cpu, String memory) {
            this(cluster, replicas, cpu, memory, null, null, null, null);
        }

        /// The same with so many nodes.
        public Spec with(int nodes) {
            return new Spec(cluster, nodes, cpu, memory, labels, taints, autoscaling, repairMinutes);
        }
    }

    /// @param effect NoSchedule, PreferNoSchedule or NoExecute
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Taint(String key, String value, String effect) {}

    /// @param min nodes that there are at least, also 0
    /// @param max nodes that there are at most
    /// @param idleMinutes after so long with nothing on it that could not be elsewhere a node is taken away; absent: 10
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Autoscaling(Integer min, Integer max, Integer idleMinutes) {}

    /// @param idle since when nodes are idle, by name
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(Integer replicas, Integer readyReplicas, List<String> nodes, Map<String, String> idle, List<Condition> conditions) {

        public Status(Integer replicas, Integer readyReplicas, List<String> nodes, List<Condition> conditions) {
            this(replicas, readyReplicas, nodes, null, conditions);
        }
    }
}
