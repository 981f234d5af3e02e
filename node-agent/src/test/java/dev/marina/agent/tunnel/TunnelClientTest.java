package dev.marina.agent.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.Await;
import dev.marina.agent.identity.Signed;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TunnelClientTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration PING = Duration.ofMillis(500);

    private final Sessions sessions = new Sessions();
    private WebSocketPeer peer;
    private TunnelClient tunnel;

    @BeforeEach
    void connect() throws Exception {
        peer = new WebSocketPeer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        tunnel = new TunnelClient(URI.create("ws://127.0.0.1:%d/agent/tunnel".formatted(peer.port())), SSLContext.getDefault(), sessions.server, PING);
    }

    @AfterEach
    void end() throws Exception {
        sessions.end.countDown();
        tunnel.close();
        peer.close();
    }

    private void open() {
        tunnel.start();
        awaitConnections(1);
    }

    private void awaitConnections(int count) {
        Await.until(count + " connections", SOON, peer.connections::size, size -> size >= count);
        Await.until("an open tunnel", SOON, tunnel::connected, open -> open);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static TunnelFrame exec(int stream, String command) throws JsonProcessingException {
        return new TunnelFrame(Kind.OPEN, stream, (byte) 0, new ObjectMapper().writeValueAsBytes(Sessions.request("exec", "acme", command)));
    }

    private void awaitFrame(int stream, Kind kind) {
        Await.until("%s of stream %d".formatted(kind, stream), SOON, () -> List.copyOf(peer.received),
                all -> all.stream().anyMatch(frame -> frame.stream() == stream && frame.kind() == kind));
    }

    @Test
    void whatTheControlPlaneOpensIsServed() throws Exception {
        open();

        peer.send(exec(1, "cat"));
        awaitFrame(1, Kind.ACCEPTED);
        peer.send(new TunnelFrame(Kind.DATA, 1, TunnelFrame.STDIN, new byte[] {7}));
        peer.send(new TunnelFrame(Kind.END, 1, TunnelFrame.STDIN, new byte[0]));

        awaitFrame(1, Kind.CLOSE);
        assertEquals(List.of((byte) 7), peer.received.stream().filter(frame -> frame.kind() == Kind.DATA && frame.channel() == TunnelFrame.STDOUT)
                .map(frame -> frame.payload()[0]).toList());
    }

    @Test
    void frameThatMakesNoSenseEndsNobodysSession() throws Exception {
        open();
        peer.send(exec(1, "cat"));
        awaitFrame(1, Kind.ACCEPTED);

        peer.send(new TunnelFrame(Kind.OPEN, 2, (byte) 0, text("{nonsense")));
        peer.send(new TunnelFrame(Kind.WINDOW, 1, TunnelFrame.STDOUT, new byte[] {1}));
        peer.send(new TunnelFrame(Kind.DATA, 1, TunnelFrame.RESIZE, text("[")));
        peer.send(new TunnelFrame(Kind.DATA, 99, TunnelFrame.STDIN, new byte[1]));
        peer.send(new TunnelFrame(Kind.END, 1, TunnelFrame.STDIN, new byte[0]));

        awaitFrame(1, Kind.CLOSE);
        assertEquals(1, peer.connections.size());
    }

    /// Otherwise a machine behind a router that was restarted has no exec and no logs until TCP gives up, which takes a quarter of an hour.
    @Test
    void aSilentConnectionIsGivenUpAndWhatWasInItEnds() throws Exception {
        open();
        peer.send(exec(1, "cat"));
        awaitFrame(1, Kind.ACCEPTED);
        Await.until("a command", SOON, sessions.running::get, running -> running == 1);

        peer.there = false;

        Await.until("no command", SOON, sessions.running::get, running -> running == 0);
        peer.there = true;
        awaitConnections(2);
        peer.send(exec(1, "fail"));
        awaitFrame(1, Kind.CLOSE);
    }

    @Test
    void aConnectionThatIsOnlyIdleStays() {
        open();

        Await.until("many pings", SOON, () -> peer.pings, pings -> pings >= 6);

        assertEquals(1, peer.connections.size());
    }

    @Test
    void aServerThatIsAwayIsTriedUntilItIsThere() {
        peer.refusals = 3;

        open();

        assertEquals(0, peer.refusals);
    }

    @Test
    void aConnectionThatTheServerClosesIsOpenedAnew() throws Exception {
        open();

        peer.connections.getFirst().close();

        awaitConnections(2);
    }

    /// Whoever has taken the control plane's address does not get to open sessions.
    @Test
    void aServerThatAnotherAuthoritySignedIsNotTalkedTo() throws Exception {
        Signed impostor = Signed.by("impostor", Instant.now());
        AtomicInteger tried = new AtomicInteger();
        AtomicInteger shaken = new AtomicInteger();
        try (ServerSocket server = impostor.context(trusting(impostor)).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> refuse(server, tried, shaken));
            tunnel.close();
            tunnel = new TunnelClient(URI.create("wss://127.0.0.1:%d/agent/tunnel".formatted(server.getLocalPort())),
                    Signed.by("machine", Instant.now()).context(trusting(Signed.by("authority", Instant.now()))), sessions.server, PING);
            tunnel.start();

            Await.until("two tries", SOON, tried::get, tries -> tries >= 2);

            assertFalse(tunnel.connected());
            assertEquals(0, shaken.get());
        }
    }

    private static void refuse(ServerSocket server, AtomicInteger tried, AtomicInteger shaken) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                tried.incrementAndGet();
                ((SSLSocket) socket).startHandshake();
                if (socket.getInputStream().read() >= 0) {
                    shaken.incrementAndGet();
                }
            } catch (IOException refused) {
                // as it is to be, in whichever way the other side hangs up; or the test is over
            }
        }
    }

    private static TrustManager trusting(Signed authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers()[0];
    }
}
