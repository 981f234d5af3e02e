package dev.marina.store;

import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static dev.marina.store.Objects.version;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.backend.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a cluster was can be said as long as enough is kept, though its log was trimmed many times since.
class ClusterHistoryTest {

    private static final long BUDGET = 200_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path home;

    private final MemoryBackend storage = new MemoryBackend();
    private final Keys keys = new Keys("/marina/");
    private volatile Instant now = START;
    private ClusterStore store;
    private ClusterId cluster;

    private void open(Optional<Path> archive, String kept, Backend backend) {
        StoreConfig config = StoreConfig.defaults("p", "a").withShards(1).withBudgets(BUDGET, 1, Duration.ofSeconds(1));
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        ShardedStore opened = (ShardedStore) Stores.open(config, backend, clock, Optional.empty(), archive);
        opened.awaitFirstAttempt();
        store = opened;
        cluster = store.find("acme", "default").map(ClusterRecord::id)
                .orElseGet(() -> store.create(new NewCluster("acme", "default", Map.of(), Map.of(ClusterProvisioning.HISTORY, kept))).id());
    }

    private void open() {
        open(Optional.of(home), "");
    }

    private void open(Optional<Path> archive, String kept) {
        open(archive, kept, storage);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void write(String name, String value) {
        now = now.plusSeconds(1);
        store.commit(put(pod(cluster, name), value));
    }

    private void awaitTrimmed() {
        await("the log is trimmed", () -> logBytes() <= 2 * BUDGET);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Names and what they say, by pages of this many.
    private Map<String, String> at(Instant time, int limit) {
        ClusterHistory history = store.history(cluster);
        PastMoment moment = history.at(time);
        Map<String, String> found = new TreeMap<>();
        Optional<ObjectKey> after = Optional.empty();
        do {
            PastPage<Stored> page = history.list(moment.version(), new PastQuery(Optional.of(Objects.PODS), "", "", after, limit));
            assertTrue(page.items().size() <= limit);
            page.items().forEach(stored -> found.put(stored.key().name(), text(stored)));
            after = page.next();
        } while (after.isPresent());
        return found;
    }

    private Map<String, String> at(Instant time) {
        return at(time, 500);
    }

    private static String text(Stored stored) {
        return new String(stored.bytes(), StandardCharsets.UTF_8).replaceAll("\"resourceVersion\":\"\\d+\"", "");
    }

    private Map<String, String> present() {
        Map<String, String> present = new TreeMap<>();
        store.image(cluster).list(Objects.PODS, "").forEach(stored -> present.put(stored.key().name(), text(stored)));
        return present;
    }

    /// Creations, changes and deletions; what there was after every so many of them.
    private Map<Instant, Map<String, String>> live(int changes) {
        Random random = new Random(11);
        Map<Instant, Map<String, String>> seen = new TreeMap<>();
        for (int i = 0; i < changes; i++) {
            String name = "p" + random.nextInt(40);
            if (random.nextInt(4) == 0 && present().containsKey(name)) {
                now = now.plusSeconds(1);
                store.commit(Objects.delete(pod(cluster, name)));
            } else {
                write(name, "v" + i + "x".repeat(400));
            }
            if (i % 100 == 0) {
                seen.put(now, present());
            }
        }
        return seen;
    }

    @Test
    void everyMomentOfALongLifeCanBeSaidByAnyPages() {
        open();
        Map<Instant, Map<String, String>> seen = live(3000);
        awaitTrimmed();

        seen.forEach((time, state) -> assertEquals(state, at(time), time.toString()));
        seen.entrySet().stream().limit(8).forEach(entry -> assertEquals(entry.getValue(), at(entry.getKey(), 3), entry.getKey().toString()));
        assertEquals(present(), at(now.plusSeconds(100)));
        assertEquals(START.plusSeconds(1), store.history(cluster).oldest().time());
        store.close();
        open();
        seen.forEach((time, state) -> assertEquals(state, at(time), time.toString()));
    }

    @Test
    void differencesBetweenTwoMomentsAreWhatChanged() {
        open();
        List<Map.Entry<Instant, Map<String, String>>> seen = new ArrayList<>(live(2000).entrySet());
        awaitTrimmed();
        for (int i = 0; i + 3 < seen.size(); i += 3) {
            Map<String, String> before = seen.get(i).getValue();
            Map<String, String> after = new TreeMap<>(before);
            ClusterHistory history = store.history(cluster);
            PastMoment from = history.at(seen.get(i).getKey());
            PastMoment to = history.at(seen.get(i + 3).getKey());
            Optional<ObjectKey> next = Optional.empty();
            do {
                PastPage<PastDifference> page = history.differences(from.version(), to.version(), new PastQuery(Optional.empty(), "", "", next, 7));
                for (PastDifference difference : page.items()) {
                    String name = difference.key().name();
                    assertEquals(Optional.ofNullable(before.get(name)), difference.before().map(ClusterHistoryTest::text), name);
                    difference.after().map(ClusterHistoryTest::text).ifPresentOrElse(text -> after.put(name, text), () -> after.remove(name));
                }
                next = page.next();
            } while (next.isPresent());
            assertEquals(seen.get(i + 3).getValue(), after);
        }
    }

    /// Objects at `from`, by the present ones and what the sequence takes back, and then change by change.
    private Map<String, String> replayed(PastSequence sequence, Map<String, String> now, boolean through) {
        Map<String, String> state = new TreeMap<>(now);
        sequence.before().forEach((key, stored) -> replace(state, key, stored));
        if (through) {
            sequence.changes().forEach(change -> replace(state, change.key(), change.after()));
        }
        return state;
    }

    private static void replace(Map<String, String> state, ObjectKey key, Optional<Stored> stored) {
        stored.ifPresentOrElse(object -> state.put(key.name(), text(object)), () -> state.remove(key.name()));
    }

    @Test
    void whatHappenedBetweenTwoMomentsIsToldChangeByChangeAndWhatCameLaterIsTakenBack() {
        open();
        List<Map.Entry<Instant, Map<String, String>>> seen = new ArrayList<>(live(2000).entrySet());
        awaitTrimmed();
        for (int i = 0; i + 3 < seen.size(); i += 2) {
            ClusterHistory history = store.history(cluster);
            PastMoment from = history.at(seen.get(i).getKey());
            PastMoment to = history.at(seen.get(i + 3).getKey());
            PastSequence sequence = history.sequence(from.version(), to.version(), store.image(cluster).version(), _ -> true, 1000);

            assertTrue(sequence.complete());
            assertEquals(to.version().value() - from.version().value(), sequence.changes().size());
            assertEquals(seen.get(i).getValue(), replayed(sequence, present(), false));
            assertEquals(seen.get(i + 3).getValue(), replayed(sequence, present(), true));

            PastSequence part = history.sequence(from.version(), to.version(), store.image(cluster).version(), _ -> true, 50);
            assertFalse(part.complete());
            assertEquals(
                    sequence.changes().subList(sequence.changes().size() - 50, sequence.changes().size()).stream().map(PastSequence.Change::version).toList(),
                    part.changes().stream().map(PastSequence.Change::version).toList(), "the newest ones");
            assertEquals(seen.get(i + 3).getValue(), replayed(part, present(), true), "however few are told, the end is right");
            PastSequence one = history.sequence(from.version(), to.version(), store.image(cluster).version(), key -> key.name().equals("p7"), 1000);
            assertTrue(one.changes().stream().allMatch(change -> change.key().name().equals("p7")) && one.before().size() <= 1);
        }
    }

    @Test
    void whatIsStillInTheLogCanBeSaidWithoutAnArchive() {
        open(Optional.empty(), "");
        write("a", "1");
        Instant first = now;
        write("a", "2");

        assertTrue(at(first).get("a").contains("1"));
        assertTrue(at(now).get("a").contains("2"));
        assertEquals(new PastMoment(version(1), first), store.history(cluster).of(version(1)));
        assertThrows(StoreException.TooNew.class, () -> store.history(cluster).of(version(3)));
        assertEquals(first, assertThrows(StoreException.BeforeHistory.class, () -> at(START)).oldest.time());
    }

    @Test
    void whereTooLittleIsKeptThatIsSaid() {
        open(Optional.empty(), "");
        write("a", "1");
        Instant first = now;
        for (int i = 0; i < 1000; i++) {
            write("b", i + "x".repeat(1000));
        }
        awaitTrimmed();

        StoreException.BeforeHistory gone = assertThrows(StoreException.BeforeHistory.class, () -> at(first));

        assertEquals(present(), at(gone.oldest.time()));
    }

    @Test
    void aFloodDrivesOutTheOldestAndNoMoreIsKeptThanTheTenantMayHave() {
        long most = 1 << 20;
        open(Optional.of(home), most + " 30");
        Random random = new Random(5);
        write("a", "1");
        Instant first = now;
        for (int i = 0; i < 4000; i++) {
            byte[] noise = new byte[400];
            random.nextBytes(noise);
            write("b" + i % 20, Base64.getEncoder().encodeToString(noise));
        }
        Instant late = now.minusSeconds(300);
        awaitTrimmed();
        await("segments go", () -> bytes() <= most + most / 8);

        assertThrows(StoreException.BeforeHistory.class, () -> at(first));
        await("what is named as the oldest can be asked for, once no more goes", () -> known(store.history(cluster).oldest().time()));
        assertTrue(store.history(cluster).oldest().time().isBefore(late), "a good part of it is kept");
        assertEquals(21, at(late).size());
    }

    private boolean known(Instant time) {
        try {
            return at(time).size() == 21;
        } catch (StoreException.BeforeHistory _) {
            return false;
        }
    }

    private long bytes() {
        try (var files = Files.list(home.resolve(cluster.value()))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is lost is what the process had not finished, which is in the log as long as that was not trimmed.
    @Test
    void aProcessThatIsKilledAtAnyStepOfArchivingLosesNothing() throws Exception {
        Map<Instant, Map<String, String>> seen = new TreeMap<>();
        for (Killed step : Killed.values()) {
            open(Optional.of(home), "", new Untrimmed(storage));
            List<Long> before = sizes();
            seen.putAll(live(700));
            await("a segment is begun", () -> !sizes().equals(before) && !parts("image").isEmpty());
            store.close();
            kill(step);
            open();
            seen.putAll(live(200));

            seen.forEach((time, state) -> assertEquals(state, at(time), step + " " + time));
            store.close();
        }
        open();
        assertEquals(START.plusSeconds(1), store.history(cluster).oldest().time());
    }

    private enum Killed {
        BEFORE_ANYTHING, IN_A_BLOCK, AFTER_BLOCKS, IN_THE_IMAGE, BEFORE_THE_IMAGE, BEFORE_TRIMMING
    }

    private void kill(Killed step) throws IOException {
        Path segment = parts("changes").getLast();
        switch (step) {
            case BEFORE_ANYTHING -> {
                Files.delete(segment);
                Files.delete(parts("image").getLast());
            }
            case IN_A_BLOCK -> {
                shorten(segment, 100);
                Files.delete(parts("image").getLast());
            }
            case AFTER_BLOCKS, BEFORE_THE_IMAGE -> Files.delete(parts("image").getLast());
            case IN_THE_IMAGE -> shorten(parts("image").getLast(), 40);
            case BEFORE_TRIMMING -> {
            }
        }
    }

    private List<Long> sizes() {
        return parts("changes").stream().map(file -> file.toFile().length()).toList();
    }

    private static void shorten(Path file, long by) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - by);
        }
    }

    /// By their version.
    private static void age(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(START.minus(Duration.ofDays(2))));
        } catch (NoSuchFileException _) {
            // It went first.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> parts(String kind) {
        try (var files = Files.list(home.resolve(cluster.value()))) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind)).sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whoever uses it is killed before a log is trimmed.
    private static final class Untrimmed extends DelegatingBackend {
        Untrimmed(Backend storage) {
            super(storage);
        }

        @Override
        public boolean apply(Transaction transaction) {
            return storage.apply(new Transaction(transaction.conditions(),
                    transaction.operations().stream().filter(operation -> !(operation instanceof Transaction.DeleteRange)).toList()));
        }
    }

    @Test
    void whereTheArchiveCannotBeWrittenTheLogStaysUntilThereIsFarTooMuchOfIt() throws Exception {
        open();
        Files.createDirectories(home);
        Path inTheWay = Files.createFile(home.resolve(cluster.value()));
        for (int i = 0; i < 600; i++) {
            write("a", i + "x".repeat(1000));
        }
        assertTrue(logBytes() > 2 * BUDGET, "nothing leaves the log");
        Files.delete(inTheWay);
        awaitTrimmed();
        assertEquals(present(), at(now));
        assertEquals(1, store.history(cluster).oldest().version().value(), "nothing is lost");
        store.close();

        // For as long as nobody can write.
        Files.move(home.resolve(cluster.value()), home.resolve("aside"));
        Files.createFile(home.resolve(cluster.value()));
        open();
        for (int i = 0; i < 4000; i++) {
            write("a", i + "x".repeat(1000));
        }
        await("the log is trimmed all the same", () -> logBytes() < 20 * BUDGET);
    }

    private long logBytes() {
        return storage.range(keys.logs(cluster).from(), keys.logs(cluster).to(), Integer.MAX_VALUE).stream().mapToLong(entry -> entry.value().length).sum();
    }

    @Test
    void whatIsTooOldGoesAndWhatComesAfterItCanBeSaid() throws Exception {
        open(Optional.of(home), (64 << 20) + " 1");
        live(700);
        Instant early = now.minusSeconds(500);
        awaitTrimmed();
        await("there is an image", () -> !parts("image").isEmpty());
        await("everything goes", () -> {
            // Again and again: what is being written just now is new once more.
            Stream.concat(parts("changes").stream(), parts("image").stream()).forEach(ClusterHistoryTest::age);
            now = now.plus(Duration.ofMinutes(20));
            return parts("changes").isEmpty() && parts("image").isEmpty();
        });

        // What has aged leaves nothing to begin from: an image comes with what is archived next.
        live(700);
        awaitTrimmed();
        await("there is an image again", () -> !parts("image").isEmpty());
        Map<Instant, Map<String, String>> later = live(800);
        awaitTrimmed();

        assertThrows(StoreException.BeforeHistory.class, () -> at(early));
        Instant oldest = store.history(cluster).oldest().time();
        later.entrySet().stream().filter(entry -> !entry.getKey().isBefore(oldest)).forEach(entry -> assertEquals(entry.getValue(), at(entry.getKey())));
        assertTrue(oldest.isBefore(now.minusSeconds(500)), () -> oldest + " of " + now);
    }

    /// A cluster that nobody has changed for longer than its plan keeps.
    @Test
    void whereAllChangesHaveAgedThePresentCanBeSaidStill() throws Exception {
        open(Optional.of(home), (64 << 20) + " 1");
        live(700);
        awaitTrimmed();
        await("everything goes", () -> {
            Stream.concat(parts("changes").stream(), parts("image").stream()).forEach(ClusterHistoryTest::age);
            now = now.plus(Duration.ofMinutes(20));
            return parts("changes").isEmpty() && parts("image").isEmpty();
        });

        assertEquals(present(), at(now));
        assertEquals(present(), at(now.minusSeconds(60)));
        assertEquals(store.image(cluster).version(), store.history(cluster).of(store.image(cluster).version()).version());
        assertEquals(store.image(cluster).version(), store.history(cluster).oldest().version());

        store.close();
        open(Optional.of(home), (64 << 20) + " 1");
        assertEquals(present(), at(now));
    }

    @Test
    void aClusterThatIsDeletedTakesItsPastAlong() throws Exception {
        open();
        for (int i = 0; i < 1000; i++) {
            write("b", i + "canary" + "x".repeat(1000));
        }
        awaitTrimmed();
        assertTrue(Files.isDirectory(home.resolve(cluster.value())));
        try (var files = Files.list(home.resolve(cluster.value()))) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("canary"), "the archive is in the clear");
            }
        }

        store.delete(cluster);

        assertFalse(Files.exists(home.resolve(cluster.value())));
    }
}
