package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.kube.ExecChannel.Ending;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecChannelTest {

    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    private FakeExecServer server;
    private ExecChannel channel;

    @BeforeEach
    void open() throws Exception {
        server = new FakeExecServer();
        channel = server.connect(new ExecChannel.Sink() {
            @Override
            public void output(byte[] bytes) {
                written.add(new String(bytes, StandardCharsets.UTF_8));
            }

            @Override
            public void ended(Ending ending) {
                endings.add(ending);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        server.close();
    }

    @Test
    void thePersonsOwnTokenAsks() {
        assertTrue(server.head.contains("Authorization: Bearer token"), server.head.toString());
        assertTrue(server.head.contains("Sec-WebSocket-Protocol: v5.channel.k8s.io"), server.head.toString());
    }

    @Test
    void keysAndSizesGoOutInOrderOnTheirChannels() throws Exception {
        channel.type("ls".getBytes(StandardCharsets.UTF_8), () -> {});
        channel.resize(80, 24);
        channel.type("\r".getBytes(StandardCharsets.UTF_8), () -> {});

        assertArrayEquals(new byte[] {0, 'l', 's'}, server.received.poll(10, TimeUnit.SECONDS));
        assertEquals("\u0004{\"Width\":80,\"Height\":24}", new String(server.received.poll(10, TimeUnit.SECONDS), StandardCharsets.UTF_8));
        assertArrayEquals(new byte[] {0, '\r'}, server.received.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void outputComesOnlyAsItIsAskedFor() throws Exception {
        server.send(1, "one".getBytes(StandardCharsets.UTF_8));
        server.send(1, "two".getBytes(StandardCharsets.UTF_8));
        assertEquals("one", written.poll(10, TimeUnit.SECONDS));
        assertTrue(written.isEmpty(), "the second was not asked for");

        channel.more();
        assertEquals("two", written.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void anExitCodeIsToldApartFromABrokenConnection() throws Exception {
        server.send(3, "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"130\"}]}}"
                .getBytes(StandardCharsets.UTF_8));
        server.end();
        assertEquals(new Ending.Exited(130), endings.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void whatEndsWithoutAWordIsBroken() throws Exception {
        server.close();
        assertTrue(endings.poll(10, TimeUnit.SECONDS) instanceof Ending.Broken);
    }

    @Test
    void aStatusThatIsNoneIsSaid() {
        assertEquals(new Ending.Broken("the session ended with a status that cannot be read"), ExecChannel.ending("{".getBytes(StandardCharsets.UTF_8), ""));
        assertEquals(new Ending.Exited(0), ExecChannel.ending("{\"status\":\"Success\"}".getBytes(StandardCharsets.UTF_8), ""));
        assertEquals(new Ending.Broken("node is gone"),
                ExecChannel.ending("{\"status\":\"Failure\",\"message\":\"node is gone\"}".getBytes(StandardCharsets.UTF_8), ""));
    }
}
