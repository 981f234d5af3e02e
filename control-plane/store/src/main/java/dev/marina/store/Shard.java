package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shard of clusters and, while this process owns it, the one thread that changes anything in it: it becomes and stays the owner, hands what
/// waits to the [Committer] while the next batch gathers, and now and then lets clusters sleep and the past go. Everything that is not marked
/// otherwise runs on that thread.
final class Shard implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Shard.class);

    /// How long a reader waits for storage that does not answer.
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long TICK_NANOS = 500_000_000L;
    /// Somebody waits for the place of another process, and people wait for them.
    private static final long STANDBY_NANOS = 200_000_000L;

    private final int number;
    private final StoreConfig config;
    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;
    private final Loader loader;
    private final Clock clock;
    private final LongSupplier ticker;
    private final Background background;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Fence fence;
    private final WriteQueues queues;
    private final Takeover takeover;
    private final Sleep sleep;
    private final Upkeep upkeep;
    private final Optional<Archive> archive;
    /// The shard without which this one is nobody's here.
    private final Optional<Shard> first;

    private final OwnedClusters clusters;
    private final Committer committer;
    private long nextTick;

    /// Whether this process owns the shard and knows its records. Read by everybody.
    private volatile boolean serving;

    /// @param first present: whoever has that one has this one too
    Shard(int number, StoreConfig config, Backend backend, Keys keys, RecordCodec codec, ClusterIndex index, Clock clock, LongSupplier ticker, long writer,
            Background background, Optional<Archive> archive, Optional<Shard> first) {
        this.number = number;
        this.config = config;
        this.backend = backend;
        this.keys = keys;
        this.codec = codec;
        this.loader = new Loader(backend, keys, codec);
        this.clock = clock;
        this.ticker = ticker;
        this.background = background;
        this.fence = new Fence(backend, keys.fence(number), writer, config.lease().toNanos(), ticker, stopping);
        this.queues = new WriteQueues(config);
        this.takeover = new Takeover(config, backend, keys.owner(number), fence, ticker, writer,
                () -> first.map(Shard::serving).orElse(true));
        this.sleep = new Sleep(this, config, keys, codec, queues, background);
        this.upkeep = new Upkeep(number, config, backend, keys, codec, background, archive, clock);
        this.archive = archive;
        this.first = first;
        this.clusters = new OwnedClusters(number, config, index);
        this.committer = new Committer(config, backend, fence, clusters, upkeep, this::now, batch -> BatchPlan.of(batch, keys, now(),
                new BatchPlan.Epochs(number, fence.since(), fence.epoch(), config.address())));
        this.nextTick = ticker.getAsLong() + TICK_NANOS;
    }

    // -- from any thread

    /// The types whose objects are sealed before they are stored.
    Set<GroupResource> sealedTypes() {
        return codec.sealing().map(Sealing::types).orElse(Set.of());
    }

    int number() {
        return number;
    }

    boolean serving() {
        return serving;
    }

    /// For tests that step the shard themselves: the cluster, or null.
    ClusterHandle clusterForTests(ClusterId cluster) {
        return serving ? clusters.get(cluster) : null;
    }

    /// How many clusters it has.
    int size() {
        return clusters.size();
    }

    String owner() {
        return serving ? config.address() : takeover.ownerAddress();
    }

    /// Whether another process has it, as far as is known here.
    private boolean elsewhere() {
        String address = takeover.ownerAddress();
        return !fence.owned() && !address.isEmpty() && !address.equals(config.address());
    }

    /// Refuses to answer once ownership is no longer proven.
    void requireProof(ClusterId cluster) {
        if (!serving || !fence.proven()) {
            throw new StoreException.NotOwner(cluster, owner());
        }
    }

    /// The same, but gives a proof that has just run out the chance to be renewed.
    void awaitProof(ClusterId cluster) {
        if (serving && !fence.proven()) {
            CompletableFuture<Void> touched = new CompletableFuture<>();
            task(() -> {
                if (fence.owned() && !fence.proven()) {
                    settle(fence.advance(List.of(), List.of()));
                }
                touched.complete(null);
            });
            try {
                Waiting.on(touched, PATIENCE, "ownership of cluster %s is being proven".formatted(cluster));
            } catch (StoreException.Unavailable _) {
                // Said below.
            }
        }
        requireProof(cluster);
    }

    long epoch() {
        return fence.epoch();
    }

    /// The clusters, for what runs on the shard's thread.
    OwnedClusters clusters() {
        return clusters;
    }

    void submit(Pending pending) {
        queues.add(pending);
    }

    void task(Runnable task) {
        queues.task(task);
    }

    void stop() {
        stopping.set(true);
        queues.task(() -> {});
    }

    @Override
    public void run() {
        Backoff backoff = new Backoff();
        while (!stopping.get()) {
            try {
                step(TICK_NANOS);
                backoff.reset();
            } catch (InterruptedException _) {
                break;
            } catch (BackendException e) {
                log.atWarn().addKeyValue("shard", number).addKeyValue("reason", e.getMessage()).log("storage does not answer");
                backoff.pause();
            } catch (RuntimeException e) {
                // A bug. The shard starts afresh from what is durable instead of going on with a doubtful memory.
                log.atError().addKeyValue("shard", number).setCause(e).log("the committer failed");
                lose();
                backoff.pause();
            }
        }
        giveUp();
    }

    // -- the shard's thread

    /// One round: become owner, or carry out what waits, or wait for it at most this long.
    void step(long mostWaitNanos) throws InterruptedException {
        if (fence.owned() && first.isPresent() && first.get().elsewhere()) {
            giveUp();
        }
        if (!fence.owned()) {
            own();
        }
        long now = ticker.getAsLong();
        queues.await(Math.min(mostWaitNanos,
                Math.min(nextTick - now, fence.owned() ? fence.untilTouch() : config.together() ? STANDBY_NANOS : TICK_NANOS)));
        queues.takeTasks().forEach(Runnable::run);
        if (!fence.owned()) {
            nextTick = ticker.getAsLong() + TICK_NANOS;
            return;
        }
        List<Pending> batch = queues.takeBatch();
        if (!batch.isEmpty()) {
            if (!committer.commit(batch)) {
                lose();
            }
        } else if (fence.untilTouch() <= 0) {
            settle(fence.advance(List.of(), List.of()));
        }
        if (ticker.getAsLong() - nextTick >= 0) {
            nextTick = ticker.getAsLong() + TICK_NANOS;
            tick();
        }
    }

    private void own() {
        if (!takeover.attempt()) {
            return;
        }
        List<ClusterId> awake = new ArrayList<>();
        List<ClusterHandle> deleting = new ArrayList<>();
        try {
            loader.records(entry -> {
                if (entry.record().shard() == number) {
                    clusters.add(new ClusterHandle(this, entry));
                }
            });
            loader.awake(number, awake::add);
        } catch (RuntimeException e) {
            lose();
            throw e;
        }
        upkeep.begin();
        queues.open();
        serving = true;
        log.atInfo().addKeyValue("shard", number).addKeyValue("epoch", fence.epoch()).addKeyValue("clusters", clusters.size())
                .addKeyValue("awake", awake.size()).log("shard owned");
        clusters.all().stream().filter(ClusterHandle::deleting).forEach(deleting::add);
        deleting.forEach(handle -> background.run("delete " + handle.id(), () -> new Deletion(handle, backend, keys, codec, archive).run()));
        awake.stream().map(clusters::get).filter(handle -> handle != null && !handle.deleting())
                .forEach(handle -> background.run("load " + handle.id(), () -> load(handle)));
    }

    /// After a transaction without a batch.
    private void settle(Fence.Outcome outcome) {
        if (outcome instanceof Fence.Outcome.Taken) {
            lose();
        }
    }

    private void tick() {
        clusters.expire(now().minus(config.historyAge()));
        sleep();
        sleep.wakeWhatIsDue(clusters.all(), now());
        upkeep.tick(clusters.all());
    }

    private void sleep() {
        List<ClusterHandle> idle = sleep.idle(clusters.all(), ticker.getAsLong());
        if (idle.isEmpty()) {
            return;
        }
        List<Transaction.Operation> marks = sleep.unmark(idle);
        Fence.Outcome outcome = marks.isEmpty() ? new Fence.Outcome.Landed() : fence.advance(List.of(), marks);
        if (outcome instanceof Fence.Outcome.Landed) {
            idle.forEach(clusters::drop);
        }
        settle(outcome);
    }

    /// Another process owns the shard, or we no longer know: everything in memory is dropped.
    private void lose() {
        fence.release();
        serving = false;
        queues.close().forEach(pending -> pending.refuse(new StoreException.NotOwner(pending.handle.id(), "")));
        clusters.leave();
        sleep.forget();
        log.atInfo().addKeyValue("shard", number).log("shard left");
    }

    private void giveUp() {
        if (fence.owned()) {
            try {
                // Readers first: nobody is answered from here once another process may write.
                serving = false;
                backend.apply(takeover.givingUp(fence));
            } catch (BackendException e) {
                log.atWarn().addKeyValue("shard", number).addKeyValue("reason", e.getMessage()).log("shard left without telling");
            }
        }
        lose();
        queues.takeTasks().forEach(Runnable::run);
    }

    private Instant now() {
        return clock.instant();
    }

    // -- loading, from any thread but the shard's

    /// The cluster in memory, read from the backend if it slept.
    LoadedCluster load(ClusterHandle handle) {
        LoadedCluster loaded = handle.loaded;
        return loaded != null ? loaded : Waiting.on(loading(handle), config.commitTimeout(), "cluster %s is being loaded".formatted(handle.id()));
    }

    /// Reads the cluster on this thread unless another one is at it, and has it installed by the shard's thread.
    CompletableFuture<LoadedCluster> loading(ClusterHandle handle) {
        CompletableFuture<LoadedCluster> mine = new CompletableFuture<>();
        CompletableFuture<LoadedCluster> other = handle.join(mine);
        if (other != null) {
            return other;
        }
        mine.whenComplete((_, _) -> handle.finished(mine));
        try {
            requireProof(handle.id());
            long since = fence.since();
            Loader.Loaded loaded = loader.load(handle.id(), handle::keyring, now().minus(config.historyAge()));
            boolean marked = backend.get(keys.awake(number, handle.id())).isPresent();
            task(() -> install(handle, loaded, marked, since, mine));
        } catch (BackendException e) {
            mine.completeExceptionally(new StoreException.Unavailable("cluster %s cannot be loaded".formatted(handle.id()), e));
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void install(ClusterHandle handle, Loader.Loaded read, boolean marked, long since, CompletableFuture<LoadedCluster> waiting) {
        if (!serving || fence.since() != since || clusters.get(handle.id()) != handle) {
            waiting.completeExceptionally(new StoreException.NotOwner(handle.id(), owner()));
            return;
        }
        if (handle.deleting()) {
            // What was read may be half of it.
            waiting.completeExceptionally(new StoreException.NoSuchCluster(handle.id()));
            return;
        }
        if (handle.loaded == null) {
            clusters.install(handle, read, marked, ticker.getAsLong());
            upkeep.loaded(handle);
        }
        waiting.complete(handle.loaded);
    }

    /// Takes a cluster in whose record has just become durable, with what it begins with.
    void install(ClusterHandle handle, LoadedCluster loaded) {
        clusters.create(handle, loaded, ticker.getAsLong());
    }
}
