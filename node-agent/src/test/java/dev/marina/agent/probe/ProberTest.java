package dev.marina.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.agent.runtime.ContainerId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProberTest {

    private static final ContainerId ID = new ContainerId("c");
    private final Prober prober = new Prober(Dialer.DIRECT, null);

    private ProbeResult probe(String yaml) {
        try {
            return prober.probe(new YAMLMapper().readValue(yaml, Probe.class), new Container(), ID, "127.0.0.1");
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(yaml, malformed);
        }
    }

    private interface Talk {
        void with(Socket client, int turn) throws IOException, InterruptedException;
    }

    /// Serves each connection by itself until the test ends.
    private static ServerSocket serve(Talk talk) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        AtomicInteger turns = new AtomicInteger();
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    int turn = turns.getAndIncrement();
                    Thread.ofVirtual().start(() -> {
                        try (client) {
                            client.getInputStream().read(new byte[4096]);
                            talk.with(client, turn);
                        } catch (IOException | InterruptedException _) {
                            // the probe has gone
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        });
        return server;
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private ProbeResult http(Talk talk) throws IOException {
        try (ServerSocket server = serve(talk)) {
            return probe("{httpGet: {path: /healthz, port: %d}, timeoutSeconds: 1}".formatted(server.getLocalPort()));
        }
    }

    @Test
    void redirectWithinTheHostIsFollowed() throws IOException {
        ProbeResult result = http(
                (client, turn) -> say(client, turn == 0 ? "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n" : "HTTP/1.1 500 Oops\r\n\r\n"));

        assertEquals(ProbeResult.failure("HTTP probe failed with statuscode: 500"), result);
    }

    @Test
    void redirectToAnotherHostIsSuccess() throws IOException {
        assertEquals(ProbeResult.warning("Probe terminated redirects, Response body: over there"),
                http((client, _) -> say(client, "HTTP/1.1 302 Found\r\nlocation: http://elsewhere.example/\r\n\r\nover there")));
    }

    @Test
    void redirectsInARingFail() throws IOException {
        ProbeResult result = http((client, _) -> say(client, "HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"));

        assertTrue(result.message().endsWith("stopped after 10 redirects"), result.message());
    }

    @Test
    void serverThatDripsGetsNoMoreTimeThanOneThatIsSilent() throws IOException {
        for (String begin : new String[] {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n\r\n"}) {
            Instant start = Instant.now();

            ProbeResult result = http((client, _) -> {
                say(client, begin);
                while (true) {
                    Thread.sleep(100);
                    say(client, "x");
                }
            });

            assertTrue(result.message().contains("context deadline exceeded"), result.toString());
            assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(5)) < 0);
        }
    }

    @Test
    void answerIsJudgedByItsCode() throws IOException {
        assertEquals(ProbeResult.SUCCESS, http((client, _) -> say(client, "HTTP/1.1 204 No Content\r\n\r\n")));
        assertEquals(ProbeResult.failure("HTTP probe failed with statuscode: 404"), http((client, _) -> say(client, "HTTP/1.1 404 Not Found\r\n\r\n")));
        assertTrue(http((client, _) -> say(client, "SSH-2.0\r\n\r\n")).message().endsWith("malformed HTTP response"));
    }

    @Test
    void grpcProbeNeedsAServer() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        ProbeResult result = probe("{grpc: {port: %d}}".formatted(free));

        assertEquals("timeout: failed to connect service \"127.0.0.1:%d\" within 1s: connect: connection refused".formatted(free), result.message());
    }

    @Test
    void grpcProbeAsksForItsService() throws IOException {
        Server server = health();
        try {
            assertEquals(ProbeResult.SUCCESS, probe("{grpc: {port: %d, service: good}, timeoutSeconds: 10}".formatted(server.getPort())));
            assertEquals(ProbeResult.failure("service unhealthy (responded with \"NOT_SERVING\")"),
                    probe("{grpc: {port: %d, service: bad}, timeoutSeconds: 10}".formatted(server.getPort())));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void grpcServerWithoutHealthIsToldApart() throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).build().start();
        try {
            ProbeResult result = probe("{grpc: {port: %d}, timeoutSeconds: 10}".formatted(server.getPort()));

            assertTrue(result.message().startsWith("error: this server does not implement the grpc health protocol"), result.message());
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void serverThatDoesNotSpeakGrpcFailsInTime() throws IOException {
        try (ServerSocket server = serve((_, _) -> Thread.sleep(60_000))) {
            assertEquals("timeout: health rpc did not complete within 1s",
                    probe("{grpc: {port: %d}, timeoutSeconds: 1}".formatted(server.getLocalPort())).message());
        }
    }

    /// Serves the health protocol by its wire form: field 1 of the answer is 1 for `good` and 2 for all else.
    private static Server health() throws IOException {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        };
        MethodDescriptor<byte[], byte[]> check = MethodDescriptor.<byte[], byte[]>newBuilder().setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("grpc.health.v1.Health/Check").setRequestMarshaller(bytes).setResponseMarshaller(bytes).build();
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("grpc.health.v1.Health").addMethod(check, ServerCalls.asyncUnaryCall((request, answer) -> {
                    boolean good = new String(request, StandardCharsets.UTF_8).endsWith("good");
                    answer.onNext(new byte[] {8, (byte) (good ? 1 : 2)});
                    answer.onCompleted();
                })).build()).build().start();
    }
}
