package dev.marina.store;

import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/// Older images of one cluster, within a byte budget and an age. An old image shares almost everything with the next one,
/// so it is reckoned by the object that the next one replaced.
final class History {

    /// What the copied paths of one change are reckoned to take.
    private static final int OVERHEAD = 1024;

    private record Old(Image image, long bytes, Instant until) {}

    private final long budget;
    private final ArrayDeque<Old> images = new ArrayDeque<>(2);
    private long bytes;

    History(long budget) {
        this.budget = budget;
    }

    /// `image` was current until now; the next one replaced `replacedBytes` of it.
    synchronized void add(Image image, long replacedBytes, Instant now) {
        images.addLast(new Old(image, replacedBytes + OVERHEAD, now));
        bytes += replacedBytes + OVERHEAD;
        while (bytes > budget && !images.isEmpty()) {
            bytes -= images.removeFirst().bytes();
        }
    }

    /// True when nothing is left.
    synchronized boolean expire(Instant oldest) {
        while (!images.isEmpty() && images.peekFirst().until().isBefore(oldest)) {
            bytes -= images.removeFirst().bytes();
        }
        return images.isEmpty();
    }

    synchronized Optional<Image> at(ResourceVersion version) {
        for (Old old : images) {
            if (old.image().version().equals(version)) {
                return Optional.of(old.image());
            }
        }
        return Optional.empty();
    }

    synchronized Optional<ResourceVersion> oldest() {
        return Optional.ofNullable(images.peekFirst()).map(old -> old.image().version());
    }
}
