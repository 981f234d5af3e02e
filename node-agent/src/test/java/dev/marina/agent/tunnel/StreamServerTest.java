package dev.marina.agent.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamServerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Sessions sessions = new Sessions();

    @AfterEach
    void end() {
        sessions.end.countDown();
    }

    /// A stream, and what the control plane sees of it.
    private final class Opened {

        private final List<TunnelFrame> frames = new CopyOnWriteArrayList<>();
        private final TunnelStream stream = new TunnelStream(1, (_, frame) -> frames.add(frame));
        private final Thread served;

        Opened(StreamRequest request) {
            served = Thread.startVirtualThread(() -> sessions.server.serve(request, stream));
        }

        TunnelFrame first() {
            return Await.until("an answer", SOON, () -> frames, all -> !all.isEmpty()).getFirst();
        }

        String refusal() {
            TunnelFrame answer = first();
            assertEquals(Kind.REFUSED, answer.kind());
            return text(answer.payload()).replaceAll(".*\"code\":(\\d+).*", "$1");
        }

        Opened accepted() {
            assertEquals(Kind.ACCEPTED, first().kind(), () -> text(first().payload()));
            return this;
        }

        void awaitEnd() {
            Await.until("the end", SOON, () -> frames.stream().map(TunnelFrame::kind).toList(), kinds -> kinds.getLast() == Kind.CLOSE);
        }

        String written(byte channel) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            frames.stream().filter(frame -> frame.kind() == Kind.DATA && frame.channel() == channel).forEach(frame -> all.writeBytes(frame.payload()));
            return text(all.toByteArray());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Opened open(String kind, String cluster, String... command) {
        return new Opened(Sessions.request(kind, cluster, command));
    }

    @Test
    void onlyAPodOfThatNodeOfThatClusterIsReached() {
        StreamRequest own = Sessions.request("exec", "acme", "cat");
        List<StreamRequest> foreign = List.of(
                new StreamRequest("exec", "other", "n1", "default", "web", "u-acme", "main", List.of("cat"), Map.of()),
                new StreamRequest("exec", "acme", "n2", "default", "web", "u-acme", "main", List.of("cat"), Map.of()),
                new StreamRequest("exec", "beta", "n1", "default", "web", "u-acme", "main", List.of("cat"), Map.of()),
                new StreamRequest("exec", "acme", "n1", "kube-system", "web", "u-acme", "main", List.of("cat"), Map.of()),
                new StreamRequest("exec", "acme", "n1", "default", "other", "u-acme", "main", List.of("cat"), Map.of()));

        for (StreamRequest request : foreign) {
            assertEquals("404", new Opened(request).refusal(), request::toString);
        }
        assertEquals("400", open("ptrace", "acme").refusal());
        sessions.open = false;
        assertEquals("503", new Opened(own).refusal());
        sessions.open = true;
        new Opened(own).accepted().stream.receivedEnd();
    }

    @Test
    void aCommandsOutputAndItsCodeComeAcross() {
        Opened cat = open("exec", "acme", "cat").accepted();
        cat.stream.received("hello".getBytes(StandardCharsets.UTF_8));
        cat.stream.receivedEnd();
        cat.awaitEnd();
        assertEquals("hello", cat.written(TunnelFrame.STDOUT));
        assertTrue(cat.written(TunnelFrame.STATUS).contains("\"status\":\"Success\""));

        Opened failed = open("exec", "acme", "fail").accepted();
        failed.awaitEnd();
        assertTrue(failed.written(TunnelFrame.STATUS).contains("\"message\":\"3\",\"reason\":\"ExitCode\""), failed.written(TunnelFrame.STATUS));
    }

    /// Each session holds threads, a connection to the engine and buffers of the agent, which is all tenants' own.
    @Test
    void aFloodOfOneTenantsSessionsLeavesTheOthersTheirs() {
        List<Opened> flood = new ArrayList<>();
        for (int session = 0; session < Sessions.MOST; session++) {
            flood.add(open("exec", "acme", "wait").accepted());
        }
        for (String kind : List.of("exec", "log", "attach", "portForward", "kubelet")) {
            assertEquals("429", open(kind, "acme", "wait").refusal(), kind);
        }

        for (int session = 0; session < Sessions.OWN; session++) {
            open("exec", "beta", "wait").accepted();
        }

        sessions.end.countDown();
        flood.forEach(Opened::awaitEnd);
        open("exec", "acme", "fail").accepted().awaitEnd();
    }

    private Opened outside(Map<String, String> options) {
        return new Opened(new StreamRequest("outside", "acme", "n1", "", "", "", "", List.of(), options));
    }

    /// Who asks from outside names ports, and addresses that the management cluster gave; nothing else is dialled.
    @Test
    void fromOutsideOnlyWhatIsTheClustersIsReached() {
        for (Map<String, String> wrong : List.of(Map.of("port", "30080", "address", "127.0.0.3"), Map.of("port", "30080", "address", "169.254.169.254"),
                Map.of("port", "30080", "address", "localhost"), Map.of("port", "6443"), Map.of("port", "22"), Map.of("port", "32768"), Map.of("port", "x"),
                Map.<String, String>of(), Map.of("port", "0", "address", "127.0.0.1"),
                Map.of("port", "30080", "path", "/ HTTP/1.0\r\nHost: other"), Map.of("port", "30080", "path", "other"),
                Map.of("port", "80", "path", "/", "host", "a\r\nX: y"))) {
            assertEquals("403", outside(wrong).refusal(), wrong::toString);
        }
        assertEquals("404", new Opened(new StreamRequest("outside", "other", "n1", "", "", "", "", List.of(), Map.of("port", "30080"))).refusal());
    }

    /// A server of a tenant's says what it likes, as long as it likes.
    private static String fromOutside(Opened opened) {
        opened.accepted().awaitEnd();
        return opened.written(TunnelFrame.STDOUT);
    }

    @Test
    void fromOutsideAnAnswerIsShortInTimeAndInBytes() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            CompletableFuture<String> asked = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try (Socket first = server.accept()) {
                    byte[] request = new byte[1000];
                    asked.complete(text(java.util.Arrays.copyOf(request, first.getInputStream().read(request))));
                    first.getOutputStream().write("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    // As much as anybody takes.
                    while (true) {
                        first.getOutputStream().write("x".repeat(8192).getBytes(StandardCharsets.UTF_8));
                    }
                } catch (IOException e) {
                    asked.completeExceptionally(e);
                }
            });
            Map<String, String> options = Map.of("address", "127.0.0.1", "port", Integer.toString(server.getLocalPort()), "path", "/x", "host", "shop.example");
            String answer = fromOutside(outside(options));
            assertTrue(answer.contains("\"status\":302") && answer.length() < 2 * OutsideProbe.MOST_BYTES, () -> answer.substring(0, 100));
            assertTrue(asked.get(5, TimeUnit.SECONDS).startsWith("GET /x HTTP/1.0\r\nHost: shop.example\r\n"), asked::join);

            // Nobody accepts any more: the connection stands, and no answer comes.
            assertTrue(fromOutside(outside(options)).contains("no answer within 3 s"));
            assertTrue(fromOutside(outside(Map.of("address", "127.0.0.1", "port", options.get("port")))).contains("\"status\":0"), "a connection is enough");
        }
        assertTrue(fromOutside(outside(Map.of("port", "30080", "path", "/"))).contains("refused"), "nobody is there");
    }

    /// A reader who does not read, and one who goes without a word.
    @Test
    void whatFollowsALogEndsWithItsReader() {
        Opened log = open("log", "acme").accepted();
        Await.until("somebody following", SOON, sessions.running::get, following -> following == 1);
        Await.until("the reader's window to be full", SOON, () -> log.written(TunnelFrame.STDOUT).length(),
                bytes -> bytes > 0);

        log.stream.close();

        Await.until("nobody following", SOON, sessions.running::get, following -> following == 0);
    }

    @Test
    void whatWaitsForInputEndsWithTheConnection() {
        Opened cat = open("exec", "acme", "cat").accepted();
        Await.until("a command", SOON, sessions.running::get, running -> running == 1);

        cat.stream.close();

        Await.until("no command", SOON, sessions.running::get, running -> running == 0);
    }

    /// As `nc -N` does: the whole request, the end of it, and only then the answer.
    @Test
    void aConnectionThatOneSideHasEndedGoesOnUntilTheOtherHas() throws Exception {
        try (ServerSocket pod = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> request = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try (Socket socket = pod.accept()) {
                    request.complete(text(socket.getInputStream().readAllBytes()));
                    socket.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
                } catch (IOException failure) {
                    request.completeExceptionally(failure);
                }
            });
            sessions.port = pod.getLocalPort();

            Opened forward = open("portForward", "acme").accepted();
            forward.stream.received("question".getBytes(StandardCharsets.UTF_8));
            forward.stream.receivedEnd();

            assertEquals("question", request.get(SOON.toSeconds(), TimeUnit.SECONDS));
            forward.awaitEnd();
            assertEquals("answer", forward.written(TunnelFrame.STDOUT));
        }
    }

    @Test
    void aPortAtWhichNobodyListensIsARefusal() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sessions.port = closed.getLocalPort();
        }

        assertEquals("500", open("portForward", "acme").refusal());
    }

    @Test
    void whatIsInAVolumeIsReadForClustersThatHaveNoNodeHereAnyMore() {
        Opened opened = new Opened(new StreamRequest("volumeRead", "gone", "", "", "", "", "", null, Map.of("volume", "gone_pvc-1"))).accepted();

        opened.awaitEnd();

        assertEquals("gone_pvc-1 of gone", opened.written(TunnelFrame.STDOUT));
    }

    @Test
    void whatComesForAVolumeIsWrittenAndWhoBreaksOffEndsIt() throws InterruptedException {
        Opened opened = new Opened(new StreamRequest("volumeWrite", "acme", "", "", "", "", "", null, Map.of())).accepted();
        opened.stream.received("some".getBytes(StandardCharsets.UTF_8));
        Await.until("what has come", SOON, () -> opened.frames.stream().map(TunnelFrame::kind).toList(), kinds -> kinds.contains(Kind.WINDOW));

        opened.stream.close();

        assertTrue(opened.served.join(SOON), "nobody goes on writing");
    }
}
