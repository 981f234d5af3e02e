package dev.marina.store;

import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What is in memory of a cluster that is awake. Changed by its shard's thread, read by everybody.
final class LoadedCluster {

    private volatile Image image;
    private volatile History history;
    /// Whether the backend says that this cluster has work to do. Shard's thread only.
    private boolean markedAwake;
    /// Null until its first write. Shard's thread only.
    private LogGrowth growth;
    /// Up to here the cluster was made at once, without events.
    private final ResourceVersion begun;

    LoadedCluster(Image image, boolean markedAwake) {
        this(image, markedAwake, ResourceVersion.NONE);
    }

    private LoadedCluster(Image image, boolean markedAwake, ResourceVersion begun) {
        this.image = image;
        this.markedAwake = markedAwake;
        this.begun = begun;
    }

    /// A cluster that has just been made with these objects.
    static LoadedCluster begun(Image image) {
        return new LoadedCluster(image, true, image.version());
    }

    /// The object of this version that the cluster was made with, unless it has changed since.
    Optional<Stored> begunWith(ResourceVersion version) {
        Image now = image;
        return version.isAfter(begun)
                ? Optional.empty()
                : now.resources().stream().flatMap(resource -> now.list(resource, "")).filter(stored -> stored.version().equals(version)).findFirst();
    }

    /// Counts a log record that has landed; answers up to which version the log may go now.
    OptionalLong logged(long version, long bytes, long budget) {
        if (growth == null) {
            growth = new LogGrowth(budget, image.version().value());
        }
        return growth.appended(version, bytes);
    }

    Image image() {
        return image;
    }

    boolean markedAwake() {
        return markedAwake;
    }

    void markAwake(boolean marked) {
        markedAwake = marked;
    }

    /// One image per change, the last of which becomes current.
    void publish(List<Image> images, List<StoreEvent> events, StoreConfig config, Instant now) {
        History older = history;
        if (older == null) {
            older = new History(config.historyBytes());
            history = older;
        }
        Image before = image;
        for (int i = 0; i < images.size(); i++) {
            older.add(before, events.get(i).previous().map(stored -> stored.bytes().length).orElse(0), now);
            before = images.get(i);
        }
        image = before;
    }

    Optional<Image> at(ResourceVersion version) {
        Image now = image;
        if (now.version().equals(version)) {
            return Optional.of(now);
        }
        History older = history;
        return older == null ? Optional.empty() : older.at(version);
    }

    ResourceVersion oldest() {
        History older = history;
        return (older == null ? Optional.<ResourceVersion>empty() : older.oldest()).orElse(image.version());
    }

    /// Forgets images that were current before `oldest`; true when only the current one is left.
    boolean expire(Instant oldest) {
        History older = history;
        if (older != null && older.expire(oldest)) {
            history = null;
        }
        return history == null;
    }
}
