package dev.marina.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.controlplane.ControlPlane;
import dev.marina.controlplane.ControlPlaneConfig;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A thousand clusters without nodes in a control plane with its controllers, over an etcd of its own. Requests go over
/// HTTPS with client certificates, as kubectl's do; the plan of the tenant has no limits.
final class TenantsBenchmark implements Benchmark {

    private static final int ONE_BY_ONE = 100;
    /// After so many rounds the compilers have little left to do.
    private static final int AGAIN = 4;
    private static final int ALL = 1000;
    private static final int AT_ONCE = 16;
    private static final String TENANT = "bench";
    private static final String CLUSTERS = "/apis/marina.dev/v1/namespaces/" + TENANT + "/clusters";

    private final int apiPort;

    TenantsBenchmark() {
        try {
            apiPort = EtcdProcess.freePort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        Figures figures = new Figures();
        try (BenchHome its = BenchHome.create(); EtcdProcess etcd = new EtcdProcess()) {
            Path home = its.directory();
            // Each in a method of its own: what one left must not be counted with the next because a variable still leads to it.
            awake(etcd, home, progress, figures);
            long empty = empty(home);
            progress.accept("the same clusters, asleep");
            asleep(etcd, home, progress, figures, empty);
        }
        return figures;
    }

    private ControlPlane start(EtcdProcess etcd, Path home, int sleepAfterSeconds) throws IOException, InterruptedException {
        return ControlPlane.start(ControlPlaneConfig.load(BenchHome.configuration(home, apiPort, etcd, sleepAfterSeconds)));
    }

    private void awake(EtcdProcess etcd, Path home, Consumer<String> progress, Figures figures) throws Exception {
        try (ControlPlane plane = start(etcd, home, 0)) {
            awake(plane, home, progress, figures);
        }
    }

    /// @param empty the heap without any cluster
    private void asleep(EtcdProcess etcd, Path home, Consumer<String> progress, Figures figures, long empty) throws Exception {
        try (ControlPlane plane = start(etcd, home, 3)) {
            asleep(plane, home, progress, figures, empty);
        }
    }

    /// The heap of a control plane without any cluster, measured as that with sleeping ones is.
    private long empty(Path home) throws Exception {
        Path other = Files.createDirectory(home.resolve("empty"));
        try (EtcdProcess etcd = new EtcdProcess(); ControlPlane plane = start(etcd, other, 3)) {
            settle(plane);
            return Memory.now().heap();
        }
    }

    private void awake(ControlPlane plane, Path home, Consumer<String> progress, Figures figures) throws Exception {
        KubernetesConnection management = KubernetesConnection.to(plane.management(), apiPort, home);
        management.send("POST", "/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}".formatted(TENANT));
        management.send("POST", "/api/v1/namespaces/" + TENANT + "/configmaps",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"plan\"},\"data\":{}}");
        for (int i = 0; i < 20; i++) {
            createAndWrite(plane, management, home, "warm-%02d".formatted(i));
        }
        progress.accept(ONE_BY_ONE + " clusters, one by one");
        settle(plane);
        Memory before = Memory.now();
        long[] took = new long[ONE_BY_ONE];
        for (int i = 0; i < ONE_BY_ONE; i++) {
            took[i] = createAndWrite(plane, management, home, "one-%03d".formatted(i));
        }
        Latencies first = new Latencies(took);
        figures.add("ready_p50_ms", first.millis(0.5), "ms", "from POST clusters to the first write in it that succeeded")
                .add("ready_p99_ms", first.millis(0.99), "ms", "");

        int more = ALL - ONE_BY_ONE - 20;
        progress.accept(more + " more, " + AT_ONCE + " at once");
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processor = system.getProcessCpuTime();
        long begin = System.nanoTime();
        Load.each(AT_ONCE, more, i -> require(201, management.send("POST", CLUSTERS, cluster("many-%04d".formatted(i)))));
        Set<ObjectKey> ready = new HashSet<>();
        await(() -> ready(plane, ready) >= ALL, "all clusters are ready");
        figures.add("created_per_s", more / ((System.nanoTime() - begin) / 1e9), "1/s", "clusters made ready")
                .add("create_cpu_ms", (system.getProcessCpuTime() - processor) / 1e6 / more, "ms", "processor time of each, with that of who asks for it");

        progress.accept("memory");
        settle(plane);
        Memory after = Memory.now();
        int grown = ALL - 20;
        figures.add("idle_cluster_kib", (after.heap() - before.heap()) / 1024.0 / grown, "KiB", "heap per loaded idle cluster, of 1,000")
                .add("idle_cluster_resident_kib", (after.resident() - before.resident()) / 1024.0 / grown, "KiB", "resident memory grew by, per cluster")
                .add("fixed_heap_mib", (before.heap() - (after.heap() - before.heap()) / grown * 20.0) / (1 << 20), "MiB", "heap of the rest")
                .add("fixed_resident_mib", before.resident() / (double) (1 << 20), "MiB", "resident before");
    }

    private void asleep(ControlPlane plane, Path home, Consumer<String> progress, Figures figures, long empty) throws Exception {
        List<ClusterRecord> clusters = plane.store().records().filter(record -> record.tenant().equals(TENANT)).toList();
        await(() -> awakeClusters(plane) <= 1, "all clusters sleep");
        Memory asleep = Memory.now();
        KubernetesConnection management = KubernetesConnection.to(plane.management(), apiPort, home);
        long[] took = new long[200];
        progress.accept("waking " + took.length + " clusters");
        for (int i = 0; i < took.length; i++) {
            KubernetesConnection connection = KubernetesConnection.to(clusters.get(i), apiPort, home);
            long begin = System.nanoTime();
            require(200, connection.send("GET", "/api/v1/namespaces/default", ""));
            took[i] = System.nanoTime() - begin;
        }
        Latencies wake = new Latencies(took);
        await(() -> awakeClusters(plane) <= 1, "all clusters sleep again");

        progress.accept("deleting " + ALL);
        Deletion first = Deletion.of(plane, management, clusters.stream().map(ClusterRecord::name).toList());
        Deletion last = first;
        for (int round = 1; round <= AGAIN; round++) {
            progress.accept("making and deleting them again, %d of %d".formatted(round, AGAIN));
            String prefix = "again-" + round + "-%04d";
            List<String> names = IntStream.range(0, ALL).mapToObj(prefix::formatted).toList();
            Load.each(AT_ONCE, ALL, i -> require(201, management.send("POST", CLUSTERS, cluster(names.get(i)))));
            Set<ObjectKey> ready = new HashSet<>();
            await(() -> ready(plane, ready) >= ALL, "all clusters are ready");
            await(() -> awakeClusters(plane) <= 1, "all clusters sleep");
            last = Deletion.of(plane, management, names);
        }
        figures.add("asleep_cluster_kib", (asleep.heap() - empty) / 1024.0 / ALL, "KiB", "heap per sleeping cluster, of 1,000")
                .add("wake_p50_ms", wake.millis(0.5), "ms", "first request to a sleeping cluster")
                .add("wake_p99_ms", wake.millis(0.99), "ms", "")
                .add("delete_1000_s", first.seconds(), "s", "1,000 clusters with everything in them")
                .add("delete_cpu_ms", first.processorMillis(), "ms", "processor time of each, with that of who asks for it")
                .add("delete_warm_1000_s", last.seconds(), "s", "the same once the process has done it %,d times".formatted(AGAIN * ALL))
                .add("delete_warm_cpu_ms", last.processorMillis(), "ms", "");
    }

    /// @param seconds for 1,000
    /// @param processorMillis of each, the compilers' included
    private record Deletion(double seconds, double processorMillis) {

        static Deletion of(ControlPlane plane, KubernetesConnection management, List<String> names) throws Exception {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long processor = system.getProcessCpuTime();
            long begin = System.nanoTime();
            Load.each(AT_ONCE, names.size(), i -> require(200, management.send("DELETE", CLUSTERS + "/" + names.get(i), "")));
            await(() -> plane.store().records().noneMatch(record -> record.tenant().equals(TENANT)), "all clusters are gone");
            return new Deletion((System.nanoTime() - begin) / 1e9 * 1000 / names.size(), (system.getProcessCpuTime() - processor) / 1e6 / names.size());
        }
    }

    private long createAndWrite(ControlPlane plane, KubernetesConnection management, Path home, String name) throws Exception {
        long begin = System.nanoTime();
        require(201, management.send("POST", CLUSTERS, cluster(name)));
        Optional<ClusterRecord> record = plane.store().find(TENANT, name);
        while (record.isEmpty()) {
            LockSupport.parkNanos(500_000);
            record = plane.store().find(TENANT, name);
        }
        KubernetesConnection connection = KubernetesConnection.to(record.get(), apiPort, home);
        String object = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"first\"},\"data\":{\"a\":\"b\"}}";
        while (connection.send("POST", "/api/v1/namespaces/default/configmaps", object) != 201) {
            if (System.nanoTime() - begin > 60_000_000_000L) {
                throw new IllegalStateException("cluster " + name + " does not accept writes");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return System.nanoTime() - begin;
    }

    private static String cluster(String name) {
        return "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Cluster\",\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name);
    }

    private static void require(int expected, int code) {
        if (code != expected) {
            throw new IllegalStateException("the API server answered %d, not %d".formatted(code, expected));
        }
    }

    /// How many are ready. Those that were are not looked at again: asking must not cost more than what is measured.
    private static int ready(ControlPlane plane, Set<ObjectKey> known) {
        try (Stream<Stored> clusters = plane.store().image(plane.management().id()).list(new GroupResource("marina.dev", "clusters"), TENANT)) {
            clusters.filter(stored -> !known.contains(stored.key()))
                    .filter(stored -> new String(stored.bytes(), StandardCharsets.UTF_8).contains("\"phase\":\"Ready\""))
                    .forEach(stored -> known.add(stored.key()));
        }
        return known.size();
    }

    private static long awakeClusters(ControlPlane plane) {
        return plane.store().awake();
    }

    /// Waits until nothing is written any more for two seconds.
    private static void settle(ControlPlane plane) throws InterruptedException {
        long last = -1;
        long still = System.nanoTime();
        while (System.nanoTime() - still < 2_000_000_000L) {
            long written = plane.store().records().filter(record -> record.state() == ClusterRecord.State.ACTIVE)
                    .mapToLong(record -> version(plane, record.id())).sum();
            if (written != last) {
                last = written;
                still = System.nanoTime();
            }
            Thread.sleep(100);
        }
    }

    private static long version(ControlPlane plane, ClusterId cluster) {
        try {
            return plane.store().image(cluster).version().value();
        } catch (dev.marina.store.StoreException _) {
            return 0;
        }
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + 180_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("this did not happen within three minutes: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// What the process takes, in bytes: the heap after collections, and what is resident.
    private record Memory(long heap, long resident) {
        static Memory now() throws IOException, InterruptedException {
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(100);
            }
            long resident = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
            return new Memory(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), resident);
        }
    }
}
