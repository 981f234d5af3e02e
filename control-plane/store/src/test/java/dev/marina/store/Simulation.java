package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Keyring;
import dev.marina.store.seal.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Two processes, one storage, one clock, writers and watchers, all stepped by one thread in an order drawn from a seed.
/// Everything that anybody was ever told is compared with the log that is left in the end.
final class Simulation {

    private static final StoreConfig CONFIG = StoreConfig.defaults("p", "a").withShards(1)
            .withLease(Duration.ofSeconds(6), Duration.ofSeconds(1)).withBudgets(6_000, 20_000, Duration.ofMinutes(5))
            .withIdle(Duration.ofSeconds(9));

    private final String seeded;
    private final Optional<Sealing> sealing;
    private final Random random;
    private final MemoryBackend storage = new MemoryBackend();
    private final List<Transaction> onTheWay = new ArrayList<>();
    private final List<FaultyBackend> connections = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<ClusterId> clusters = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final Map<ClusterId, TreeMap<Long, String>> told = new HashMap<>();
    private final Map<ClusterId, Long> acknowledged = new HashMap<>();
    private long nanos;
    private int started;
    private int contents;
    final Map<String, Integer> tally = new TreeMap<>();

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }

    Simulation(long seed) {
        // Every second run is sealed.
        this.sealing = seed % 2 == 0 ? Optional.of(new Sealing(new TestKeys(), Set.of(Objects.PODS))) : Optional.empty();
        this.seeded = "seed " + seed;
        this.random = new Random(seed);
    }

    private final class Process {
        final ShardedStore store;
        final FaultyBackend connection;
        /// Steps that it sleeps through, like a stopped virtual machine.
        int paused;

        Process() {
            connection = new FaultyBackend(storage, random, onTheWay, 120);
            connections.add(connection);
            StoreConfig config = new StoreConfig("p" + started++, "a", CONFIG.prefix(), 1, CONFIG.lease(), CONFIG.margin(), CONFIG.idle(),
                    CONFIG.windowBytes(), CONFIG.historyBytes(), CONFIG.historyAge(), 64, CONFIG.queueBytes(), 24, 4096, CONFIG.commitTimeout(),
                    false);
            store = new ShardedStore(config, connection, Clock.systemUTC(), () -> nanos, random, new Background() {
                @Override
                void run(String what, Runnable task) {
                    // Clusters are loaded when a writer or a watcher wants them.
                }
            }, sealing);
        }

        Shard shard() {
            return store.shards().getFirst();
        }

        void step() throws InterruptedException {
            try {
                shard().step(0);
            } catch (dev.marina.store.backend.BackendException _) {
                // As the shard's thread does: the next step tries again.
            }
        }
    }

    private record Write(ClusterId cluster, ObjectKey key, String content, CompletableFuture<Committed> answer) {}

    /// Follows one cluster as a client does: list, watch, list again when told to.
    private final class Watcher {
        final ClusterId cluster;
        Process from;
        EventCursor cursor;
        long version;
        final Map<String, String> objects = new TreeMap<>();

        Watcher(ClusterId cluster) {
            this.cluster = cluster;
        }

        void step() throws InterruptedException {
            try {
                if (cursor == null) {
                    begin();
                } else {
                    cursor.await(Duration.ZERO).forEach(this::apply);
                    if (random.nextInt(40) == 0) {
                        version = Math.max(version, cursor.position().value());
                        end();
                    }
                }
            } catch (StoreException.Expired _) {
                count("expired");
                end();
                version = -1;
            } catch (StoreException.NotOwner | StoreException.TooNew _) {
                end();
            }
        }

        void end() {
            if (cursor != null) {
                cursor.close();
            }
            cursor = null;
        }

        private void begin() {
            from = processes.get(random.nextInt(processes.size()));
            if (!ready(from, cluster)) {
                return;
            }
            if (version < 0 || random.nextInt(4) == 0) {
                list();
            }
            cursor = from.store.watch(cluster, Objects.PODS, WatchFilter.EVERYTHING, new ResourceVersion(version));
        }

        private void list() {
            ClusterImage image = from.store.image(cluster);
            assertTrue(image.version().value() >= acknowledged.getOrDefault(cluster, 0L), () -> seeded + ": a read older than an acknowledged write");
            assertTrue(image.version().value() >= version, () -> seeded + ": a list went back in time");
            Map<String, String> listed = new TreeMap<>();
            image.list(Objects.PODS, "").forEach(stored -> {
                tell(cluster, stored.version().value(), stored.key().name() + "=" + content(stored));
                listed.put(stored.key().name(), content(stored));
            });
            if (image.version().value() == version) {
                assertEquals(objects, listed, () -> seeded + ": a watcher and a list differ at version " + version);
            }
            objects.clear();
            objects.putAll(listed);
            version = image.version().value();
        }

        private void apply(StoreEvent event) {
            assertTrue(event.version().value() > version, () -> seeded + ": version " + event.version() + " came after " + version);
            version = event.version().value();
            String name = event.key().name();
            assertEquals(Optional.ofNullable(objects.get(name)), event.previous().map(Simulation::content),
                    () -> seeded + ": a watcher missed what came before version " + event.version());
            event.current().ifPresentOrElse(stored -> objects.put(name, content(stored)), () -> objects.remove(name));
            count("watched");
            tell(cluster, version, name + "=" + event.current().map(Simulation::content).orElse("gone"));
        }
    }

    private static String content(Stored stored) {
        String text = Objects.text(stored);
        assertTrue(text.contains("\"resourceVersion\":\"" + stored.version() + "\""), "the bytes bear another version: " + text);
        return text.substring(text.indexOf("data\":\"") + 7, text.length() - 2);
    }

    /// Somebody was told that this happened at this version: everybody must be told the same.
    private void tell(ClusterId cluster, long version, String what) {
        String before = told.computeIfAbsent(cluster, _ -> new TreeMap<>()).putIfAbsent(version, what);
        assertTrue(before == null || before.equals(what), () -> seeded + ": version " + version + " was " + before + " and " + what);
    }

    void run(int steps) throws Exception {
        processes.add(new Process());
        processes.add(new Process());
        createClusters();
        for (int i = 0; i < steps; i++) {
            nanos += random.nextInt(20) == 0 ? 3_000_000_000L : random.nextInt(60_000_000);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> write();
                case 6, 7, 8, 9 -> watchers.get(random.nextInt(watchers.size())).step();
                case 10 -> trouble();
                default -> {
                    Process process = processes.get(random.nextInt(processes.size()));
                    if (process.paused > 0) {
                        process.paused--;
                    } else {
                        process.step();
                    }
                }
            }
            connections.getFirst().deliver();
            collect();
        }
        settle();
    }

    private void createClusters() throws Exception {
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Committed> answer = null;
            while (answer == null || !answer.isDone()) {
                nanos += 10_000_000;
                for (Process process : processes) {
                    process.step();
                    if (answer == null && process.shard().serving()) {
                        Pending.OfRecord creation = process.store.submit(new NewCluster("t" + i, "c", Map.of(), Map.of()));
                        clusters.add(creation.handle.id());
                        answer = creation.answer;
                    }
                }
            }
            answer.get();
            watchers.add(new Watcher(clusters.get(i)));
            watchers.add(new Watcher(clusters.get(i)));
        }
    }

    private void trouble() {
        Process process = processes.get(random.nextInt(processes.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> process.paused = 20 + random.nextInt(60);
            case 2 -> {
                // kill -9, and another one starts.
                processes.remove(process);
                processes.add(new Process());
            }
            case 3 -> connections.forEach(connection -> connection.faults(random.nextInt(500)));
            default -> connections.forEach(connection -> connection.faults(60));
        }
    }

    private static boolean ready(Process process, ClusterId cluster) {
        ClusterHandle handle = process.shard().clusterForTests(cluster);
        if (handle == null) {
            return false;
        }
        try {
            process.shard().requireProof(cluster);
        } catch (StoreException.NotOwner _) {
            return false;
        }
        if (handle.loaded == null) {
            process.shard().loading(handle);
        }
        return handle.loaded != null;
    }

    private void write() {
        ClusterId cluster = clusters.get(random.nextInt(clusters.size()));
        Process process = processes.get(random.nextInt(processes.size()));
        if (!ready(process, cluster)) {
            return;
        }
        ObjectKey key = Objects.pod(cluster, "p" + random.nextInt(6));
        String content = random.nextInt(4) == 0 ? "gone" : "v" + contents++ + "-" + "x".repeat(random.nextInt(random.nextInt(30) == 0 ? 3000 : 40));
        Mutation.Write change = content.equals("gone")
                ? new Mutation.Delete(key)
                : new Mutation.Put(key, Objects.encoded(key, content), Objects.fields("u"));
        try {
            writes.add(new Write(cluster, key, content, process.store.submit(
                    new Mutation(cluster, Objects.ANNA, List.of(change), List.of(), OptionalLong.empty()))));
        } catch (StoreException _) {
            // Refused before it was taken: nothing happened.
        }
    }

    private void collect() {
        writes.removeIf(write -> {
            if (!write.answer().isDone()) {
                return false;
            }
            count(write.answer().isCompletedExceptionally() ? "refused " + write.answer().exceptionNow().getClass().getSimpleName() : "acknowledged");
            if (!write.answer().isCompletedExceptionally() && write.answer().join() != null) {
                Committed committed = write.answer().join();
                boolean nothingToDelete = write.content().equals("gone") && committed.results().getFirst().isEmpty();
                if (!nothingToDelete) {
                    acknowledged.merge(write.cluster(), committed.version().value(), Math::max);
                    tell(write.cluster(), committed.version().value(), write.key().name() + "=" + write.content());
                }
            }
            return true;
        });
    }

    /// The faults end; a third process, on its own, must find what everybody was told, and nothing else.
    private void settle() throws Exception {
        connections.forEach(connection -> connection.faults(0));
        processes.clear();
        Process last = new Process();
        last.connection.faults(0);
        processes.add(last);
        while (!last.shard().serving()) {
            nanos += 1_000_000_000L;
            last.step();
        }
        onTheWay.forEach(storage::apply);
        count("epoch " + last.shard().epoch() / 10 * 10);
        for (ClusterId cluster : clusters) {
            while (!ready(last, cluster)) {
                last.step();
            }
            compare(cluster, last.store.image(cluster));
        }
    }

    private void compare(ClusterId cluster, ClusterImage image) {
        Keys keys = new Keys(CONFIG.prefix());
        Keyring keyring = new RecordCodec(sealing).read(cluster, storage.get(keys.record(cluster)).orElseThrow()).keyring();
        TreeMap<Long, LogRecord.Change> log = new TreeMap<>();
        for (Backend.Entry entry : storage.range(keys.logs(cluster).from(), keys.logs(cluster).to(), Integer.MAX_VALUE)) {
            LogRecord record = LogRecord.read(cluster, entry.value());
            assertEquals(keys.logVersion(entry.key()), record.lastVersion(), seeded);
            record.changes().forEach(change -> assertTrue(log.put(change.version(), change) == null, seeded + ": a version twice in the log"));
        }
        assertEquals(image.version().value(), log.isEmpty() ? 0 : log.lastKey(), seeded);
        assertEquals(log.size(), image.version().value(), seeded + ": the log has gaps");
        Map<String, String> expected = new TreeMap<>();
        Map<String, Long> versions = new HashMap<>();
        log.forEach((version, change) -> {
            String name = change.key().name();
            assertEquals(versions.getOrDefault(name, 0L), change.replaced(), seeded);
            if (change.verb() == LogRecord.Verb.DELETE) {
                expected.remove(name);
                versions.remove(name);
            } else {
                expected.put(name, content(ValueCodec.read(change.key(), change.value(), text -> text, keyring)));
                versions.put(name, version);
            }
            String toldHere = told.getOrDefault(cluster, new TreeMap<>()).get(version);
            String happened = name + "=" + expected.getOrDefault(name, "gone");
            assertTrue(toldHere == null || toldHere.equals(happened), () -> seeded + ": told " + toldHere + " but the log has " + happened);
        });
        told.getOrDefault(cluster, new TreeMap<>()).keySet()
                .forEach(version -> assertTrue(log.containsKey(version), () -> seeded + ": version " + version + " was told of and is lost"));
        Map<String, String> found = new TreeMap<>();
        image.list(Objects.PODS, "").forEach(stored -> found.put(stored.key().name(), content(stored)));
        assertEquals(expected, found, seeded + ": objects and log differ");
    }
}
