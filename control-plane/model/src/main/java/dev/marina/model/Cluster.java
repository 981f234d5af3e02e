package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// A tenant's cluster: object name = cluster name, namespace = tenant.
@Group("marina.dev")
@Version("v1")
public class Cluster extends CustomResource<Cluster.Spec, Cluster.Status> implements Namespaced {

    /// @param podCidr addresses of pods, /24 per node, default 10.244.0.0/16
    /// @param serviceCidr addresses of Services, default 10.96.0.0/16; .1 is `kubernetes`, .10 the cluster's DNS
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String podCidr, String serviceCidr) {}

    /// @param phase Provisioning, Ready (accepts writes; nodes are counted apart) or Deleting
    /// @param clusterId the store's id
    /// @param endpoint URL of the API server for clients
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, String clusterId, String endpoint, Integer nodes, Integer readyNodes, List<Condition> conditions) {}
}
