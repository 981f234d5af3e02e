package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakePlatform;
import dev.marina.console.kube.FakeExecServer;
import dev.marina.console.login.LoggedIn;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private FakePlatform platform;
    private FakeExecServer server;
    private Terminal terminal;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        server = new FakeExecServer();
        terminal = started(Clock.systemUTC());
    }

    private Terminal started(Clock clock) {
        Terminal made = new Terminal("id", LoggedIn.in(platform, platform.open(), "ann@acme.test"), "web / main", (sink, _) -> connect(sink), clock);
        made.run();
        return made;
    }

    private dev.marina.console.kube.ExecChannel connect(dev.marina.console.kube.ExecChannel.Sink sink) throws java.io.IOException {
        try {
            return server.connect(sink);
        } catch (Exception e) {
            throw new java.io.IOException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        terminal.close("test over");
        server.close();
        platform.close();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        FakePlatform.await(condition);
    }

    @Test
    void aPageThatComesBackGetsWhatItHasNotGot() throws Exception {
        RecordingBrowser first = new RecordingBrowser(true);
        terminal.attach(first, 0);
        server.send(1, "hello".getBytes(StandardCharsets.UTF_8));
        await(() -> first.text().equals("hello"));
        terminal.detach(first);
        server.send(1, " world".getBytes(StandardCharsets.UTF_8));

        RecordingBrowser second = new RecordingBrowser(true);
        terminal.attach(second, 5);

        await(() -> second.text().equals(" world"));
        assertEquals(new Said.From(5), second.said.getFirst());
        assertEquals("hello", first.text());
    }

    @Test
    void aFloodWaitsForWhoeverReadsAndTakesOneBuffer() throws Exception {
        RecordingBrowser slow = new RecordingBrowser(false);
        terminal.attach(slow, 0);
        byte[] piece = new byte[16 * 1024];
        Thread flood = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 4_000; i++) {
                    server.send(1, piece);
                }
            } catch (java.io.IOException _) {
                // The test is over.
            }
        });
        await(() -> slow.bytes() > 0);
        // Nothing is taken, so all buffers on the way fill, and the flood stands.
        await(() -> flood.getState() == Thread.State.WAITING || flood.getState() == Thread.State.RUNNABLE);
        assertFalse(flood.join(Duration.ofSeconds(2)), "64 MiB went somewhere");
        assertTrue(slow.bytes() <= Terminal.WINDOW, slow.bytes() + " bytes unread");

        RecordingBrowser reader = new RecordingBrowser(true);
        terminal.attach(reader, 0);
        await(() -> {
            terminal.heard(reader, new Heard.Shown(reader.bytes()));
            return reader.bytes() > 4 * Terminal.WINDOW;
        });
    }

    @Test
    void whoTypesFasterThanIsTakenIsSentAway() throws Exception {
        RecordingBrowser hostile = new RecordingBrowser(true);
        terminal.attach(hostile, 0);
        byte[] much = new byte[60 * 1024];
        for (int i = 0; i < 2_000 && hostile.left.isEmpty(); i++) {
            terminal.typed(hostile, much);
        }

        assertEquals("more is typed than is taken", hostile.left);
        assertFalse(terminal.over(), "the command is not the one to suffer");
    }

    @Test
    void whatAPageSaysThatHasBeenReplacedCountsForNothing() throws Exception {
        RecordingBrowser old = new RecordingBrowser(true);
        terminal.attach(old, 0);
        RecordingBrowser present = new RecordingBrowser(true);
        terminal.attach(present, 0);

        terminal.typed(old, "rm -rf /\r".getBytes(StandardCharsets.UTF_8));
        terminal.detach(old);
        terminal.typed(present, "x".getBytes(StandardCharsets.UTF_8));

        assertEquals("shown elsewhere", old.left);
        assertEquals("\u0000x", new String(server.received.poll(10, TimeUnit.SECONDS), StandardCharsets.UTF_8));
    }

    @Test
    void itsSizeIsToldAlsoWhenThePageWasThereFirst() throws Exception {
        RecordingBrowser page = new RecordingBrowser(true);
        terminal.attach(page, 0);
        terminal.heard(page, new Heard.Size(100, 30));

        assertEquals("\u0004{\"Width\":100,\"Height\":30}", new String(server.received.poll(10, TimeUnit.SECONDS), StandardCharsets.UTF_8));
    }

    @Test
    void itIsNeverEndedSilently() {
        Instant[] now = {Instant.parse("2027-01-01T00:00:00Z")};
        Terminal idle = new Terminal("id2", terminal.person(), "t", (_, _) -> null, new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        });
        RecordingBrowser page = new RecordingBrowser(true);
        idle.attach(page, 0);
        now[0] = now[0].plus(Duration.ofMinutes(56));
        idle.look();
        idle.look();
        assertEquals(1, page.said.stream().filter(Said.IdleFor.class::isInstance).count());
        now[0] = now[0].plus(Duration.ofMinutes(4));
        idle.look();

        assertTrue(idle.over());
        assertTrue(page.said.getLast() instanceof Said.Ended);
    }
}
