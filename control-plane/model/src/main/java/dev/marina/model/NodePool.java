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

    /// A Docker Engine that all nodes of a machine share, whose containers are in user namespaces.
    public static final String DOCKER = "docker";
    /// A containerd of each node's own, by CRI; without user namespaces, so only where the operator allows it.
    public static final String CONTAINERD = "containerd";
    public static final List<String> RUNTIMES = List.of(DOCKER, CONTAINERD);
    /// A cluster's subnets are numbered from 0; within one, nodes reach each other without VXLAN where the cluster's back end has it so.
    public static final int MOST_SUBNETS = 16;

    /// @param cluster name of the Cluster in the same namespace
    /// @param cpu quantity per node, such as "1"
    /// @param memory quantity per node, such as "2Gi"
    /// @param replicas how many nodes there shall be; written by the autoscaler where there is one
    /// @param labels that each node bears, beside those that it has by itself
    /// @param taints that each node bears
    /// @param autoscaling absent where a person says how many there are
    /// @param repairMinutes after so long without being ready a node is replaced; 0: never; absent: 10
    /// @param runtime that its nodes' containers run in, for as long as it is; absent: [#DOCKER]
    /// @param subnet of the cluster's in which its nodes are, for as long as it is; absent: 0
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String cluster, Integer replicas, String cpu, String memory, Map<String, String> labels, List<Taint> taints, Autoscaling autoscaling,
            Integer repairMinutes, String runtime, Integer subnet) {

        public Spec(String cluster, Integer replicas, String cpu, String memory) {
            this(cluster, replicas, cpu, memory, null, null, null, null, null, null);
        }

        public Spec(String cluster, Integer replicas, String cpu, String memory, Map<String, String> labels, List<Taint> taints, Autoscaling autoscaling,
                Integer repairMinutes) {
            this(cluster, replicas, cpu, memory, labels, taints, autoscaling, repairMinutes, null, null);
        }

        /// The same with so many nodes.
        public Spec with(int nodes) {
            return new Spec(cluster, nodes, cpu, memory, labels, taints, autoscaling, repairMinutes, runtime, subnet);
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
