package dev.marina.agent.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TunnelStreamTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int WINDOW = TunnelFrame.INITIAL_WINDOW_BYTES;

    private final List<TunnelFrame> sent = new CopyOnWriteArrayList<>();
    private final TunnelStream stream = new TunnelStream(7, (_, frame) -> sent.add(frame));

    private int bytesSent() {
        return sent.stream().filter(frame -> frame.kind() == Kind.DATA).mapToInt(frame -> frame.payload().length).sum();
    }

    private CompletableFuture<Void> writing(int bytes) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                stream.out(TunnelFrame.STDOUT).write(new byte[bytes]);
                written.complete(null);
            } catch (IOException | RuntimeException failure) {
                written.completeExceptionally(failure);
            }
        });
        return written;
    }

    /// Whoever reads slowly holds up who writes, and not the memory of all.
    @Test
    void nobodySendsMoreThanTheOtherSideHasGranted() throws Exception {
        CompletableFuture<Void> written = writing(2 * WINDOW);
        Await.until("the window to be used up", SOON, this::bytesSent, bytes -> bytes == WINDOW);

        stream.granted(WINDOW - 1);
        Await.until("what was granted to be sent", SOON, this::bytesSent, bytes -> bytes == 2 * WINDOW - 1);
        assertTrue(!written.isDone());

        stream.granted(1);
        written.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertEquals(2 * WINDOW, bytesSent());
        assertTrue(sent.stream().allMatch(frame -> frame.payload().length <= TunnelFrame.MAX_PAYLOAD_BYTES));
    }

    @Test
    void whoWaitsForRoomIsToldThatTheOtherSideHasGone() {
        AtomicInteger ends = new AtomicInteger();
        stream.onClose(ends::incrementAndGet);
        CompletableFuture<Void> written = writing(WINDOW + 1);
        Await.until("the window to be used up", SOON, this::bytesSent, bytes -> bytes == WINDOW);

        stream.close();
        stream.close();

        ExecutionException failed = Assertions.assertThrows(ExecutionException.class, () -> written.get(SOON.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(IOException.class, failed.getCause());
        assertEquals(1, ends.get());
        stream.onClose(ends::incrementAndGet);
        assertEquals(2, ends.get(), "who comes too late is told at once");
    }

    @Test
    void whatIsReadIsGrantedAnewAndTheEndIsTheEnd() throws IOException {
        stream.received("some".getBytes(StandardCharsets.UTF_8));
        stream.received(new byte[0]);
        stream.received("thing".getBytes(StandardCharsets.UTF_8));
        stream.receivedEnd();

        try (InputStream in = stream.stdin()) {
            assertArrayEquals("something".getBytes(StandardCharsets.UTF_8), in.readAllBytes());
            assertEquals(-1, in.read());
        }
        assertEquals(9, sent.stream().filter(frame -> frame.kind() == Kind.WINDOW && frame.channel() == TunnelFrame.STDIN)
                .mapToInt(frame -> ByteBuffer.wrap(frame.payload()).getInt()).sum());
    }

    @Test
    void aSizeThatCameBeforeAnybodyAskedIsNotForgotten() {
        int[] seen = new int[2];
        stream.resized(80, 24);

        stream.onResize((width, height) -> {
            seen[0] = width;
            seen[1] = height;
        });

        assertArrayEquals(new int[] {80, 24}, seen);
    }

    @Test
    void itIsFinishedOnceAndSaysNothingAfterwards() {
        stream.finish();
        stream.finish();
        stream.end(TunnelFrame.STDOUT);

        assertEquals(List.of(Kind.CLOSE), sent.stream().map(TunnelFrame::kind).toList());
    }
}
