package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.TestClock;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.StoredImages;
import dev.marina.linux.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store of a hundred units in which images take their room.
class ImageRoomTest {

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final Store store = new Store();
    private final Set<String> volumes = new HashSet<>();
    private ImageRoom room;

    @BeforeEach
    void open() {
        room = new ImageRoom(store, () -> volumes, new PullRecords(directory), clock);
    }

    private static final class Store implements StoredImages {

        private final List<Stored> images = new ArrayList<>();
        private final Set<String> inUse = new HashSet<>();
        private final Set<String> held = new HashSet<>();
        private long others;

        @Override
        public List<Stored> stored() {
            return List.copyOf(images);
        }

        @Override
        public Set<String> inUse() {
            return Set.copyOf(inUse);
        }

        @Override
        public FileSystems.Fill space() {
            return new FileSystems.Fill(100, 100 - others - images.stream().mapToLong(Stored::bytes).sum(), 0, 0);
        }

        @Override
        public void remove(String id) {
            if (held.contains(id)) {
                throw new RuntimeFailure("image is being used");
            }
            images.removeIf(image -> image.id().equals(id));
        }

        List<String> left() {
            return images.stream().map(Stored::id).toList();
        }
    }

    private void store(String id, long bytes, boolean fetchable) {
        store.images.add(new StoredImages.Stored(id, bytes, fetchable));
    }

    private void lookAfter(Duration time) {
        clock.advance(time);
        room.look();
    }

    @Test
    void imagesStayAsLongAsThereIsRoom() {
        store("a", 84, true);

        room.look();
        lookAfter(Duration.ofHours(1));

        assertEquals(List.of("a"), store.left());
    }

    @Test
    void thoseThatWereUsedTheLongestTimeAgoGoUntilThereIsRoomAgain() {
        store("old", 10, true);
        store("never", 10, true);
        store("recent", 10, true);
        store.inUse.addAll(Set.of("old", "recent"));
        room.look();
        store.inUse.remove("old");
        lookAfter(Duration.ofMinutes(5));
        store.inUse.clear();
        store.others = 65;

        lookAfter(Duration.ofMinutes(5));

        // Of 95 units 15 have to go, an image that nobody has used first.
        assertEquals(List.of("recent"), store.left());
    }

    @Test
    void imagesInUseThoseThatNoRegistryHasAndThoseThatHaveJustComeStay() {
        store("used", 30, true);
        store("built", 30, false);
        store.inUse.add("used");
        store("volume", 5, true);
        volumes.add("volume");
        room.look();
        lookAfter(Duration.ofMinutes(5));
        store("young", 30, true);

        room.look();

        assertEquals(List.of("used", "built", "volume", "young"), store.left());
    }

    @Test
    void anImageThatIsUsedMeanwhileStaysAndTheOthersGo() {
        store("a", 45, true);
        store("b", 45, true);
        store.held.add("a");
        room.look();

        lookAfter(Duration.ofMinutes(5));

        assertEquals(List.of("a", "b"), store.left(), "one was enough, and is used");
        store.images.set(0, new StoredImages.Stored("a", 5, true));
        store.others = 45;

        lookAfter(Duration.ofMinutes(5));

        assertEquals(List.of("a"), store.left());
    }
}
