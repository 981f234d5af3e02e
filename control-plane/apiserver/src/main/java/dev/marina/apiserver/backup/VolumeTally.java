package dev.marina.apiserver.backup;

import dev.marina.store.backup.Manifest;
import dev.marina.store.backup.VolumeProgress;
import dev.marina.store.backup.VolumeProgress.Item;
import dev.marina.store.backup.VolumeProgress.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Counts what has been copied of volumes, and tells it now and then. One thread.
final class VolumeTally {

    private static final Duration PACE = Duration.ofSeconds(1);

    private final List<Item> items;
    private final List<Manifest.LeftOut> leftOut;
    private final Clock clock;
    private final Consumer<VolumeProgress> told;
    private Instant last = Instant.EPOCH;

    VolumeTally(List<Item> items, List<Manifest.LeftOut> leftOut, Clock clock, Consumer<VolumeProgress> told) {
        this.items = new ArrayList<>(items);
        this.leftOut = new ArrayList<>(leftOut);
        this.clock = clock;
        this.told = told;
    }

    static Item waiting(String namespace, String claim) {
        return new Item(namespace, claim, Phase.WAITING, 0, 0, "");
    }

    void to(int number, Phase phase, long bytes, long bytesDone, String message) {
        Item item = items.get(number);
        items.set(number, new Item(item.namespace(), item.claim(), phase, bytes, bytesDone, message));
        tell(false);
    }

    void to(int number, Phase phase, String message) {
        to(number, phase, items.get(number).bytes(), items.get(number).bytesDone(), message);
    }

    void copied(int number, long more) {
        Item item = items.get(number);
        // What was never written in the snapshot may have been counted, or may have been zeros.
        to(number, item.phase(), Math.max(item.bytes(), item.bytesDone() + more), item.bytesDone() + more, "");
    }

    /// All that was to be copied is.
    void ended(int number, Phase phase) {
        Item item = items.get(number);
        to(number, phase, item.bytesDone(), item.bytesDone(), "");
    }

    void leave(int number, Manifest.LeftOut why) {
        leftOut.add(why);
        items.set(number, null);
    }

    VolumeProgress now() {
        return VolumeProgress.of(items.stream().filter(item -> item != null).toList(), leftOut);
    }

    void tell(boolean always) {
        Instant now = clock.instant();
        if (always || !now.isBefore(last.plus(PACE))) {
            last = now;
            told.accept(now());
        }
    }
}
