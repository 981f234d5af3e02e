package dev.marina.apiserver.tunnel;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.TlsMaterial;
import dev.marina.apiserver.pki.Subject;
import dev.marina.model.tunnel.StreamRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port on which agents open their tunnels: WebSocket at `/agent/tunnel`, mutual TLS with the machine's certificate of the
/// management cluster.
public final class AgentTunnels implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentTunnels.class);
    private static final String PATH = "/agent/tunnel";
    private static final String MACHINE_USER = "marina:machine:";
    private static final int MOST_MESSAGE_BYTES = 256 * 1024;

    private final Supplier<X509Certificate> authority;
    private final Clock clock;
    private final Map<String, AgentTunnel> byMachine = new ConcurrentHashMap<>();
    private HttpServer server;

    /// @param authority of the management cluster
    public AgentTunnels(Supplier<X509Certificate> authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    public void listen(Vertx vertx, TlsMaterial material, String bind, int port) {
        HttpServerOptions options = HttpFront.tls(material).setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setMaxWebSocketFrameSize(MOST_MESSAGE_BYTES).setMaxWebSocketMessageSize(MOST_MESSAGE_BYTES);
        server = vertx.createHttpServer(options);
        server.requestHandler(this::receive);
        HttpFront.awaitListening(server, bind, port);
    }

    private void receive(HttpServerRequest request) {
        Optional<String> machine = machine(request);
        if (machine.isEmpty()) {
            request.response().setStatusCode(401).end();
            return;
        }
        if (!request.path().equals(PATH)) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.toWebSocket().onSuccess(socket -> connected(machine.get(), socket));
    }

    private void connected(String machine, ServerWebSocket socket) {
        AgentTunnel tunnel = new AgentTunnel(machine, socket);
        AgentTunnel former = byMachine.put(machine, tunnel);
        if (former != null) {
            former.lost();
        }
        log.atInfo().addKeyValue("machine", machine).log("agent connected");
        socket.closeHandler(_ -> {
            byMachine.remove(machine, tunnel);
            tunnel.lost();
            log.atInfo().addKeyValue("machine", machine).log("agent disconnected");
        });
    }

    private Optional<String> machine(HttpServerRequest request) {
        try {
            if (!(request.connection().peerCertificates().getFirst() instanceof X509Certificate certificate)) {
                return Optional.empty();
            }
            certificate.verify(authority.get().getPublicKey());
            certificate.checkValidity(Date.from(clock.instant()));
            String user = Subject.of(certificate).commonName();
            return user.startsWith(MACHINE_USER) ? Optional.of(user.substring(MACHINE_USER.length())) : Optional.empty();
        } catch (SSLPeerUnverifiedException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    public boolean connected(String machine) {
        return byMachine.containsKey(machine);
    }

    /// Opens a stream to a machine's agent. Blocks until it is accepted; throws a [StatusException] where it is not.
    public TunnelStream open(String machine, StreamRequest request) {
        AgentTunnel tunnel = byMachine.get(machine);
        if (tunnel == null) {
            throw StatusException.unavailable("error dialing backend: the agent of machine \"%s\" is not connected".formatted(machine));
        }
        try {
            return tunnel.open(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while waiting for the node's agent");
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
