package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.seal.KeyFile;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/// Rotation of the wrapping key, by an administrator's command: a new key is put in front in the key file; the running control
/// planes notice it and seal every cluster anew; when no record is wrapped by an older key, the older keys leave the file.
/// Killed anywhere, nothing is lost: the file has all keys that anything is wrapped by, and the control planes go on.
public final class KeyRotation {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Backend backend;
    private final Keys keys;
    private final KeyFile file;

    public KeyRotation(Backend backend, String prefix, KeyFile file) {
        this.backend = backend;
        this.keys = new Keys(prefix);
        this.file = file;
    }

    /// Returns when everything is sealed under the new key; throws [IllegalStateException] when it is not in time.
    ///
    /// @param left told, now and then, how many clusters still wait
    public void run(Duration patience, IntConsumer left) throws InterruptedException {
        String current = file.addCurrent();
        long end = System.nanoTime() + patience.toNanos();
        for (Left now = look(current); now.clusters > 0; now = look(current)) {
            left.accept(now.clusters);
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "%d clusters are not yet sealed under key %s; the control plane goes on with it, and the older keys stay in the file"
                                .formatted(now.clusters, current));
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        Set<String> used = new HashSet<>(look(current).used);
        used.add(current);
        file.keepOnly(used);
    }

    private record Left(int clusters, Set<String> used) {}

    /// A cluster is done when it has one data key, wrapped by the current key; one that lies in clear, or half rotated, is not.
    private Left look(String current) {
        Set<String> used = new HashSet<>();
        int clusters = 0;
        byte[] from = keys.records().from();
        List<Backend.Entry> page;
        do {
            page = backend.range(from, keys.records().to(), 256);
            for (Backend.Entry entry : page) {
                List<String> wrappedBy = RecordCodec.wrappedBy(entry.value());
                used.addAll(wrappedBy);
                clusters += wrappedBy.equals(List.of(current)) || RecordCodec.deleting(entry.value()) ? 0 : 1;
                from = Loader.after(entry.key());
            }
        } while (page.size() == 256);
        return new Left(clusters, used);
    }
}
