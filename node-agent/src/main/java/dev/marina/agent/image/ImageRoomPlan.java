package dev.marina.agent.image;

import dev.marina.agent.runtime.StoredImages.Stored;
import dev.marina.linux.FileSystems;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which images go so that there is room for others: above one mark, those that nobody has used for the longest time, until another
/// mark is reached. pkg/kubelet/images/image_gc_manager.go, with its defaults
///
/// @param missing bytes that should be freed; 0 while there is room enough
record ImageRoomPlan(long missing, List<Stored> remove) {

    private static final int HIGH_PERCENT = 85;
    private static final int LOW_PERCENT = 80;
    /// What has just been pulled is about to be used.
    private static final Duration YOUNG = Duration.ofMinutes(2);

    /// @param seen when each image was first seen
    /// @param used when each image was last in use
    static ImageRoomPlan of(FileSystems.Fill space, List<Stored> stored, Set<String> inUse, Map<String, Instant> seen, Map<String, Instant> used, Instant now) {
        if (space.bytes() == 0 || space.used() * 100 / space.bytes() < HIGH_PERCENT) {
            return new ImageRoomPlan(0, List.of());
        }
        long missing = space.bytes() * (100 - LOW_PERCENT) / 100 - space.free();
        List<Stored> unused = stored.stream()
                .filter(image -> image.fetchable() && !inUse.contains(image.id()) && seen.get(image.id()).isBefore(now.minus(YOUNG)))
                .sorted(Comparator.<Stored, Instant>comparing(image -> used.getOrDefault(image.id(), Instant.MIN)).thenComparing(image -> seen.get(image.id())))
                .toList();
        List<Stored> remove = new ArrayList<>();
        long freed = 0;
        for (Stored image : unused) {
            if (freed >= missing) {
                break;
            }
            remove.add(image);
            freed += image.bytes();
        }
        return new ImageRoomPlan(missing, List.copyOf(remove));
    }
}
