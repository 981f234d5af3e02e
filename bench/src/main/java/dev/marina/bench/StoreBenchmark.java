package dev.marina.bench;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterStore;
import dev.marina.store.EncodedObject;
import dev.marina.store.EventCursor;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreConfig;
import dev.marina.store.StoreException;
import dev.marina.store.Stores;
import dev.marina.store.WatchFilter;
import dev.marina.store.etcd.EtcdBackend;
import dev.marina.store.seal.KeyFile;
import dev.marina.store.seal.Sealing;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Writes, reads and fan-out of the store over an etcd of its own, beside plain puts into the same etcd. Objects are about
/// 2 KiB, as a pod is. Reads and fan-out are the store's own: without HTTP and TLS.
final class StoreBenchmark implements Benchmark {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final Origin ORIGIN = new Origin("bench", Cause.request("bench"));
    private static final byte[] FILLER = "x".repeat(1900).getBytes(StandardCharsets.UTF_8);
    private static final int PODS_LISTED = 10_000;
    private static final int WATCHERS = 1_000;
    private static final int CLUSTERS = 8;

    /// Keeps what is read from being optimised away.
    private static volatile long consumed;

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        Figures figures = new Figures();
        try (EtcdProcess etcd = new EtcdProcess()) {
            progress.accept("plain puts into etcd");
            rawPuts(etcd, figures);
            Path keys = Files.createTempDirectory("marina-bench-keys");
            try (ClusterStore store = Stores.open(StoreConfig.defaults("bench", "localhost"), EtcdBackend.connect(etcd.endpoints()), Clock.systemUTC(),
                    Optional.of(new Sealing(KeyFile.open(keys.resolve("keys")), Sealing.SECRETS)))) {
                List<ClusterId> clusters = new ArrayList<>();
                for (int i = 0; i < CLUSTERS; i++) {
                    clusters.add(create(store, "tenant-" + i));
                }
                for (int writers : new int[] {1, 16, 64, 256}) {
                    progress.accept("committed writes, " + writers + " writers");
                    writes(store, clusters, writers, PODS, "", figures);
                }
                progress.accept("committed writes of Secrets, which are sealed, and of pods once more");
                writes(store, clusters, 64, SECRETS, "sealed_", figures);
                writes(store, clusters, 64, PODS, "clear_", figures);
                progress.accept("plain puts into etcd, again");
                rawPutsAgain(etcd, figures);
                progress.accept("reads of " + PODS_LISTED + " pods");
                reads(store, figures);
                progress.accept("one event to " + WATCHERS + " watchers");
                fanOut(store, clusters.getFirst(), figures);
            }
        }
        return figures;
    }

    private static ClusterId create(ClusterStore store, String tenant) {
        while (true) {
            try {
                return store.create(new NewCluster(tenant, "default", Map.of(), Map.of())).id();
            } catch (StoreException.NotOwner _) {
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static void rawPuts(EtcdProcess etcd, Figures figures) throws Exception {
        Load.Result one = etcd.puts(1);
        Load.Result many = etcd.puts(64);
        figures.add("etcd_puts_per_s_1", one.perSecond(), "1/s", "plain etcd puts, one at a time")
                .add("etcd_put_p50_ms_1", one.latencies().millis(0.5), "ms", "")
                .add("etcd_puts_per_s_64", many.perSecond(), "1/s", "plain etcd puts, 64 at a time, before the store's");
    }

    private static void rawPutsAgain(EtcdProcess etcd, Figures figures) throws Exception {
        figures.add("etcd_puts_per_s_64_after", etcd.puts(64).perSecond(), "1/s", "the same after them");
    }

    private static void writes(ClusterStore store, List<ClusterId> clusters, int writers, GroupResource type, String what, Figures figures)
            throws InterruptedException {
        Load.Result result = Load.run(writers, 1.5, 4, (thread, round) -> {
            ClusterId cluster = clusters.get(thread % clusters.size());
            store.commit(put(new ObjectKey(cluster, type, "default", "pod-" + thread), "n1", round));
        });
        figures.add(what + "writes_per_s_" + writers, result.perSecond(), "1/s",
                "committed writes of " + type + ", " + writers + " writers on " + CLUSTERS + " clusters")
                .add(what + "write_p50_ms_" + writers, result.latencies().millis(0.5), "ms", "")
                .add(what + "write_p99_ms_" + writers, result.latencies().millis(0.99), "ms", "");
    }

    private static Mutation put(ObjectKey key, String node, long round) {
        byte[] tail = new byte[FILLER.length + 48];
        byte[] start = "\"},\"round\":%d,\"data\":\"".formatted(round).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(start, 0, tail, 0, start.length);
        System.arraycopy(FILLER, 0, tail, start.length, FILLER.length);
        byte[] head = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"".formatted(key.name()).getBytes(StandardCharsets.UTF_8);
        Fields fields = new Fields("uid-" + key.name(), Map.of("app", "web"), Map.of("spec.nodeName", node), Set.of(), Set.of(), false);
        return new Mutation(key.cluster(), ORIGIN, List.of(new Mutation.Put(key, new EncodedObject(head, tail), fields)), List.of(), OptionalLong.empty());
    }

    private static void reads(ClusterStore store, Figures figures) throws Exception {
        ClusterId cluster = create(store, "reader");
        CountDownLatch written = new CountDownLatch(64);
        for (int writer = 0; writer < 64; writer++) {
            int first = writer;
            Thread.startVirtualThread(() -> {
                for (int i = first; i < PODS_LISTED; i += 64) {
                    store.commit(put(new ObjectKey(cluster, PODS, "default", "pod-%05d".formatted(i)), "n" + i % 100, i));
                }
                written.countDown();
            });
        }
        written.await();
        gets(store, cluster, figures);
        lists(store, cluster, figures);
    }

    private static void gets(ClusterStore store, ClusterId cluster, Figures figures) {
        ObjectKey[] keys = new ObjectKey[PODS_LISTED];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new ObjectKey(cluster, PODS, "default", "pod-%05d".formatted(i));
        }
        byte[] out = new byte[4096];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = 0;
        for (int pass = 0; pass < 60; pass++) {
            long begin = threads.getCurrentThreadCpuTime();
            for (ObjectKey key : keys) {
                byte[] bytes = store.image(cluster).find(key).orElseThrow().bytes();
                System.arraycopy(bytes, 0, out, 0, bytes.length);
                consumed += out[100];
            }
            best = Math.max(best, keys.length / ((threads.getCurrentThreadCpuTime() - begin) / 1e9));
        }
        figures.add("get_per_cpu_s", best, "1/s", "GETs of a pod out of 10,000 per CPU second, bytes copied out");
    }

    private static void lists(ClusterStore store, ClusterId cluster, Figures figures) {
        byte[] out = new byte[PODS_LISTED * 2200];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] took = new long[40];
        long cpu = 0;
        for (int pass = 0; pass < took.length; pass++) {
            long begin = System.nanoTime();
            long cpuBegin = threads.getCurrentThreadCpuTime();
            ClusterImage image = store.image(cluster);
            int[] at = {0};
            image.list(PODS, "").forEach(stored -> {
                System.arraycopy(stored.bytes(), 0, out, at[0], stored.bytes().length);
                at[0] += stored.bytes().length;
            });
            consumed += at[0];
            took[pass] = System.nanoTime() - begin;
            cpu = threads.getCurrentThreadCpuTime() - cpuBegin;
        }
        Latencies latencies = new Latencies(took);
        figures.add("list_10000_ms", latencies.millis(0.5), "ms", "LIST of 10,000 pods, bytes gathered (median)")
                .add("lists_10000_per_cpu_s", 1e9 / cpu, "1/s", "");
    }

    private static void fanOut(ClusterStore store, ClusterId cluster, Figures figures) throws Exception {
        ObjectKey key = new ObjectKey(cluster, PODS, "default", "watched");
        store.commit(put(key, "n1", 0));
        AtomicReference<CountDownLatch> round = new AtomicReference<>();
        List<Thread> watchers = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(WATCHERS);
        for (int i = 0; i < WATCHERS; i++) {
            watchers.add(Thread.startVirtualThread(() -> {
                try (EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, store.image(cluster).version())) {
                    ready.countDown();
                    while (true) {
                        if (!cursor.await(Duration.ofMinutes(1)).isEmpty()) {
                            round.get().countDown();
                        }
                    }
                } catch (InterruptedException _) {
                    // The end of the benchmark.
                }
            }));
        }
        ready.await();
        long[] took = new long[100];
        long[] commits = new long[100];
        for (int i = 0; i < took.length; i++) {
            CountDownLatch all = new CountDownLatch(WATCHERS);
            round.set(all);
            long begin = System.nanoTime();
            store.commit(put(key, "n1", i + 1L));
            commits[i] = System.nanoTime() - begin;
            all.await();
            took[i] = System.nanoTime() - begin;
        }
        watchers.forEach(Thread::interrupt);
        figures.add("fanout_1000_ms", new Latencies(took).millis(0.5), "ms", "from commit to the last of 1,000 watchers (median)")
                .add("fanout_1000_p99_ms", new Latencies(took).millis(0.99), "ms", "")
                .add("fanout_writer_ms", new Latencies(commits).millis(0.5), "ms", "until the writer is answered meanwhile");
    }
}
