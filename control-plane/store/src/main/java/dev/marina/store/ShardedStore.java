package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The store over any backend: finds a cluster's shard and hands over to it.
final class ShardedStore implements ClusterStore {

    private final StoreConfig config;
    private final Backend backend;
    private final Keys keys;
    private final RecordCodec codec;
    private final Loader loader;
    private final Optional<Archive> archive;
    private final Clock clock;
    private final LongSupplier ticker;
    private final RandomGenerator random;
    private final ClusterIndex index = new ClusterIndex();
    private final List<Shard> shards = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Background background;
    private final AtomicBoolean closed = new AtomicBoolean();

    ShardedStore(StoreConfig config, Backend backend, Clock clock, LongSupplier ticker, RandomGenerator random, Background background,
            Optional<Sealing> sealing) {
        this(config, backend, clock, ticker, random, background, sealing, Optional.empty());
    }

    ShardedStore(StoreConfig config, Backend backend, Clock clock, LongSupplier ticker, RandomGenerator random, Background background,
            Optional<Sealing> sealing, Optional<Archive> archive) {
        this.config = config;
        this.backend = backend;
        this.keys = new Keys(config.prefix());
        this.codec = new RecordCodec(sealing);
        this.loader = new Loader(backend, keys, codec);
        this.archive = archive;
        this.clock = clock;
        this.ticker = ticker;
        this.random = random;
        this.background = background;
        long writer = random.nextLong();
        for (int number = 0; number < config.shards(); number++) {
            shards.add(new Shard(number, config, backend, keys, codec, index, clock, ticker, writer, background, archive,
                    config.together() ? shards.stream().findFirst() : Optional.empty()));
        }
    }

    void start() {
        for (Shard shard : shards) {
            threads.add(Thread.ofPlatform().daemon().name("shard-" + shard.number()).start(shard));
        }
    }

    /// Returns when every shard has been looked at once: those that were free are ours.
    void awaitFirstAttempt() {
        List<CompletableFuture<Void>> looked = new ArrayList<>();
        for (Shard shard : shards) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            shard.task(() -> done.complete(null));
            looked.add(done);
        }
        looked.forEach(done -> Waiting.on(done, config.commitTimeout(), "shards are being taken"));
    }

    /// For tests that drive the shards themselves.
    List<Shard> shards() {
        return shards;
    }

    // -- records

    @Override
    public ClusterRecord create(NewCluster cluster) {
        if (find(cluster.tenant(), cluster.name()).isPresent()) {
            throw taken(cluster);
        }
        Pending.OfRecord creation = submit(cluster);
        Waiting.on(creation.answer, config.commitTimeout(), "cluster %s/%s is being created".formatted(cluster.tenant(), cluster.name()));
        return creation.handle.record();
    }

    /// A new cluster, on the least filled of this process's shards.
    Pending.OfRecord submit(NewCluster cluster) {
        ClusterId id = ClusterId.random(random);
        Shard shard = shards.stream().filter(Shard::serving).min(Comparator.comparingInt(Shard::size))
                .orElseThrow(() -> new StoreException.NotOwner(id, someOwner()));
        ClusterRecord record = new ClusterRecord(id, cluster.tenant(), cluster.name(), cluster.state(), shard.number(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS), Map.copyOf(cluster.secrets()), Map.copyOf(cluster.settings()));
        // Read back once, so that it is as compact as one that was loaded.
        ClusterHandle handle = new ClusterHandle(shard, codec.read(id, codec.bytes(new RecordCodec.Entry(record, Map.of(), codec.newKeyring(id)))));
        byte[] name = keys.name(cluster.tenant(), cluster.name());
        List<Transaction.Operation> operations = new ArrayList<>();
        operations.add(new Transaction.Put(name, new Packer(8).fixed(id.bits()).done()));
        operations.add(new Transaction.Put(keys.record(id), codec.bytes(handle.entry())));
        Pending.OfObjects beginning = new Pending.OfObjects(handle, cluster.beginning().apply(handle.record()));
        LoadedCluster loaded = begun(beginning, shard, operations);
        Pending.OfRecord creation = new Pending.OfRecord(handle, cluster.tenant() + "/" + cluster.name(), 2 + beginning.operations(),
                2048 + beginning.bytes(), () -> new Pending.OfRecord.Work(
                        List.of(new Transaction.Absent(name), new Transaction.Absent(keys.record(id))), operations,
                        () -> shard.install(handle, loaded), taken(cluster)));
        shard.submit(creation);
        return creation;
    }

    /// The first image of a cluster that nobody knows yet: nobody can have watched it grow, so it has neither events nor a past.
    private LoadedCluster begun(Pending.OfObjects beginning, Shard shard, List<Transaction.Operation> operations) {
        Draft draft = new Draft(new LoadedCluster(Image.empty(beginning.handle.id(), ResourceVersion.NONE), false));
        draft.apply(beginning, clock.instant());
        if (draft.images.isEmpty()) {
            return draft.loaded;
        }
        operations.addAll(draft.operations(keys, shard.number()));
        return LoadedCluster.begun(draft.image);
    }

    private static StoreException taken(NewCluster cluster) {
        return new StoreException.AlreadyExists("cluster %s/%s".formatted(cluster.tenant(), cluster.name()));
    }

    private String someOwner() {
        return shards.stream().map(Shard::owner).filter(owner -> !owner.isEmpty()).findFirst().orElse("");
    }

    @Override
    public Optional<ClusterRecord> find(ClusterId cluster) {
        Optional<ClusterRecord> here = index.find(cluster).map(ClusterHandle::record);
        return here.isPresent() || ownsEverything() ? here : elsewhere(cluster).map(RecordCodec.Entry::record);
    }

    @Override
    public Optional<ClusterRecord> find(String tenant, String name) {
        Optional<ClusterRecord> here = index.find(tenant, name).map(ClusterHandle::record);
        if (here.isPresent() || ownsEverything()) {
            return here;
        }
        try {
            return loader.named(tenant, name).flatMap(this::elsewhere).map(RecordCodec.Entry::record);
        } catch (BackendException e) {
            throw new StoreException.Unavailable("cluster %s/%s cannot be looked up".formatted(tenant, name), e);
        }
    }

    private boolean ownsEverything() {
        return shards.stream().allMatch(Shard::serving);
    }

    private Optional<RecordCodec.Entry> elsewhere(ClusterId cluster) {
        try {
            return loader.record(cluster);
        } catch (BackendException | Unpacker.Unreadable e) {
            throw new StoreException.Unavailable("cluster %s cannot be looked up".formatted(cluster), e);
        }
    }

    @Override
    public Stream<ClusterRecord> records() {
        if (ownsEverything()) {
            return index.all().stream().map(ClusterHandle::record);
        }
        List<ClusterRecord> records = new ArrayList<>();
        try {
            loader.records(entry -> records.add(entry.record()));
        } catch (BackendException e) {
            throw new StoreException.Unavailable("the clusters cannot be listed", e);
        }
        return records.stream();
    }

    @Override
    public ClusterRecord update(ClusterRecord expected, ClusterRecord replacement) {
        if (!expected.id().equals(replacement.id()) || !expected.tenant().equals(replacement.tenant())
                || !expected.name().equals(replacement.name()) || expected.shard() != replacement.shard() || expected.state() != replacement.state()) {
            throw new IllegalArgumentException("an update of cluster %s would change its identity".formatted(expected.id()));
        }
        change(require(expected.id()), entry -> {
            if (!same(entry.record(), expected)) {
                throw new StoreException.Conflict(new ObjectKey(expected.id(), new GroupResource("marina.dev", "clusters"), expected.tenant(),
                        expected.name()), "the cluster's record has changed");
            }
            return entry.with(replacement);
        });
        return replacement;
    }

    /// Compares what an update may change.
    private static boolean same(ClusterRecord one, ClusterRecord other) {
        return one.state() == other.state() && one.settings().equals(other.settings()) && one.secrets().keySet().equals(other.secrets().keySet())
                && one.secrets().entrySet().stream().allMatch(secret -> Arrays.equals(secret.getValue(), other.secrets().get(secret.getKey())));
    }

    private void change(ClusterHandle handle, UnaryOperator<RecordCodec.Entry> change) {
        change(handle, change, () -> {});
    }

    /// @param landed run on the shard's thread after the record is known to be so
    private void change(ClusterHandle handle, UnaryOperator<RecordCodec.Entry> change, Runnable landed) {
        Pending.OfRecord pending = new Pending.OfRecord(handle, 1, 2048, () -> {
            if (handle.deleting()) {
                throw new StoreException.NoSuchCluster(handle.id());
            }
            RecordCodec.Entry changed = change.apply(handle.entry());
            return new Pending.OfRecord.Work(List.of(), List.of(new Transaction.Put(keys.record(handle.id()), codec.bytes(changed))),
                    () -> {
                        handle.replace(changed);
                        landed.run();
                    }, null);
        });
        handle.shard().submit(pending);
        Waiting.on(pending.answer, config.commitTimeout(), "the record of cluster %s is being changed".formatted(handle.id()));
    }

    @Override
    public void serve(ClusterId cluster) {
        ClusterHandle handle = require(cluster);
        if (handle.filling()) {
            change(handle, entry -> entry.with(entry.record().in(ClusterRecord.State.ACTIVE)), () -> handle.shard().clusters().serve(handle));
        }
    }

    @Override
    public void delete(ClusterId cluster) {
        Optional<ClusterHandle> handle = index.find(cluster);
        if (handle.isEmpty() && (ownsEverything() || elsewhere(cluster).isEmpty())) {
            return;
        }
        ClusterHandle found = handle.orElseThrow(() -> notHere(cluster));
        new Deletion(found, backend, keys, codec, archive).run();
    }

    // -- reading

    @Override
    public ClusterImage image(ClusterId cluster) {
        return loaded(cluster).image();
    }

    @Override
    public ClusterImage imageAt(ClusterId cluster, ResourceVersion version) {
        LoadedCluster loaded = loaded(cluster);
        if (version.isAfter(loaded.image().version())) {
            throw new StoreException.TooNew(version, loaded.image().version());
        }
        return loaded.at(version).orElseThrow(() -> new StoreException.Expired(version, loaded.oldest()));
    }

    @Override
    public EventCursor watch(ClusterId cluster, GroupResource resource, WatchFilter filter, ResourceVersion from) {
        while (true) {
            ClusterHandle handle = require(cluster);
            LoadedCluster loaded = handle.shard().load(handle);
            handle.shard().awaitProof(cluster);
            if (from.isAfter(loaded.image().version())) {
                throw new StoreException.TooNew(from, loaded.image().version());
            }
            Optional<EventCursor> cursor = handle.watch(config.windowBytes(), resource, filter, from);
            if (cursor.isPresent()) {
                return cursor.get();
            }
        }
    }

    @Override
    public boolean past(ClusterId cluster, Predicate<PastChange> visitor) {
        loaded(cluster);
        try {
            return loader.past(cluster, require(cluster)::keyring, visitor);
        } catch (BackendException e) {
            throw new StoreException.Unavailable("the log of cluster %s cannot be read".formatted(cluster), e);
        }
    }

    @Override
    public StoreXray xray(ClusterId cluster) {
        loaded(cluster);
        return new StoreXray(cluster, require(cluster).windows(config.windowBytes()), backend, keys);
    }

    @Override
    public ClusterHistory history(ClusterId cluster) {
        ClusterHandle handle = require(cluster);
        return new ClusterHistory(new PastReading(handle, loaded(cluster), backend, keys, archive, clock));
    }

    private LoadedCluster loaded(ClusterId cluster) {
        ClusterHandle handle = require(cluster);
        handle.lastUse = ticker.getAsLong();
        LoadedCluster loaded = handle.shard().load(handle);
        handle.shard().awaitProof(cluster);
        return loaded;
    }

    private ClusterHandle require(ClusterId cluster) {
        ClusterHandle handle = index.find(cluster).orElseThrow(() -> notHere(cluster));
        if (handle.deleting()) {
            throw new StoreException.NoSuchCluster(cluster);
        }
        return handle;
    }

    private StoreException notHere(ClusterId cluster) {
        if (ownsEverything()) {
            return new StoreException.NoSuchCluster(cluster);
        }
        return elsewhere(cluster).<StoreException>map(entry -> new StoreException.NotOwner(cluster, shards.get(entry.record().shard()).owner()))
                .orElseGet(() -> new StoreException.NoSuchCluster(cluster));
    }

    @Override
    public Optional<Origin> origin(ClusterId cluster, ResourceVersion version) {
        ClusterHandle handle = require(cluster);
        LoadedCluster loaded = handle.loaded;
        return Optional.ofNullable(handle.windowsOrNull()).flatMap(windows -> windows.find(version.value())).map(StoreEvent::origin)
                .or(() -> loaded == null ? Optional.empty() : loaded.begunWith(version).map(Stored::origin));
    }

    // -- writing

    @Override
    public Committed commit(Mutation mutation) {
        while (true) {
            Committed committed = Waiting.on(submit(mutation), config.commitTimeout(), "cluster %s is being written to".formatted(mutation.cluster()));
            if (committed != null) {
                return committed;
            }
        }
    }

    /// Completes with null when the cluster fell asleep meanwhile and the mutation must be submitted again.
    CompletableFuture<Committed> submit(Mutation mutation) {
        ClusterHandle handle = require(mutation.cluster());
        for (Mutation.Write write : mutation.writes()) {
            if (!write.key().cluster().equals(mutation.cluster())) {
                throw new IllegalArgumentException("a mutation of cluster %s writes %s".formatted(mutation.cluster(), write.key()));
            }
            keys.object(write.key());
        }
        handle.lastUse = ticker.getAsLong();
        handle.shard().load(handle);
        Pending.OfObjects pending = new Pending.OfObjects(handle, mutation);
        if (pending.bytes() > backend.largestTransaction()) {
            throw new StoreException.TooLarge(mutation.writes().getFirst().key(), pending.bytes(), backend.largestTransaction());
        }
        handle.shard().submit(pending);
        return pending.answer;
    }

    // -- the feed

    @Override
    public AutoCloseable feed(FeedConsumer consumer) {
        List<CompletableFuture<Void>> registered = new ArrayList<>();
        for (Shard shard : shards) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            shard.task(() -> {
                shard.clusters().addConsumer(consumer);
                done.complete(null);
            });
            registered.add(done);
        }
        registered.forEach(done -> Waiting.on(done, config.commitTimeout(), "a consumer of the feed is being registered"));
        return () -> shards.forEach(shard -> shard.task(() -> shard.clusters().removeConsumer(consumer)));
    }

    @Override
    public AutoCloseable keepAwake(ClusterId cluster) {
        Optional<ClusterHandle> handle = index.find(cluster);
        handle.ifPresent(found -> found.keep(1));
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                handle.ifPresent(found -> found.keep(-1));
            }
        };
    }

    @Override
    public void wakeAt(ClusterId cluster, String name, Instant due) {
        change(require(cluster), entry -> {
            Map<String, Instant> deadlines = new HashMap<>(entry.deadlines());
            deadlines.put(name, due);
            return entry.with(deadlines);
        });
    }

    @Override
    public long awake() {
        return index.all().stream().filter(handle -> handle.loaded != null).count();
    }

    @Override
    public long epoch(ClusterId cluster) {
        ClusterHandle handle = require(cluster);
        handle.shard().awaitProof(cluster);
        return handle.shard().epoch();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        shards.forEach(Shard::stop);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        background.close();
        backend.close();
    }
}
