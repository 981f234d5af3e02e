package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.builds.LayerShelf.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayerShelfTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static LayerKey key(int number) {
        return new LayerKey("%064x".formatted(number));
    }

    private static Entry entry(int number, long bytes, Duration ago) {
        return new Entry(key(number), bytes, NOW.minus(ago).getEpochSecond());
    }

    private static List<Integer> numbers(Optional<List<Entry>> entries) {
        return entries.orElseThrow().stream().map(entry -> Integer.parseInt(entry.key().hex(), 16)).toList();
    }

    @Test
    void tagsSayAllThatIsKnown() {
        Entry one = entry(7, 1234, Duration.ofHours(1));

        assertEquals(new LayerShelf(List.of(one)),
                LayerShelf.of(List.of(one.tag(), "latest", "x." + one.tag(), key(1).hex(), key(1).hex() + ".9999999999999.1")));
        assertTrue(one.tag().matches("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}"), "as registries have them");
    }

    @Test
    void theNewestIsFoundAndWhatIsOldIsNot() {
        LayerShelf shelf = new LayerShelf(List.of(entry(1, 5, Duration.ofDays(3)), entry(1, 6, Duration.ofDays(1)), entry(2, 5, Duration.ofDays(15))));

        assertEquals(6, shelf.find(key(1), NOW).orElseThrow().bytes());
        assertEquals(Optional.empty(), shelf.find(key(2), NOW));
        assertEquals(Optional.empty(), shelf.find(key(3), NOW));
    }

    @Test
    void theOldestMakesRoomAndWhatThisBuildUsesStays() {
        LayerShelf shelf = new LayerShelf(List.of(entry(1, 40, Duration.ofDays(3)), entry(2, 30, Duration.ofDays(2)), entry(3, 30, Duration.ofDays(1))));

        assertEquals(List.of(), numbers(shelf.goingFor(0, 100, Set.of(), NOW)));
        assertEquals(List.of(1), numbers(shelf.goingFor(20, 100, Set.of(), NOW)));
        assertEquals(List.of(2), numbers(shelf.goingFor(20, 100, Set.of(key(1)), NOW)));
        assertEquals(List.of(1, 2, 3), numbers(shelf.goingFor(100, 100, Set.of(), NOW)));
    }

    /// However much a source makes, what is kept is bounded: it is the new layer that is not kept.
    @Test
    void whereAllIsUsedThereIsNoRoom() {
        LayerShelf shelf = new LayerShelf(List.of(entry(1, 60, Duration.ofDays(1)), entry(2, 40, Duration.ofDays(1))));

        assertEquals(Optional.empty(), shelf.goingFor(1, 100, Set.of(key(1), key(2)), NOW));
        assertEquals(Optional.empty(), shelf.goingFor(101, 100, Set.of(), NOW));
    }

    @Test
    void theyAreSoManyAtMost() {
        LayerShelf full = new LayerShelf(IntStream.range(0, LayerShelf.MOST).mapToObj(number -> entry(number, 0, Duration.ofMinutes(number + 1))).toList());

        assertEquals(List.of(LayerShelf.MOST - 1), numbers(full.goingFor(0, 100, Set.of(), NOW)));
    }

    @Test
    void whatIsTooOldGoesFirst() {
        LayerShelf shelf = new LayerShelf(List.of(entry(1, 1, Duration.ofDays(15)), entry(2, 1, Duration.ofDays(1))));

        assertEquals(List.of(1), numbers(shelf.goingFor(1, 100, Set.of(), NOW)));
        assertEquals(new LayerShelf(List.of(entry(2, 1, Duration.ofDays(1)))), shelf.without(shelf.goingFor(1, 100, Set.of(), NOW).orElseThrow()));
    }
}
