package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PullProxyTest {

    private static final int MILLIS = 10_000;

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private PullProxy proxy;
    private int port;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] text = ("hello " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Proxy-Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        // Both names lead to the same server; the operator has named one of them.
        proxy = new PullProxy(listener,
                new Registries(List.of("registry.test:" + server.getAddress().getPort()), Optional.empty(),
                        _ -> new InetAddress[] {InetAddress.getLoopbackAddress()}));
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.stop(0);
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String target(String host) {
        return host + ":" + server.getAddress().getPort();
    }

    @Test
    void tunnelsLeadToRegistries() throws IOException {
        String answer = ask(
                "CONNECT %s HTTP/1.1\r\nHost: x\r\n\r\nGET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(target("registry.test")));

        assertTrue(answer.startsWith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK"), answer);
        assertTrue(answer.contains("hello /v2/"), answer);
    }

    @Test
    void plainRequestsAreMadeForTheClientWithoutWhatIsForTheProxy() throws IOException {
        String answer = ask(
                "GET http://%s/v2/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic x\r\nConnection: keep-alive\r\n\r\n".formatted(target("registry.test")));

        assertTrue(answer.contains("hello /v2/ null"), answer);
    }

    @Test
    void aPlaceInsideIsNeverConnectedToAndLooksLikeOneThatDoesNotAnswer() throws IOException {
        String inside = ask("CONNECT %s HTTP/1.1\r\n\r\n".formatted(target("inside.test")));
        String plain = ask("GET http://%s/ HTTP/1.1\r\n\r\n".formatted(target("127.0.0.1")));
        int closed = server.getAddress().getPort();
        server.stop(0);
        String dead = ask("CONNECT registry.test:%d HTTP/1.1\r\n\r\n".formatted(closed));

        assertEquals(0, asked.get());
        assertTrue(inside.startsWith("HTTP/1.1 502"), inside);
        assertEquals(inside, plain);
        assertEquals(inside, dead);
    }

    @Test
    void whatIsNoRequestIsRefused() throws IOException {
        assertTrue(ask("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 400"));
        assertFalse(ask("CONNECT x:99999999 HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 200"));
    }
}
