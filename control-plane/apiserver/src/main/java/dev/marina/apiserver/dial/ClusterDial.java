package dev.marina.apiserver.dial;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Connects the API server to a port of a pod, itself or behind a Service. Only a pod that the cluster has can be reached, by its
/// uid and through the agent of the node it is on: no address that somebody wrote into an object is ever dialled, so a cluster
/// reaches its own pods and nothing else.
///
/// The answer is a connected socket for one thread that reads and one that writes, over which TLS can be layered. The caller
/// closes it, which gives back its place among the tenant's connections. It fails with [java.net.SocketTimeoutException] past
/// its time and with [java.io.IOException] past its bytes ([DialLimits]).
///
/// All methods block until the pod has accepted, at most 30 seconds, and throw a [StatusException]: 404 for a Service or pod that
/// is not there, 429 where the tenant has too many connections open, 503 where nothing is ready or no agent answers, and the
/// agent's own where the pod does not accept.
public final class ClusterDial {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final int MOST_PORT = 65535;

    private final ClusterViews views;
    private final NodeAgents agents;
    private final DialLimits limits;
    private final RandomGenerator random;
    private final TenantConnections connections;

    public ClusterDial(ClusterViews views, NodeAgents agents, DialLimits limits, RandomGenerator random) {
        this.views = views;
        this.agents = agents;
        this.limits = limits;
        this.random = random;
        this.connections = new TenantConnections(limits.connections());
    }

    public Socket pod(ClusterRecord cluster, String namespace, String name, int port) {
        Document pod = views.current(cluster).image().find(new ObjectKey(cluster.id(), PODS, namespace, name))
                .map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(PODS, name));
        return connect(cluster, pod, port);
    }

    /// To a ready endpoint, by chance.
    ///
    /// @param port of the Service, its name or number; "" for the one without a name
    public Socket service(ClusterRecord cluster, String namespace, String name, String port) {
        ClusterImage image = views.current(cluster).image();
        ServiceEndpoints.PodPort chosen = new ServiceEndpoints(image, namespace, name).choose(port, random);
        return connect(cluster, chosen.pod(), chosen.port());
    }

    /// Of a tenant, in all its clusters.
    public int open(String tenant) {
        return connections.count(tenant);
    }

    private Socket connect(ClusterRecord cluster, Document pod, int port) {
        String node = pod.text("spec", "nodeName");
        if (node.isEmpty()) {
            throw StatusException.unavailable("pod %s does not have a host assigned".formatted(pod.name()));
        }
        if (port < 1 || port > MOST_PORT) {
            throw StatusException.badRequest("%d is no port".formatted(port));
        }
        StreamRequest request = new StreamRequest("portForward", cluster.id().value(), node, pod.namespace(), pod.name(), pod.uid(), "", List.of(),
                Map.of("port", Integer.toString(port)));
        connections.take(cluster.tenant());
        boolean connected = false;
        try {
            TunnelStream stream = agents.open(cluster, request);
            connected = true;
            return new PodSocket(stream, limits, () -> connections.released(cluster.tenant()), pod.name(), port);
        } finally {
            if (!connected) {
                connections.released(cluster.tenant());
            }
        }
    }
}
