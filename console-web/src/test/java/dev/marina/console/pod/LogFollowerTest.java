package dev.marina.console.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.feed.Backoff;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogFollowerTest {

    private final Container container = new Container();
    private final LineBuffer lines = new LineBuffer();
    private final LogFollower follower = new LogFollower("test", container, lines, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));
    private String shown = "";

    @AfterEach
    void close() {
        follower.close();
    }

    private void await(Predicate<String> wanted) {
        Instant end = Instant.now().plusSeconds(20);
        while (!wanted.test(shown)) {
            lines.take().ifPresent(text -> shown += text);
            assertTrue(Instant.now().isBefore(end), () -> "seen: " + shown);
            Thread.onSpinWait();
        }
    }

    @Test
    void aStreamThatEndsWhileTheContainerRunsIsTakenUpAgainWithoutLossOrRepetition() {
        container.wrote(1, "a");
        container.wrote(2, "b");
        follower.start();
        await(text -> text.contains("b"));

        // Everything between us and the container was restarted; meanwhile it went on.
        container.wrote(2, "c at the same moment");
        container.wrote(3, "d");
        await(text -> text.contains("d"));

        assertEquals("a\nb\nc at the same moment\nd\n", shown);
        assertTrue(container.asked.size() > 1);
    }

    @Test
    void aRestartedContainersLogFollowsTheOldOne() {
        container.wrote(1, "first life");
        follower.start();
        await(text -> text.contains("first life"));

        container.restart();
        container.wrote(2, "second life");
        await(text -> text.contains("second life"));

        assertEquals("first life\nsecond life\n", shown);
    }

    @Test
    void whatHasEndedIsReadOnceToItsEnd() {
        container.wrote(1, "last words");
        container.running = false;
        follower.start();
        await(text -> text.contains("last words"));

        int asked = container.instances.get();
        while (container.instances.get() < asked + 3) {
            Thread.onSpinWait();
        }

        assertEquals(1, container.asked.size());
    }

    @Test
    void aBrokenStreamIsSaidOnceAndGoesOn() {
        container.wrote(1, "a");
        container.failures.add(new IOException("connection reset"));
        container.failures.add(new IOException("connection reset"));
        follower.start();
        await(text -> text.contains("a\n"));

        assertEquals("— connection reset —\na\n", shown);
    }

    /// A container whose stream ends as soon as everything has been read.
    private static final class Container implements LogSource {

        private final List<String> written = new CopyOnWriteArrayList<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final ConcurrentLinkedQueue<IOException> failures = new ConcurrentLinkedQueue<>();
        private final java.util.concurrent.atomic.AtomicInteger instances = new java.util.concurrent.atomic.AtomicInteger();
        private volatile int life;
        private volatile boolean running = true;

        void wrote(int second, String line) {
            written.add("2026-11-28T03:00:0%d.000000001Z %s\n".formatted(second, line));
        }

        void restart() {
            written.clear();
            life++;
        }

        @Override
        public Optional<Instance> instance() {
            instances.incrementAndGet();
            return Optional.of(new Instance("docker://abc#" + life, running));
        }

        @Override
        public InputStream open(String since) throws IOException {
            IOException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            asked.add(since);
            List<String> answer = new ArrayList<>(written);
            answer.removeIf(line -> !since.isEmpty() && Instant.parse(line.substring(0, line.indexOf(' '))).isBefore(Instant.parse(since)));
            return new ByteArrayInputStream(String.join("", answer).getBytes(StandardCharsets.UTF_8));
        }
    }
}
