package dev.marina.agent.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.identity.Identity;
import dev.marina.agent.identity.Signed;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A control plane that answers `CONNECT` as the test says and says everything again in capitals.
class ApiRelayTest {

    private static final int PATIENCE_MILLIS = 20_000;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String answer = "HTTP/1.1 200 OK\r\n\r\n";
    private SSLServerSocket server;
    private Signed itself;

    @BeforeEach
    void aControlPlane() throws Exception {
        itself = Signed.by("server", Instant.now());
        server = (SSLServerSocket) itself.context(null).getServerSocketFactory().createServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    SSLSocket client = (SSLSocket) server.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException _) {
                    // the test is over
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void serve(SSLSocket client) {
        try (client) {
            StringBuilder head = new StringBuilder();
            InputStream in = client.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            asked.add(head.toString());
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = new byte[100];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                client.getOutputStream()
                        .write(new String(bytes, 0, count, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // the relay has gone
        }
    }

    private String said(SSLContext tls, String host, String words) throws IOException {
        try (ApiRelay relay = ApiRelay.start(host, server.getLocalPort(), tls);
                Socket pod = new Socket(relay.address().getAddress(), relay.address().getPort())) {
            pod.setSoTimeout(PATIENCE_MILLIS);
            pod.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            pod.shutdownOutput();
            return new String(pod.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private SSLContext machine() throws Exception {
        Signed signed = Signed.by("machine", Instant.now());
        return new Identity("https://127.0.0.1", itself.pem(), signed.pem(), signed.keys().getPrivate()).tls();
    }

    @Test
    void bytesGoBothWaysAfterTheControlPlaneHasOpenedAWay() throws Exception {
        assertEquals("HELLO", said(machine(), "127.0.0.1", "hello"));
        assertTrue(asked.getFirst().startsWith("CONNECT kubernetes:443 HTTP/1.1\r\n"), asked::toString);
    }

    @Test
    void nothingOfAPodGoesWhereTheWayIsRefused() throws Exception {
        answer = "HTTP/1.1 401 Unauthorized\r\n\r\n";

        assertEquals("", said(machine(), "127.0.0.1", "hello"));
    }

    /// Whoever stands between has another certificate, or one of another name.
    @Test
    void nothingIsSaidToAStranger() throws Exception {
        Signed other = Signed.by("another authority", Instant.now());
        SSLContext trusting = new Identity("https://127.0.0.1", other.pem(), other.pem(), other.keys().getPrivate()).tls();

        assertEquals("", said(trusting, "127.0.0.1", "hello"));
        assertEquals("", said(machine(), "localhost", "hello"));
        assertEquals(List.of(), asked);
    }
}
