package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/// A tenant's cluster: object name = cluster name, namespace = tenant.
@Group("marina.dev")
@Version("v1")
public class Cluster extends CustomResource<Cluster.Spec, Cluster.Status> implements Namespaced {

    /// Keeps the object until nothing is left of the cluster. Every one has it from the first.
    public static final String FINALIZER = "marina.dev/cluster";

    /// @param podCidr addresses of pods, /24 per node, default 10.244.0.0/16
    /// @param serviceCidr addresses of Services, default 10.96.0.0/16; .1 is `kubernetes`, .10 the cluster's DNS
    /// @param audit what is recorded of requests, and how much of it is kept
    /// @param fork what it begins with, where that is what another one was
    /// @param backup uid of the Backup that it begins with, of the same tenant
    /// @param network how its nodes carry pods' packets to each other; absent: [Network#VXLAN]
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String podCidr, String serviceCidr, Audit audit, Fork fork, String backup, Network network) {

        public Spec(String podCidr, String serviceCidr, Audit audit, Fork fork, String backup) {
            this(podCidr, serviceCidr, audit, fork, backup, null);
        }

        public Spec(String podCidr, String serviceCidr, Audit audit, Fork fork) {
            this(podCidr, serviceCidr, audit, fork, null);
        }
    }

    /// @param backend one of [#BACKENDS]
    /// @param bgp with the back end [#BGP] only
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Network(String backend, Bgp bgp) {

        public static final String VXLAN = "vxlan";
        public static final String BGP = "bgp";
        public static final List<String> BACKENDS = List.of(VXLAN, "vxlan-direct", "host-gw", "ipip", BGP);

        /// What a cluster has of which nobody has said anything.
        public static final Network USUAL = new Network(VXLAN, null);

        /// Never null.
        public static Network of(Spec spec) {
            return spec == null || spec.network() == null || spec.network().backend() == null ? USUAL : spec.network();
        }

        @JsonIgnore
        public boolean reflected() {
            return bgp != null && Boolean.TRUE.equals(bgp.reflector());
        }
    }

    /// @param reflector one node of each subnet passes routes on, and the others speak with that one alone
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bgp(Boolean reflector) {}

    /// @param clusterId of the origin, a cluster of the same tenant
    /// @param version of the origin
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fork(String clusterId, String version) {}

    /// @param policy a `Policy` of `audit.k8s.io/v1`; absent: as is usual
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Audit(Map<String, Object> policy, Retention retention) {}

    /// @param bytes on disk, a quantity, default 32Mi
    /// @param days default 30
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retention(String bytes, Integer days) {}

    /// @param phase Provisioning, Restoring (it is filled from its origin or its backup), Ready (accepts writes; nodes are counted apart) or Deleting
    /// @param clusterId the store's id
    /// @param endpoint URL of the API server for clients
    /// @param volumeBytes that the platform keeps ready for the cluster's volumes
    /// @param requests of the tenant's people and workloads since the cluster was made; only ever grows
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, String clusterId, String endpoint, Integer nodes, Integer readyNodes, Long volumeBytes, Long requests,
            List<Condition> conditions) {

        /// What this says, and what the other said that this does not name.
        public Status over(Status before) {
            return before == null
                    ? this
                    : new Status(either(phase, before.phase), either(clusterId, before.clusterId), either(endpoint, before.endpoint),
                            either(nodes, before.nodes), either(readyNodes, before.readyNodes), either(volumeBytes, before.volumeBytes),
                            either(requests, before.requests), either(conditions, before.conditions));
        }

        private static <T> T either(T now, T before) {
            return now == null ? before : now;
        }
    }
}
