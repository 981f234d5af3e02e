package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One machine with a node agent. The agent creates it and reports in its status; the node pool controller writes into
/// its spec which tenant nodes the agent is to realise. Cluster-scoped in the management cluster.
///
/// Subresource `nodecredentials` (create, body [NodeCredentialsRequest], answer [NodeCredentials]): the agent's only way to
/// an identity in a tenant's cluster, for nodes that its own spec lists.
@Group("marina.dev")
@Version("v1")
public class Machine extends CustomResource<Machine.Spec, Machine.Status> {

    public static final String LEASES = "kube-node-lease";
    /// The installation's own: the one that has the console, the load balancers' addresses and the applications' names.
    public static final String OWN = "local";
    /// Of a machine that has joined: hash of the one key (SHA-256 of what X.509 says of it, in hex) whose certificates are taken.
    public static final String KEY_HASH = "marina.dev/machine-key-sha256";
    /// Of a machine that may join: hash of the token (likewise), which goes when it is used.
    public static final String TOKEN_HASH = "marina.dev/join-token-sha256";
    /// Until when the token is good.
    public static final String TOKEN_END = "marina.dev/join-token-expires";
    /// Reason of the cause in an answer 401 by which a machine that had joined hears that it has no right to anything here any more: somebody has
    /// removed it, another one has joined under its name, or its certificate has ended. Said to nobody who has not such a certificate.
    public static final String LEFT_OUT = "MachineLeftOut";

    /// @param nodes null, and read as such ([ModelReading]), as long as nobody has said which: a machine that took that for none would
    ///     remove all that it has
    /// @param clusters those of which the machine has nodes: each says once who is in it, so that the object grows with the number of
    ///     nodes and not with its square
    /// @param addresses of the installation's that those clusters have for their LoadBalancer Services; another controller writes them
    /// @param faults that those clusters have made of these nodes; another controller writes them
    /// @param elsewhere nodes on other machines to which this one leads who comes from outside; only [#OWN] has any, and another controller writes them
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(@JsonSetter(nulls = Nulls.SET) List<AssignedNode> nodes, List<ClusterNodes> clusters, List<ClusterAddresses> addresses,
            List<NodeFault> faults, List<Elsewhere> elsewhere) {

        public Spec(List<AssignedNode> nodes) {
            this(nodes, null);
        }

        public Spec(List<AssignedNode> nodes, List<ClusterNodes> clusters) {
            this(nodes, clusters, null, null);
        }

        public Spec(List<AssignedNode> nodes, List<ClusterNodes> clusters, List<ClusterAddresses> addresses) {
            this(nodes, clusters, addresses, null);
        }

        public Spec(List<AssignedNode> nodes, List<ClusterNodes> clusters, List<ClusterAddresses> addresses, List<NodeFault> faults) {
            this(nodes, clusters, addresses, faults, null);
        }
    }

    /// A node on another machine, as its agent says what it can answer and the platform knows whose it is.
    ///
    /// @param address the node's own
    /// @param machineAddress at which other machines reach the one that it is on
    /// @param entrance whether its cluster's entrance is ready on it; null: it is not
    /// @param answers addresses of load balancers at which it can answer
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Elsewhere(String clusterId, String tenant, String cluster, String address, String machineAddress, Boolean entrance,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> answers) {

        public Elsewhere {
            answers = answers == null ? List.of() : answers.stream().filter(Objects::nonNull).toList();
        }
    }

    /// What a cluster breaks of one of its nodes.
    ///
    /// @param fault name of the [Fault] in its cluster
    /// @param uid of it: another one of the name is another fault
    /// @param type of [FaultCase]; one that the agent does not know is not carried out
    /// @param until when it is over, whether anybody says so or not
    /// @param delayMillis of every answer of the runtime; null: none
    /// @param skewSeconds of the agent's clock; null: none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NodeFault(String clusterId, String node, String fault, String uid, String type, String until, Integer delayMillis, Integer skewSeconds) {}

    /// What a cluster has of the addresses for load balancers.
    public record ClusterAddresses(String clusterId, List<String> addresses) {}

    /// All nodes of a cluster, wherever they run.
    ///
    /// @param network of the cluster; null: as is usual
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClusterNodes(String clusterId, List<Peer> nodes, Cluster.Network network) {

        public ClusterNodes(String clusterId, List<Peer> nodes) {
            this(clusterId, nodes, null);
        }
    }

    /// One tenant node on this machine.
    ///
    /// @param name the Node object's name, unique in its cluster, such as `default-pool-1`
    /// @param index number of the node in its cluster from 1 up, never used twice while it lives; picks its pod /24
    /// @param vni VXLAN network identifier of the cluster, unique on the platform
    /// @param podCidr this node's /24 of the cluster's pod addresses
    /// @param address the node's own underlay address (its InternalIP), unique on the platform, such as 100.64.0.7
    /// @param labels that its Node object bears from the first; null for none
    /// @param taints likewise
    /// @param peers the cluster's other nodes; in the object only where an earlier version wrote it, [Spec#clusters] has them now
    /// @param addresses that the cluster's LoadBalancer Services may have; never in the object, [Spec#addresses] has them
    /// @param runtime of its containers; null: [NodePool#DOCKER]
    /// @param subnet of the cluster's in which it is; null: 0
    /// @param network of the cluster; never in the object, [ClusterNodes#network] has it
    /// @param faults what its cluster breaks of it; never in the object, [Spec#faults] has them
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AssignedNode(String clusterId, String tenant, String cluster, String pool, String name, int index, int vni,
            String clusterPodCidr, String serviceCidr, String podCidr, String address, String cpu, String memory, List<Peer> peers,
            Map<String, String> labels, List<NodePool.Taint> taints, List<String> addresses, String runtime, Integer subnet, Cluster.Network network,
            List<NodeFault> faults) {

        public AssignedNode(String clusterId, String tenant, String cluster, String pool, String name, int index, int vni, String clusterPodCidr,
                String serviceCidr, String podCidr, String address, String cpu, String memory, List<Peer> peers, Map<String, String> labels,
                List<NodePool.Taint> taints, List<String> addresses, String runtime) {
            this(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, peers, labels, taints,
                    addresses, runtime, null, null, null);
        }

        public AssignedNode(String clusterId, String tenant, String cluster, String pool, String name, int index, int vni, String clusterPodCidr,
                String serviceCidr, String podCidr, String address, String cpu, String memory, List<Peer> peers, Map<String, String> labels,
                List<NodePool.Taint> taints) {
            this(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, peers, labels, taints, null,
                    null);
        }

        public AssignedNode(String clusterId, String tenant, String cluster, String pool, String name, int index, int vni, String clusterPodCidr,
                String serviceCidr, String podCidr, String address, String cpu, String memory, List<Peer> peers) {
            this(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, peers, null, null);
        }

        public AssignedNode with(List<Peer> others) {
            return new AssignedNode(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, others,
                    labels, taints, addresses, runtime, subnet, network, faults);
        }

        public AssignedNode granted(List<String> balanced) {
            return new AssignedNode(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, peers,
                    labels, taints, balanced, runtime, subnet, network, faults);
        }

        public AssignedNode in(Cluster.Network of) {
            return new AssignedNode(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, peers,
                    labels, taints, addresses, runtime, subnet, of, faults);
        }

        public AssignedNode broken(List<NodeFault> by) {
            return new AssignedNode(clusterId, tenant, cluster, pool, name, index, vni, clusterPodCidr, serviceCidr, podCidr, address, cpu, memory, peers,
                    labels, taints, addresses, runtime, subnet, network, by);
        }
    }

    /// Another node of the same cluster, wherever it runs.
    ///
    /// @param mac hardware address of its VXLAN device; derived: 02:6d:00 followed by the last three bytes of its underlay address
    /// @param subnet of the cluster's in which it is; null: 0
    /// @param machineAddress at which other machines reach the one that it is on; null: that one is alone
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Peer(String name, String podCidr, String address, String mac, Integer subnet, String machineAddress) {

        public Peer(String name, String podCidr, String address, String mac) {
            this(name, podCidr, address, mac, null, null);
        }
    }

    /// Written when it changes. That the machine lives, its Lease says: of its name, in the namespace [#LEASES].
    ///
    /// @param heartbeat only where an earlier version wrote it
    /// @param runtimes that its nodes may have; null or empty, as an earlier version wrote it: [NodePool#DOCKER]
    /// @param address at which other machines reach it; null: they do not
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String agentVersion, String cpu, String memory, String heartbeat, List<NodeState> nodes, List<Condition> conditions,
            List<String> runtimes, String address) {

        public Status(String agentVersion, String cpu, String memory, String heartbeat, List<NodeState> nodes, List<Condition> conditions) {
            this(agentVersion, cpu, memory, heartbeat, nodes, conditions, null);
        }

        public Status(String agentVersion, String cpu, String memory, String heartbeat, List<NodeState> nodes, List<Condition> conditions,
                List<String> runtimes) {
            this(agentVersion, cpu, memory, heartbeat, nodes, conditions, runtimes, null);
        }

        /// Whether the agent has nothing to report that is not known.
        public boolean says(Status known) {
            return Objects.equals(agentVersion, known.agentVersion) && Objects.equals(cpu, known.cpu) && Objects.equals(memory, known.memory)
                    && Objects.equals(runtimes, known.runtimes) && Objects.equals(address, known.address)
                    && Objects.equals(nodes, known.nodes == null ? List.of() : known.nodes);
        }
    }

    /// Subresource `jointokens` (create, answer [JoinToken]): a token by which one machine may join under this name, once.
    ///
    /// @param expirationSeconds how long it is good; null: an hour
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JoinTokenRequest(Long expirationSeconds) {}

    /// @param token to be told to the machine's operator, and kept nowhere
    /// @param expires when it is good no longer
    /// @param serverCa PEM of the CA by which the machine knows whom it gives the token to
    /// @param port of TCP and UDP at which this installation and its machines reach each other
    /// @param address of the installation's own machine, at which it listens there; null: it does not
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JoinToken(String token, String expires, String serverCa, int port, String address) {}

    /// What a machine that joins sends to the port of agents, `POST /machines/join`.
    ///
    /// @param csr PEM of a PKCS#10 request, for the key that it has made
    public record JoinRequest(String machine, String token, String csr) {}

    /// What it must know.
    ///
    /// @param certificate PEM of the machine in the management cluster
    /// @param path of the management cluster
    /// @param apiPort of the clusters
    /// @param nodeSubnet from which nodes get their addresses
    /// @param registry how images name the platform's registry; null: it has none
    /// @param authorities PEM of who vouches for the port of agents and for the clusters
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Joined(String certificate, String path, int apiPort, String nodeSubnet, String registry, String authorities) {}

    /// Subresource `credentials` (create): a new certificate for the key that the machine has joined with, while the present one is good.
    ///
    /// @param csr likewise
    public record CredentialsRequest(String csr) {}

    /// @param certificate PEM
    public record Credentials(String certificate) {}

    /// @param state Preparing, Ready, Failed, Removing
    /// @param faults that are in effect; null or empty: none
    /// @param entrance whether the cluster's entrance is ready on it; null: it is not
    /// @param answers addresses of load balancers at which it can answer
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NodeState(String clusterId, String name, String state, String message, List<InEffect> faults, Boolean entrance,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> answers) {

        public NodeState {
            answers = answers == null ? List.of() : answers.stream().filter(Objects::nonNull).toList();
        }

        public NodeState(String clusterId, String name, String state, String message, List<InEffect> faults) {
            this(clusterId, name, state, message, faults, null, null);
        }

        public NodeState(String clusterId, String name, String state, String message) {
            this(clusterId, name, state, message, null);
        }
    }

    /// A [NodeFault] that an agent has carried out.
    ///
    /// @param message what it met by it, where it met something
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record InEffect(String fault, String uid, String since, String message) {}

    /// @param csr PEM of a PKCS#10 request for subject `O=system:nodes, CN=system:node:<name>`
    /// @param expired for a certificate whose time is over, with which nothing can be done: [FaultCase#CERTIFICATE_EXPIRED]; null: one that is good
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NodeCredentialsRequest(String clusterId, String node, String csr, Boolean expired) {

        public NodeCredentialsRequest(String clusterId, String node, String csr) {
            this(clusterId, node, csr, null);
        }
    }

    /// @param certificate PEM chain of the node in the tenant's cluster
    /// @param server URL of the tenant's API server, reachable from the machine
    /// @param serverCa PEM of the CA that signed the server's certificate (the platform CA)
    /// @param proxyAddress IPv6 text: destination address for PROXY v2 headers by which connections of this cluster's pods to
    ///     their `kubernetes` Service are forwarded to the internal port; names cluster and machine, cannot be guessed
    /// @param proxyPort that port, on the control plane's loopback address
    public record NodeCredentials(String certificate, String server, String serverCa, String clientCa, String proxyAddress, int proxyPort) {}
}
