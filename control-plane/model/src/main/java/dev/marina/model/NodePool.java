package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// Nodes of one size for one cluster of the same namespace (= tenant). The node pool controller places them on machines.
@Group("marina.dev")
@Version("v1")
public class NodePool extends CustomResource<NodePool.Spec, NodePool.Status> implements Namespaced {

    /// @param cluster name of the Cluster in the same namespace
    /// @param cpu quantity per node, such as "1"
    /// @param memory quantity per node, such as "2Gi"
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String cluster, Integer replicas, String cpu, String memory) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(Integer replicas, Integer readyReplicas, List<String> nodes, List<Condition> conditions) {}
}
