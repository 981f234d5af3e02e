package dev.marina.store;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clusters of a shard that this process owns: which there are, which of them are in memory and how much of their past, and who is told of it.
/// Everything that is not marked otherwise runs on the shard's thread.
final class OwnedClusters {

    private static final Logger log = LoggerFactory.getLogger(OwnedClusters.class);

    private final int shard;
    private final StoreConfig config;
    private final ClusterIndex index;
    private final Map<ClusterId, ClusterHandle> clusters = new LinkedHashMap<>();
    private volatile int size;
    private final List<FeedConsumer> consumers = new ArrayList<>();
    /// Clusters that keep old images or events.
    private final Set<ClusterHandle> remembering = new LinkedHashSet<>();

    OwnedClusters(int shard, StoreConfig config, ClusterIndex index) {
        this.shard = shard;
        this.config = config;
        this.index = index;
    }

    /// From any thread.
    int size() {
        return size;
    }

    ClusterHandle get(ClusterId cluster) {
        return clusters.get(cluster);
    }

    Collection<ClusterHandle> all() {
        return clusters.values();
    }

    void add(ClusterHandle handle) {
        clusters.put(handle.id(), handle);
        size = clusters.size();
        index.add(handle);
    }

    /// Takes a cluster in whose record has just become durable, with what it begins with.
    void create(ClusterHandle handle, LoadedCluster loaded, long nowNanos) {
        add(handle);
        install(handle, loaded, nowNanos);
    }

    /// Takes in what was read of a cluster that slept, unless it is in memory by now.
    void install(ClusterHandle handle, Loader.Loaded read, boolean marked, long nowNanos) {
        if (!read.events().isEmpty()) {
            handle.restore(Windows.restored(config.windowBytes(), read.floor(), read.image().version().value(), read.events()));
            remembering.add(handle);
        }
        install(handle, new LoadedCluster(read.image(), marked), nowNanos);
    }

    private void install(ClusterHandle handle, LoadedCluster loaded, long nowNanos) {
        handle.lastUse = nowNanos;
        handle.loaded = loaded;
        tellOf(handle, consumer -> consumer.loaded(loaded.image()));
    }

    /// It was being filled, and nobody was told of it.
    void serve(ClusterHandle handle) {
        LoadedCluster loaded = handle.loaded;
        if (loaded != null) {
            tellOf(handle, consumer -> consumer.loaded(loaded.image()));
        }
    }

    /// Shows a batch that has just become durable to everybody: images first, then watchers and the feed.
    void publish(Map<ClusterHandle, Draft> drafts, Instant now) {
        drafts.forEach((handle, draft) -> {
            Windows windows = handle.windows(config.windowBytes());
            draft.loaded.publish(draft.images, draft.events, config, now);
            windows.append(draft.events, draft.image.version().value());
            remembering.add(handle);
        });
        drafts.forEach((handle, draft) -> {
            handle.windowsOrNull().interested(draft.events).forEach(Cursor::wake);
            tellOf(handle, consumer -> consumer.changed(draft.image, draft.events));
        });
    }

    /// Forgets old images and events.
    void expire(Instant oldest) {
        remembering.removeIf(handle -> {
            LoadedCluster loaded = handle.loaded;
            Windows windows = handle.windowsOrNull();
            boolean images = loaded == null || loaded.expire(oldest);
            boolean events = windows == null || windows.expire(oldest) && handle.dropWindowsUnlessWatched();
            return images && events;
        });
    }

    /// The cluster falls asleep: all that stays is who watches it.
    void drop(ClusterHandle handle) {
        handle.sleep();
        remembering.remove(handle);
        tell(consumer -> consumer.dropped(handle.id()));
    }

    /// Ends a cluster's life in memory; its record stays until its keys are gone.
    void retire(ClusterHandle handle) {
        remembering.remove(handle);
        end(handle, new StoreException.NoSuchCluster(handle.id()));
    }

    /// Its record is gone too.
    void forget(ClusterHandle handle) {
        clusters.remove(handle.id());
        size = clusters.size();
        index.remove(handle);
    }

    /// The shard is not ours any more: nothing of it stays in memory.
    void leave() {
        for (ClusterHandle handle : clusters.values()) {
            index.remove(handle);
            end(handle, new StoreException.NotOwner(handle.id(), ""));
        }
        clusters.clear();
        size = 0;
        remembering.clear();
    }

    private void end(ClusterHandle handle, StoreException reason) {
        boolean awake = handle.loaded != null;
        handle.end(reason);
        if (awake) {
            tell(consumer -> consumer.dropped(handle.id()));
        }
    }

    void addConsumer(FeedConsumer consumer) {
        consumers.add(consumer);
        for (ClusterHandle handle : clusters.values()) {
            LoadedCluster loaded = handle.loaded;
            if (loaded != null && !handle.filling()) {
                consumer.loaded(loaded.image());
            }
        }
    }

    void removeConsumer(FeedConsumer consumer) {
        consumers.remove(consumer);
    }

    /// Of a cluster that is being filled nobody is told.
    private void tellOf(ClusterHandle handle, Consumer<FeedConsumer> what) {
        if (!handle.filling()) {
            tell(what);
        }
    }

    private void tell(Consumer<FeedConsumer> what) {
        for (FeedConsumer consumer : consumers) {
            try {
                what.accept(consumer);
            } catch (RuntimeException e) {
                log.atError().addKeyValue("shard", shard).setCause(e).log("a consumer of the feed failed");
            }
        }
    }
}
