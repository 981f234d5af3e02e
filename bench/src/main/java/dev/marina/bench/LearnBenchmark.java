package dev.marina.bench;

import dev.marina.api.Document;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The place to learn, over the wire: learners with the page of a lab open, each in a cluster of their own without nodes, in a control plane of another
/// process. What they do is seen as their pages see it, by a watch; beside it, in the same requests, a watch of the changed object itself: the floor.
final class LearnBenchmark implements Benchmark {

    private static final int[] LEARNERS = {1, 50, 200};
    private static final int ALL = 200;
    /// How often each does everything.
    private static final int ROUNDS = 3;
    private static final int ROUNDS_ALONE = 60;
    private static final int WARM_UP = 60;
    /// A learner does something so often.
    private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final double REST_SECONDS = 60;
    private static final int FORKS = 20;
    private static final int AT_ONCE = 16;

    private static final String JSON = "application/json";
    private static final String TENANT = ServedCluster.TENANT;
    private static final String CLUSTERS = "/apis/marina.dev/v1/namespaces/" + TENANT + "/clusters";

    /// What belongs to one run.
    private record World(ServerProcess server, ApiConnection management, int port, Path home, List<Learner> learners, Figures figures,
            Consumer<String> progress) {}

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        Figures figures = new Figures();
        List<Learner> learners = new ArrayList<>();
        try (BenchHome its = BenchHome.create(); EtcdProcess etcd = new EtcdProcess()) {
            Path home = its.directory();
            int port = EtcdProcess.freePort();
            Path labs = Path.of("labs").toAbsolutePath();
            if (!Files.isDirectory(labs)) {
                throw new IllegalStateException("there is no %s; run this in the checkout".formatted(labs));
            }
            Path configuration = Files.writeString(BenchHome.configuration(home, port, etcd, 0), "labs-directory: %s\n".formatted(labs),
                    StandardOpenOption.APPEND);
            try (ServerProcess server = ServerProcess.start(home.resolve("log"), configuration.toString(), ServedCluster.ALONE);
                    ApiConnection management = ApiConnection.to(url(port, "marina", "management"), "management", home, Version.HTTP_1_1)) {
                measure(new World(server, management, port, home, learners, figures, progress));
            } finally {
                learners.forEach(Learner::close);
            }
        }
        return figures;
    }

    private static String url(int port, String tenant, String cluster) {
        return "https://localhost:%d/clusters/%s/%s".formatted(port, tenant, cluster);
    }

    private void measure(World world) throws Exception {
        world.progress.accept("%d clusters".formatted(ALL));
        clusters(world);
        double floor = atRest(world);
        long heap = world.server.heapBytes();
        for (int count : LEARNERS) {
            world.progress.accept("%d learners".formatted(count));
            while (world.learners.size() < count) {
                world.learners.add(Learner.open(ApiConnection.to(url(world.port, TENANT, cluster(world.learners.size())), cluster(world.learners.size()),
                        world.home, Version.HTTP_1_1)));
            }
            latency(world, count);
        }
        together(world);
        world.progress.accept("nothing");
        double rest = atRest(world);
        world.figures.add("rest_cpu_percent", rest, "% of core", "of the control plane, 200 learners with a lab open, nothing changing")
                .add("rest_floor_cpu_percent", floor, "% of core", "the same clusters before anybody had opened a lab")
                .add("learner_kib", (world.server.heapBytes() - heap) / 1024.0 / ALL, "KiB", "heap of a learner's run, its start and the page's watch");
        forks(world);
        Past.measure(world.management, world.learners.getFirst().api(), CLUSTERS + "/" + cluster(0) + "/history", world.figures, world.progress);
    }

    private static String cluster(int learner) {
        return "learner-%03d".formatted(learner);
    }

    private static void clusters(World world) throws Exception {
        world.management.write("POST", "/api/v1/namespaces", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}".formatted(TENANT),
                201);
        world.management.write("POST", "/api/v1/namespaces/" + TENANT + "/configmaps", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"plan\"},\"data\":{}}", 201);
        Load.each(AT_ONCE, ALL, i -> world.management.write("POST", CLUSTERS, JSON, cluster(cluster(i), "{}"), 201));
        for (int i = 0; i < ALL; i++) {
            awaitReady(world, cluster(i));
        }
        if (world.server.clusters() != ALL) {
            throw new IllegalStateException("not all clusters are there");
        }
    }

    private static String cluster(String name, String spec) {
        return "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Cluster\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}".formatted(name, spec);
    }

    private static Document awaitReady(World world, String name) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        Document seen = Document.empty();
        while (System.nanoTime() < deadline) {
            seen = Document.parse(world.management.bytes(CLUSTERS + "/" + name, JSON));
            if (seen.text("status", "phase").equals("Ready")) {
                return seen;
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new IllegalStateException("not ready within three minutes: " + seen);
    }

    /// Of one core, in percent, once what was begun before has ended.
    private static double atRest(World world) throws InterruptedException {
        double last = Double.MAX_VALUE;
        // Compilers and collectors go on for a while.
        for (int i = 0; i < 10; i++) {
            double now = processor(world, 5);
            if (now >= last * 0.8) {
                break;
            }
            last = now;
        }
        return processor(world, REST_SECONDS);
    }

    private static double processor(World world, double seconds) throws InterruptedException {
        double before = world.server.processor();
        long begin = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        return (world.server.processor() - before) / ((System.nanoTime() - begin) / 1e9) * 100;
    }

    private void latency(World world, int count) throws Exception {
        List<Learner.Sample> samples = Collections.synchronizedList(new ArrayList<>());
        List<Long> resets = Collections.synchronizedList(new ArrayList<>());
        if (count == 1) {
            Learner alone = world.learners.getFirst();
            for (int round = 0; round < WARM_UP + ROUNDS_ALONE; round++) {
                if (round == WARM_UP) {
                    samples.clear();
                    resets.clear();
                }
                alone.makePod();
                samples.add(alone.label());
                samples.add(alone.unlabel());
                resets.add(alone.reset());
            }
        } else {
            long begin = System.nanoTime();
            Load.each(count, count, i -> {
                Learner learner = world.learners.get(i);
                long due = begin + i * PACE_NANOS / count;
                for (int round = 0; round < ROUNDS; round++, due += 3 * PACE_NANOS) {
                    until(due);
                    learner.makePod();
                    samples.add(learner.label());
                    until(due + PACE_NANOS);
                    samples.add(learner.unlabel());
                    until(due + 2 * PACE_NANOS);
                    resets.add(learner.reset());
                }
            });
        }
        report(world.figures, "goal_" + count, samples, count == 1 ? "one learner, alone" : count + " learners, each changes something every 5 s");
        Latencies took = new Latencies(resets.stream().mapToLong(Long::longValue).toArray());
        world.figures.add("reset_%d_p50_ms".formatted(count), took.millis(0.5), "ms", "from the request to begin again until the run goes on")
                .add("reset_%d_p99_ms".formatted(count), took.millis(0.99), "ms", "of %d".formatted(took.count()));
    }

    private static void report(Figures figures, String name, List<Learner.Sample> samples, String what) {
        Latencies goals = new Latencies(samples.stream().mapToLong(Learner.Sample::nanos).toArray());
        Latencies floor = new Latencies(samples.stream().mapToLong(Learner.Sample::floorNanos).toArray());
        figures.add(name + "_p50_ms", goals.millis(0.5), "ms", "from the answer to a change until the goal's new state is seen: " + what)
                .add(name + "_p99_ms", goals.millis(0.99), "ms", "of %d".formatted(goals.count()))
                .add(name + "_floor_p50_ms", floor.millis(0.5), "ms", "until a watch of the changed object has it")
                .add(name + "_floor_p99_ms", floor.millis(0.99), "ms", "");
    }

    private static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// A class is told to do it now.
    private static void together(World world) throws Exception {
        world.progress.accept("%d at once".formatted(ALL));
        List<Learner.Sample> samples = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ready = new CountDownLatch(ALL);
        Load.each(ALL, ALL, i -> {
            world.learners.get(i).makePod();
            ready.countDown();
            ready.await();
            samples.add(world.learners.get(i).label());
        });
        report(world.figures, "together_" + ALL, samples, ALL + " learners in the same moment");
    }

    private static void forks(World world) throws Exception {
        world.progress.accept("%d forks".formatted(FORKS));
        Document now = Document.parse(world.management.bytes(CLUSTERS + "/" + cluster(0) + "/history?what=span", JSON));
        String origin = awaitReady(world, cluster(0)).text("status", "clusterId");
        long[] took = new long[FORKS];
        for (int i = 0; i < FORKS; i++) {
            String spec = "{\"fork\":{\"clusterId\":\"%s\",\"version\":\"%s\"}}".formatted(origin, now.text("newest", "version"));
            long begin = System.nanoTime();
            world.management.write("POST", CLUSTERS, JSON, cluster("fork-" + i, spec), 201);
            awaitReady(world, "fork-" + i);
            took[i] = System.nanoTime() - begin;
        }
        Latencies latencies = new Latencies(took);
        long[] empty = new long[FORKS];
        for (int i = 0; i < FORKS; i++) {
            long begin = System.nanoTime();
            world.management.write("POST", CLUSTERS, JSON, cluster("empty-" + i, "{}"), 201);
            awaitReady(world, "empty-" + i);
            empty[i] = System.nanoTime() - begin;
        }
        Latencies floor = new Latencies(empty);
        world.figures.add("fork_p50_ms", latencies.millis(0.5), "ms", "from the request for a fork of a learner's cluster until it is ready")
                .add("fork_p99_ms", latencies.millis(0.99), "ms", "of %d".formatted(FORKS))
                .add("fork_floor_p50_ms", floor.millis(0.5), "ms", "a cluster that begins with nothing");
    }

    /// A cluster's past, of ten thousand changes.
    private static final class Past {

        private static final int REVISIONS = 10_000;
        private static final int OBJECTS = 50;
        private static final int LOOKS = 200;
        private static final int MAPS = 50;
        private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
        /// What the console's map reads.
        private static final List<String> OF_MAP = List.of("applications.apps.marina.dev", "deployments.apps", "statefulsets.apps", "daemonsets.apps",
                "cronjobs.batch", "jobs.batch", "replicasets.apps", "services", "ingresses.networking.k8s.io", "nodes", "pods", "persistentvolumeclaims",
                "networkpolicies.networking.k8s.io", "endpointslices.discovery.k8s.io", "configmaps", "secrets");

        static void measure(ApiConnection management, ApiConnection cluster, String history, Figures figures, Consumer<String> progress) throws Exception {
            progress.accept("%,d changes of one cluster".formatted(REVISIONS));
            Load.each(AT_ONCE, OBJECTS, i -> cluster.write("POST", CONFIG_MAPS, JSON,
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c-%d\"},\"data\":{\"n\":\"0\",\"a\":\"%s\"}}".formatted(i,
                            "x".repeat(400)),
                    201));
            long first = newest(management, history);
            Load.each(AT_ONCE, REVISIONS, i -> cluster.write("PATCH", CONFIG_MAPS + "/c-" + i % OBJECTS, "application/merge-patch+json",
                    "{\"data\":{\"n\":\"%d\"}}".formatted(i + 1), 200));
            long last = newest(management, history);
            progress.accept("looking back");
            Random random = new Random(1);
            long[] lists = new long[LOOKS];
            for (int i = 0; i < LOOKS; i++) {
                lists[i] = list(management, history, first + random.nextLong(last - first), "configmaps");
            }
            long[] maps = new long[MAPS];
            for (int i = 0; i < MAPS; i++) {
                long at = first + random.nextLong(last - first);
                for (String type : OF_MAP) {
                    maps[i] += list(management, history, at, type);
                }
            }
            long[] now = new long[LOOKS];
            for (int i = 0; i < LOOKS; i++) {
                long begin = System.nanoTime();
                cluster.bytes(CONFIG_MAPS + "?limit=100", JSON);
                now[i] = System.nanoTime() - begin;
            }
            add(figures, "past_list", new Latencies(lists), "50 ConfigMaps at a random one of the last 10,000 versions");
            add(figures, "past_map", new Latencies(maps), "the 16 types of the map at such a version, one after the other");
            add(figures, "past_list_floor", new Latencies(now), "the same ConfigMaps as they are now");
        }

        private static long newest(ApiConnection management, String history) throws Exception {
            return Long.parseLong(Document.parse(management.bytes(history + "?what=span", JSON)).text("newest", "version"));
        }

        private static long list(ApiConnection management, String history, long at, String type) throws Exception {
            long begin = System.nanoTime();
            management.bytes("%s?what=objects&at=%d&resource=%s&limit=100".formatted(history, at, type), JSON);
            return System.nanoTime() - begin;
        }

        private static void add(Figures figures, String name, Latencies latencies, String what) {
            figures.add(name + "_p50_ms", latencies.millis(0.5), "ms", what).add(name + "_p99_ms", latencies.millis(0.99), "ms",
                    "of %d".formatted(latencies.count()));
        }
    }
}
