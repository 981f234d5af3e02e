package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.seal.Sealing;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done to the clusters of one shard beside their writes: their logs are trimmed, and they are sealed anew. One
/// thing at a time, so that no record of a log is rewritten that is just being removed.
final class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

    private final int shard;
    private final StoreConfig config;
    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;
    private final Background background;
    /// Guards nothing in memory: it is held while one cluster's data is rewritten in the backend, by threads that can wait.
    private final ReentrantLock oneAtATime = new ReentrantLock();
    /// The wrapping key under which everything was told to be. Shard's thread only.
    private String sealedUnder = "";
    private final Optional<Archiving> archiving;
    private final Clock clock;
    /// When what is archived was looked through. Shard's thread only.
    private Instant swept = Instant.MIN;

    Upkeep(int shard, StoreConfig config, Backend backend, Keys keys, RecordCodec codec, Background background, Optional<Archive> archive, Clock clock) {
        this.archiving = Archiving.of(archive, backend, keys, codec, config.commitTimeout(), clock);
        this.clock = clock;
        this.shard = shard;
        this.config = config;
        this.backend = backend;
        this.keys = keys;
        this.codec = codec;
        this.background = background;
    }

    /// By the shard's thread: the shard was taken, and whatever the last owner was at is to be finished.
    void begin() {
        sealedUnder = "";
    }

    /// By the shard's thread, now and then: looks whether the wrapping key has changed, and whether what is archived has become too old.
    void tick(Collection<ClusterHandle> clusters) {
        archiving.filter(_ -> clock.instant().isAfter(swept.plus(BETWEEN_SWEEPS))).ifPresent(present -> {
            swept = clock.instant();
            List<ClusterHandle> all = List.copyOf(clusters);
            background.run("sweep the archive of shard " + shard, () -> alone(() -> sweep(present, all)));
        });
        codec.sealing().ifPresent(sealing -> {
            try {
                String current = sealing.keys().current();
                if (!current.equals(sealedUnder)) {
                    List<ClusterHandle> all = unsettled(clusters, current);
                    sealedUnder = current;
                    background.run("seal shard " + shard, () -> seal(all, sealing));
                }
            } catch (RuntimeException e) {
                log.atError().addKeyValue("shard", shard).addKeyValue("reason", e.getMessage())
                        .log("the wrapping key cannot be looked up; nothing is sealed anew");
            }
        });
    }

    private static void sweep(Archiving archiving, List<ClusterHandle> clusters) {
        try {
            archiving.sweep(clusters);
        } catch (UncheckedIOException | BackendException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("what is too old is not removed from the archive; it is tried again");
        }
    }

    private static List<ClusterHandle> unsettled(Iterable<ClusterHandle> clusters, String wrappingKey) {
        return java.util.stream.StreamSupport.stream(clusters.spliterator(), false)
                .filter(handle -> !handle.deleting() && !handle.entry().keyring().settled(wrappingKey)).toList();
    }

    /// One cluster that cannot be sealed does not keep the others from it; it is tried again with them.
    void seal(List<ClusterHandle> clusters, Sealing sealing) {
        int failed = 0;
        for (ClusterHandle handle : clusters) {
            try {
                alone(() -> new Resealing(handle, backend, keys, codec, sealing, config.commitTimeout()).run());
            } catch (StoreException.NotOwner left) {
                throw left;
            } catch (StoreException e) {
                failed++;
                log.atWarn().addKeyValue("cluster", handle.id()).addKeyValue("reason", e.getMessage()).log("cluster not sealed anew");
            }
        }
        if (failed > 0) {
            throw new StoreException.Unavailable("%d of %d clusters are not sealed anew".formatted(failed, clusters.size()), null);
        }
        if (!clusters.isEmpty()) {
            log.atInfo().addKeyValue("shard", shard).addKeyValue("clusters", clusters.size()).log("clusters sealed anew");
        }
    }

    /// By the shard's thread, when a cluster has been loaded.
    void loaded(ClusterHandle handle) {
        background.run("measure the log of " + handle.id(), () -> alone(() -> trimming(handle).toBudget()));
    }

    /// By the shard's thread: this much of the log may go.
    void trim(ClusterHandle handle, long version) {
        background.run("trim the log of " + handle.id(), () -> alone(() -> trimming(handle).upTo(version)));
    }

    LogTrimming trimming(ClusterHandle handle) {
        return new LogTrimming(handle, backend, keys, archiving, config);
    }

    private void alone(Runnable task) {
        oneAtATime.lock();
        try {
            task.run();
        } catch (StoreException.NoSuchCluster _) {
            // It is gone, and everything of it goes.
        } finally {
            oneAtATime.unlock();
        }
    }
}
