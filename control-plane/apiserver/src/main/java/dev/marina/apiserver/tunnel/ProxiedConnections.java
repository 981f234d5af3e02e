package dev.marina.apiserver.tunnel;

import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.RequestParser;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// Connections of pods that agents forward, with a PROXY v2 header whose destination address names cluster and machine. A
/// header that names no cluster (`LOCAL`, or an address that no agent was given) leads nowhere; so does one of a machine that
/// runs no node of the cluster any more. Clients speak of paths without the cluster.
public final class ProxiedConnections implements HttpFront.Locator {

    private static final GroupVersionResource MACHINES = new GroupVersionResource("marina.dev", "v1", "machines");

    private final ClusterStore store;
    private final ManagementReader management;
    private final ProxyTokens tokens;

    public ProxiedConnections(ClusterStore store, ManagementReader management, ProxyTokens tokens) {
        this.management = management;
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public Optional<RequestParser.Located> locate(HttpServerRequest request) {
        return destination(request).flatMap(tokens::read).flatMap(named -> store.find(named.cluster()).filter(cluster -> runs(named)))
                .filter(cluster -> cluster.state() == ClusterRecord.State.ACTIVE)
                .map(cluster -> located(cluster, request.path()));
    }

    private static Optional<InetAddress> destination(HttpServerRequest request) {
        SocketAddress told = request.localAddress();
        SocketAddress real = request.connection().localAddress(true);
        if (told == null || told.host() == null || real != null && told.host().equals(real.host()) && told.port() == real.port()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(told.hostAddress() == null ? told.host() : told.hostAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private boolean runs(ProxyTokens.Named named) {
        return management.list(MACHINES).stream().filter(machine -> ProxyTokens.machineHash(machine.name()) == named.machineHash())
                .anyMatch(machine -> machine.at("spec", "nodes").valueStream()
                        .anyMatch(node -> node.path("clusterId").asText().equals(named.cluster().value())));
    }

    /// A client that follows a link of ours names its own cluster in the path; another's it cannot name.
    private static RequestParser.Located located(ClusterRecord cluster, String path) {
        RequestParser.Located byPath = RequestParser.locate(path);
        String inner = byPath.tenant().equals(cluster.tenant()) && byPath.cluster().equals(cluster.name()) ? byPath.path() : path;
        return new RequestParser.Located(cluster.tenant(), cluster.name(), inner);
    }
}
