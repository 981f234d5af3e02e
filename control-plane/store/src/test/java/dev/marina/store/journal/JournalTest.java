package dev.marina.store.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.journal.Journal.Entry;
import dev.marina.store.journal.Journal.Position;
import dev.marina.store.seal.Aead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] KEY = Aead.newKey();

    @TempDir
    private Path home;

    private Journal journal() {
        return new Journal(home.resolve("acme"), "x", KEY, 4096);
    }

    private static Entry entry(int number) {
        return new Entry(START.plusSeconds(number), ("entry " + number).getBytes(StandardCharsets.UTF_8));
    }

    private static void append(Journal journal, int from, int to) {
        journal.append(IntStream.range(from, to).mapToObj(JournalTest::entry).toList(), false);
    }

    private static List<String> all(Backwards backwards) {
        List<String> texts = new ArrayList<>();
        while (backwards.advance(Long.MAX_VALUE)) {
            texts.add(new String(backwards.next().bytes(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static List<String> numbers(int from, int downTo) {
        return IntStream.rangeClosed(downTo, from).mapToObj(number -> "entry " + (from + downTo - number)).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("acme"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void readsBackwardsWhatWasAppended() {
        append(journal(), 0, 3);
        append(journal(), 3, 5);

        assertEquals(numbers(4, 0), all(journal().backwards(Optional.empty())));
    }

    @Test
    void nothingWasEverAppended() {
        assertEquals(List.of(), all(journal().backwards(Optional.empty())));
        assertEquals(0, journal().bytes());
        journal().keep(0, START);
    }

    @Test
    void goesOnWhereAnotherReaderEnded() {
        append(journal(), 0, 3);
        append(journal(), 3, 6);
        List<String> found = new ArrayList<>();
        Optional<Position> position = Optional.empty();

        for (int page = 0; page < 6; page++) {
            Backwards backwards = journal().backwards(position);
            assertTrue(backwards.advance(Long.MAX_VALUE));
            found.add(new String(backwards.next().bytes(), StandardCharsets.UTF_8));
            position = backwards.rest().flatMap(rest -> Position.parse(rest.toString()));
        }

        assertEquals(numbers(5, 0), found);
        assertTrue(position.isEmpty());
    }

    @Test
    void whatIsAppendedMeanwhileIsNotFoundByWhoGoesOn() {
        append(journal(), 0, 3);
        Backwards first = journal().backwards(Optional.empty());
        first.advance(Long.MAX_VALUE);
        first.next();
        append(journal(), 3, 6);

        assertEquals(numbers(1, 0), all(journal().backwards(first.rest())));
    }

    @Test
    void unpacksNoMoreThanItMayAndGoesOnLater() {
        for (int block = 0; block < 10; block++) {
            append(journal(), 3 * block, 3 * block + 3);
        }
        Backwards limited = journal().backwards(Optional.empty());
        List<String> found = new ArrayList<>();
        while (limited.advance(100)) {
            found.add(new String(limited.next().bytes(), StandardCharsets.UTF_8));
        }

        assertEquals(6, found.size());
        found.addAll(all(journal().backwards(limited.rest())));
        assertEquals(numbers(29, 0), found);
    }

    @Test
    void blocksOutsideOfTheTimeAreNotUnpacked() {
        for (int block = 0; block < 10; block++) {
            append(journal(), 3 * block, 3 * block + 3);
        }
        Backwards some = journal().backwards(Optional.empty()).within(START.plusSeconds(9), START.plusSeconds(11));

        assertEquals(numbers(11, 9), all(some));
        assertTrue(some.opened() < 100, () -> "unpacked " + some.opened());
    }

    @Test
    void theOldestSegmentsGoFirst() {
        for (int i = 0; i < 200; i++) {
            byte[] noise = Aead.newKey();
            journal().append(List.of(new Entry(START.plusSeconds(i), noise), entry(i)), false);
        }
        long before = journal().bytes();

        journal().keep(before / 2, Instant.EPOCH);

        assertTrue(journal().bytes() <= before / 2);
        assertTrue(journal().bytes() > before / 2 - 8192, "too much has gone");
        assertEquals("entry 199", all(journal().backwards(Optional.empty())).getFirst());
        assertFalse(all(journal().backwards(Optional.empty())).contains("entry 0"));
    }

    @Test
    void whatIsTooOldGoes() {
        append(journal(), 0, 3);

        journal().keep(Long.MAX_VALUE, Instant.now().plus(Duration.ofHours(1)));

        assertEquals(0, journal().bytes());
    }

    /// A process that is killed may leave half a block at the end of the segment that it wrote.
    @Test
    void halfABlockAtTheEndHidesNothing() throws IOException {
        append(journal(), 0, 3);
        append(journal(), 3, 6);
        Path segment = files().getLast();
        Files.write(segment, java.util.Arrays.copyOf(Files.readAllBytes(segment), (int) Files.size(segment) - 5));

        assertEquals(numbers(2, 0), all(journal().backwards(Optional.empty())));
    }

    @Test
    void nothingCanBeReadWithoutTheKeyNorMovedToAnotherPlace() throws IOException {
        append(journal(), 0, 3);
        String text = Files.readString(files().getFirst(), StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("entry"), text);

        Journal stranger = new Journal(home.resolve("acme"), "x", Aead.newKey(), 4096);
        assertUnreadable(1, List.of(), stranger.backwards(Optional.empty()));

        Files.createDirectory(home.resolve("globex"));
        Files.copy(files().getFirst(), home.resolve("globex").resolve(files().getFirst().getFileName()));
        Journal other = new Journal(home.resolve("globex"), "x", KEY, 4096);
        assertUnreadable(1, List.of(), other.backwards(Optional.empty()));
    }

    private static void assertUnreadable(int blocks, List<String> found, Backwards backwards) {
        assertEquals(found, all(backwards));
        assertEquals(blocks, backwards.unreadable().size(), () -> backwards.unreadable().toString());
    }

    @Test
    void aBlockWithAChangedByteIsPassedOverAndSaidWhereverTheByteIs() throws IOException {
        append(journal(), 0, 3);
        int second = (int) Files.size(files().getFirst());
        append(journal(), 3, 6);
        int third = (int) Files.size(files().getFirst());
        append(journal(), 6, 9);
        List<String> others = Stream.concat(numbers(8, 6).stream(), numbers(2, 0).stream()).toList();
        byte[] whole = Files.readAllBytes(files().getFirst());

        for (int at = second + 4; at < third; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 1;
            Files.write(files().getFirst(), bytes, StandardOpenOption.TRUNCATE_EXISTING);

            assertUnreadable(1, others, journal().backwards(Optional.empty()));
        }
    }

    /// How long a block is stands in the clear, and is what leads to the next one.
    @Test
    void aBlockWhoseLengthIsDamagedHidesNothing() throws IOException {
        append(journal(), 0, 3);
        int second = (int) Files.size(files().getFirst());
        append(journal(), 3, 6);
        append(journal(), 6, 9);
        byte[] whole = Files.readAllBytes(files().getFirst());

        for (int bit = 0; bit < Integer.SIZE; bit++) {
            byte[] bytes = whole.clone();
            bytes[second + bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(files().getFirst(), bytes, StandardOpenOption.TRUNCATE_EXISTING);

            assertUnreadable(0, numbers(8, 0), journal().backwards(Optional.empty()));
        }
    }

    @Test
    void aDamagedBlockInAnyPlaceHidesNoneOfTheOthers() throws IOException {
        List<Integer> ends = new ArrayList<>(List.of(0));
        for (int block = 0; block < 4; block++) {
            append(journal(), 3 * block, 3 * block + 3);
            ends.add((int) Files.size(files().getFirst()));
        }
        byte[] whole = Files.readAllBytes(files().getFirst());

        for (int block = 0; block < 3; block++) {
            byte[] bytes = whole.clone();
            java.util.Arrays.fill(bytes, ends.get(block), ends.get(block + 1), (byte) 0x5a);
            Files.write(files().getFirst(), bytes, StandardOpenOption.TRUNCATE_EXISTING);
            int damaged = block;
            List<String> others = numbers(11, 0).stream().filter(text -> Integer.parseInt(text.substring(6)) / 3 != damaged).toList();

            assertUnreadable(1, others, journal().backwards(Optional.empty()));
        }
    }

    /// Whoever can write the file leads nobody to what is no block, nor to one of another place.
    @Test
    void whatOnlyLooksLikeABlockIsNone() throws IOException {
        append(journal(), 0, 3);
        int second = (int) Files.size(files().getFirst());
        append(journal(), 3, 6);
        byte[] whole = Files.readAllBytes(files().getFirst());
        byte[] bytes = java.util.Arrays.copyOf(whole, whole.length + second);
        System.arraycopy(whole, 0, bytes, whole.length, second);
        bytes[second] ^= 0x40;
        Files.write(files().getFirst(), bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertEquals(numbers(2, 0), all(journal().backwards(Optional.empty())));
    }

    @Test
    void aPageThatEndsAtABlockThatCannotBeReadGoesOnBehindIt() throws IOException {
        append(journal(), 0, 3);
        int second = (int) Files.size(files().getFirst());
        append(journal(), 3, 6);
        byte[] bytes = Files.readAllBytes(files().getFirst());
        bytes[second + 30] ^= 1;
        Files.write(files().getFirst(), bytes, StandardOpenOption.TRUNCATE_EXISTING);

        Backwards limited = journal().backwards(Optional.empty());
        assertFalse(limited.advance(1));

        assertUnreadable(0, numbers(2, 0), journal().backwards(limited.rest()));
    }

    @Test
    void nobodyElseMayReadTheFiles() throws IOException {
        append(journal(), 0, 3);

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("acme"))));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())));
    }

    @Test
    void streamsOfOneDirectoryKnowNothingOfEachOther() {
        append(journal(), 0, 3);
        Journal other = new Journal(home.resolve("acme"), "y", KEY, 4096);
        append(other, 3, 6);

        assertEquals(numbers(5, 3), all(other.backwards(Optional.empty())));
        other.keep(0, Instant.now().plus(Duration.ofHours(1)));
        assertEquals(numbers(2, 0), all(journal().backwards(Optional.empty())));
    }

    @Test
    void allIsRemovedThoughSomebodyAppends() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread writer = Thread.startVirtualThread(() -> {
            for (int number = 0; !ended.get(); number++) {
                try {
                    append(new Journal(home.resolve("acme"), "x" + number, KEY, 4096), 0, 1);
                } catch (UncheckedIOException _) {
                    // Its directory went meanwhile.
                }
            }
        });
        try {
            for (int times = 0; times < 20_000; times++) {
                Journal.removeAll(home.resolve("acme"));
            }
        } finally {
            ended.set(true);
            writer.join();
        }
        Journal.removeAll(home.resolve("acme"));

        assertFalse(Files.exists(home.resolve("acme")));
    }
}
