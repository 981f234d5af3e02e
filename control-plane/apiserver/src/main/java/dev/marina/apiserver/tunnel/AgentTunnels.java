package dev.marina.apiserver.tunnel;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.TlsMaterial;
import dev.marina.apiserver.pki.Subject;
import dev.marina.model.tunnel.StreamRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port on which agents open their tunnels: WebSocket at `/agent/tunnel`, mutual TLS with the machine's certificate of the
/// management cluster. Agents of other machines bring connections of their pods to it too ([ForwardedPods]), and machines that have no certificate yet
/// join at `/machines/join`.
public final class AgentTunnels implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentTunnels.class);
    private static final String PATH = "/agent/tunnel";
    private static final String MACHINE_USER = "marina:machine:";
    private static final int MOST_MESSAGE_BYTES = 256 * 1024;
    /// How soon somebody notices who may not be here any more.
    private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(5);

    private final Supplier<X509Certificate> authority;
    private final BiPredicate<Subject, X509Certificate> accepted;
    private final Clock clock;
    private final Map<String, Connected> byMachine = new ConcurrentHashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private Optional<JoinPort> joins = Optional.empty();
    private ForwardedPods pods;

    private record Connected(AgentTunnel tunnel, X509Certificate certificate) {}

    /// @param authority of the management cluster
    /// @param accepted whether nothing speaks against a certificate that it has signed; may block
    public AgentTunnels(Supplier<X509Certificate> authority, BiPredicate<Subject, X509Certificate> accepted, Clock clock) {
        this.authority = authority;
        this.accepted = accepted;
        this.clock = clock;
    }

    /// Lets machines join from now on; call it before [#listen].
    ///
    /// @param join answers a body, or throws a [StatusException]
    public void admit(UnaryOperator<byte[]> join) {
        joins = Optional.of(new JoinPort(join));
    }

    /// @param binds addresses, of each of which the port is opened
    /// @param proxyPort where connections of pods go
    public void listen(Vertx vertx, TlsMaterial material, List<String> binds, int port, int proxyPort) {
        HttpServerOptions options = HttpFront.tls(material).setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setMaxWebSocketFrameSize(MOST_MESSAGE_BYTES).setMaxWebSocketMessageSize(MOST_MESSAGE_BYTES);
        pods = new ForwardedPods(vertx, proxyPort);
        for (String bind : binds) {
            HttpServer server = vertx.createHttpServer(options);
            servers.add(server);
            server.requestHandler(this::receive);
            HttpFront.awaitListening(server, bind, port);
        }
        vertx.setPeriodic(LOOKED_AT_EVERY.toMillis(), _ -> Thread.ofVirtual().name("machines' certificates").start(this::dismiss));
    }

    private void receive(HttpServerRequest request) {
        if (joins.isPresent() && JoinPort.asked(request)) {
            joins.get().receive(request);
            return;
        }
        // Whether it is taken may be known to another process only: nothing that an event loop may wait for.
        Context loop = Vertx.currentContext();
        Optional<X509Certificate> shown = certificate(request);
        request.pause();
        Thread.ofVirtual().name("agent " + request.remoteAddress()).start(() -> {
            Optional<X509Certificate> certificate = shown.filter(this::good);
            loop.runOnContext(_ -> receive(request, certificate));
        });
    }

    private void receive(HttpServerRequest request, Optional<X509Certificate> certificate) {
        if (certificate.isEmpty()) {
            request.resume().response().setStatusCode(401).end();
            return;
        }
        String machine = machine(certificate.get());
        if (request.method().equals(HttpMethod.CONNECT)) {
            request.resume();
            pods.receive(machine, request);
            return;
        }
        if (!PATH.equals(request.path())) {
            request.resume().response().setStatusCode(404).end();
            return;
        }
        request.toWebSocket().onSuccess(socket -> connected(machine, certificate.get(), socket));
        // The handshake comes after the request's end, which waits for this.
        request.resume();
    }

    private void connected(String machine, X509Certificate certificate, ServerWebSocket socket) {
        AgentTunnel tunnel = new AgentTunnel(machine, socket);
        Connected now = new Connected(tunnel, certificate);
        Connected former = byMachine.put(machine, now);
        if (former != null) {
            former.tunnel.lost();
        }
        log.atInfo().addKeyValue("machine", machine).log("agent connected");
        socket.closeHandler(_ -> {
            byMachine.remove(machine, now);
            tunnel.lost();
            log.atInfo().addKeyValue("machine", machine).log("agent disconnected");
        });
    }

    /// Those whose certificates have ended or were taken back. An agent with another one comes again.
    private void dismiss() {
        byMachine.forEach((machine, connected) -> {
            if (!good(connected.certificate)) {
                log.atInfo().addKeyValue("machine", machine).log("agent dismissed: its certificate is not good any more");
                connected.tunnel.end();
                pods.end(machine);
            }
        });
    }

    private static Optional<X509Certificate> certificate(HttpServerRequest request) {
        try {
            return request.connection().peerCertificates().getFirst() instanceof X509Certificate certificate ? Optional.of(certificate) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private boolean good(X509Certificate certificate) {
        try {
            certificate.verify(authority.get().getPublicKey());
            certificate.checkValidity(Date.from(clock.instant()));
            Subject subject = Subject.of(certificate);
            return subject.commonName().startsWith(MACHINE_USER) && accepted.test(subject, certificate);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String machine(X509Certificate certificate) {
        return Subject.of(certificate).commonName().substring(MACHINE_USER.length());
    }

    public boolean connected(String machine) {
        return byMachine.containsKey(machine);
    }

    /// Opens a stream to a machine's agent. Blocks until it is accepted; throws a [StatusException] where it is not.
    public TunnelStream open(String machine, StreamRequest request) {
        Connected connected = byMachine.get(machine);
        if (connected == null) {
            throw StatusException.unavailable("error dialing backend: the agent of machine \"%s\" is not connected".formatted(machine));
        }
        try {
            return connected.tunnel.open(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while waiting for the node's agent");
        }
    }

    @Override
    public void close() {
        servers.forEach(HttpServer::close);
    }
}
