package dev.marina.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.controlplane.ControlPlane;
import dev.marina.controlplane.ControlPlaneConfig;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Controllers and the scheduler, over etcd, with nodes that run nothing: the cases of upstream's `scheduler_perf` from the first pod's creation until
/// the last one has its node, and what people wait for of a deployment and of a namespace. Each case has a cluster of its own.
/// See https://github.com/kubernetes/kubernetes/tree/master/test/integration/scheduler_perf
final class WorkloadsBenchmark implements Benchmark {

    /// As many as upstream has: https://github.com/kubernetes/kubernetes/blob/v1.36.0/test/utils/runners.go, CreatePod
    private static final int CREATORS = 30;
    private static final int WARM_UPS = 40;
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long PATIENCE_NANOS = 600_000_000_000L;
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final GroupVersionResource DEPLOYMENTS = new GroupVersionResource("apps", "v1", "deployments");
    private static final GroupVersionResource DAEMON_SETS = new GroupVersionResource("apps", "v1", "daemonsets");
    private static final GroupVersionResource CLASSES = new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
    private static final GroupVersionResource NODES = new GroupVersionResource("", "v1", "nodes");
    private static final GroupVersionResource SERVICES = new GroupVersionResource("", "v1", "services");
    private static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");

    private static final List<String> CASES = List.of("basic", "anti_affinity", "affinity", "spread", "beside_unschedulable", "mixed_churn", "preemption",
            "daemon_set", "one", "deployment", "namespace", "idle");
    private static final int IDLE_CLUSTERS = 1_000;

    private final List<String> cases;
    private int clusters;

    WorkloadsBenchmark() {
        this(CASES);
    }

    private WorkloadsBenchmark(List<String> cases) {
        this.cases = cases;
    }

    @Override
    public Benchmark only(List<String> wanted) {
        return new WorkloadsBenchmark(Benchmark.among(CASES, wanted));
    }

    /// A cluster with its nodes.
    private record World(ControlPlane plane, ClusterRecord cluster, ClusterClient client, Call call, PretendedKubelets kubelets) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            kubelets.close();
            kubelets.check();
            // else its nodes go silent one after the other, and the next case is measured beside that
            plane.store().delete(cluster.id());
        }

        Document create(GroupVersionResource type, String json) {
            return client.create(call, type, PretendedKubelets.document(json));
        }

        /// By several at once.
        void createAll(GroupVersionResource type, int count, IntFunction<String> object) throws InterruptedException {
            Load.each(CREATORS, count, i -> create(type, object.apply(i)));
        }

        void await(BooleanSupplier condition, String what) {
            long begin = System.nanoTime();
            while (!condition.getAsBoolean()) {
                kubelets.check();
                if (System.nanoTime() - begin > PATIENCE_NANOS) {
                    throw new IllegalStateException("not within 10 minutes: " + what);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        Figures figures = new Figures();
        try (BenchHome home = BenchHome.create();
                EtcdProcess etcd = new EtcdProcess();
                ControlPlane plane = ControlPlane.start(
                        ControlPlaneConfig.load(BenchHome.configuration(home.directory(), EtcdProcess.freePort(), etcd, 0)))) {
            // a control plane runs for weeks: what its compilers do at first is not what is measured
            double compiling = WarmUp.here(WARM_UPS)
                    .run(() -> measured(plane, 200, 0, 3_000, "warm-up", "", new Figures(), progress, i -> pod("p-" + i, "", "100m", "")));
            progress.accept("warm: compilers took %.0f %% of the last round's processor time".formatted(100 * compiling));
            for (int nodes : new int[] {1_000, 5_000}) {
                scheduling(plane, nodes, figures, progress);
            }
            if (cases.contains("one")) {
                one(plane, figures, progress);
            }
            if (cases.contains("deployment")) {
                deployment(plane, figures, progress);
            }
            if (cases.contains("namespace")) {
                namespace(plane, figures, progress);
            }
            if (cases.contains("idle")) {
                idle(plane, figures, progress);
            }
        }
        return figures;
    }

    private World world(ControlPlane plane, int nodes, boolean running) throws Exception {
        ClusterRecord cluster = plane.server().provisioning().ensure("bench", "c" + clusters++, Map.of(), new Origin("bench", Cause.clock("bench")));
        World world = new World(plane, cluster, plane.server().client(), new Call(cluster.id(), PretendedKubelets.USER, Cause.clock("bench")),
                new PretendedKubelets(plane, cluster.id(), nodes, running));
        GroupResource accounts = new GroupResource("", "serviceaccounts");
        world.await(() -> plane.store().image(cluster.id()).find(new ObjectKey(cluster.id(), accounts, "default", "default")).isPresent(),
                "there is an account for pods");
        return world;
    }

    /// @param rest of the specification
    private static String pod(String name, String labels, String cpu, String rest) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default","labels":{%s}},
                 "spec":{%s"containers":[{"name":"pause","image":"marina/pause:1","resources":{"requests":{"cpu":"%s","memory":"100Mi"}}}]}}"""
                .formatted(name, labels, rest, cpu);
    }

    private void scheduling(ControlPlane plane, int nodes, Figures figures, Consumer<String> progress) throws Exception {
        String anti = """
                "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname",
                 "labelSelector":{"matchLabels":{"color":"green"}}}]}},""";
        String affinity = """
                "affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"topology.kubernetes.io/zone",
                 "labelSelector":{"matchLabels":{"color":"blue"}}}]}},""";
        String spread = """
                "topologySpreadConstraints":[{"maxSkew":5,"topologyKey":"topology.kubernetes.io/zone","whenUnsatisfiable":"DoNotSchedule",
                 "labelSelector":{"matchLabels":{"color":"blue"}}}],""";
        measured(plane, nodes, 0, 5_000, "basic", "no constraints", figures, progress, i -> pod("p-" + i, "", "100m", ""));
        measured(plane, nodes, 0, 900, "anti_affinity", "no two on one node", figures, progress, i -> pod("p-" + i, "\"color\":\"green\"", "100m", anti));
        measured(plane, nodes, 0, 2_000, "affinity", "all in one zone", figures, progress, i -> pod("p-" + i, "\"color\":\"blue\"", "100m", affinity));
        measured(plane, nodes, 0, 2_000, "spread", "evenly over three zones", figures, progress, i -> pod("p-" + i, "\"color\":\"blue\"", "100m", spread));
        measured(plane, nodes, 200, 2_000, "beside_unschedulable", "no constraints, beside 200 that fit nowhere", figures, progress,
                i -> i < 200 ? pod("big-" + i, "", "9", "") : pod("p-" + i, "", "100m", ""));
        if (cases.contains("mixed_churn")) {
            mixedChurn(plane, nodes, figures, progress);
        }
        if (cases.contains("preemption")) {
            preemption(plane, nodes, figures, progress);
        }
        if (cases.contains("daemon_set")) {
            daemonSet(plane, nodes, figures, progress);
        }
    }

    /// @param waiting of them get no node
    private void measured(ControlPlane plane, int nodes, int waiting, int pods, String name, String what, Figures figures, Consumer<String> progress,
            IntFunction<String> pod) throws Exception {
        if (CASES.contains(name) && !cases.contains(name)) {
            return;
        }
        progress.accept("%s on %,d nodes".formatted(name, nodes));
        try (World world = world(plane, nodes, false)) {
            world.createAll(PODS, waiting, pod);
            long begin = System.nanoTime();
            long processor = SYSTEM.getProcessCpuTime();
            world.createAll(PODS, pods, i -> pod.apply(waiting + i));
            world.await(() -> world.kubelets.bound.get() >= pods, name);
            double rate = pods / ((System.nanoTime() - begin) / 1e9);
            figures.add("%s_%d_cpu_us".formatted(name, nodes), (SYSTEM.getProcessCpuTime() - processor) / 1e3 / pods, "µs",
                    "processor time of each, the control plane's with its client");
            figures.add("%s_%d_per_s".formatted(name, nodes), rate, "1/s",
                    "pods bound, from the first one's creation on %,d nodes: %s".formatted(nodes, what));
            progress.accept("%s on %,d nodes: %,.0f pods/s".formatted(name, nodes, rate));
        }
    }

    /// While a node, a pod that fits nowhere and a service come and go again and again.
    /// Upstream's MixedSchedulingBasePod with `churn` in recreate mode, every second there.
    private void mixedChurn(ControlPlane plane, int nodes, Figures figures, Consumer<String> progress) throws Exception {
        progress.accept("mixed_churn on %,d nodes".formatted(nodes));
        int pods = 2_000;
        try (World world = world(plane, nodes, false)) {
            AtomicBoolean stop = new AtomicBoolean();
            FutureTask<Integer> churn = new FutureTask<>(() -> churn(world, stop));
            Thread.ofVirtual().start(churn);
            long begin = System.nanoTime();
            world.createAll(PODS, pods, i -> pod("p-" + i, "", "100m", ""));
            world.await(() -> world.kubelets.bound.get() >= pods, "mixed_churn");
            double seconds = (System.nanoTime() - begin) / 1e9;
            stop.set(true);
            int changes = churn.get();
            figures.add("mixed_churn_%d_per_s".formatted(nodes), pods / seconds, "1/s",
                    "pods bound on %,d nodes, while others, nodes and services were made and deleted %,.0f times a second".formatted(nodes, changes / seconds));
        }
    }

    private static int churn(World world, AtomicBoolean stop) {
        int changes = 0;
        Document atOnce = PretendedKubelets.document("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}");
        for (int round = 0; !stop.get(); round++) {
            String name = "churn-" + round;
            world.create(NODES, "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
            world.create(PODS, pod(name, "", "9", ""));
            world.create(SERVICES,
                    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\"},\"spec\":{\"ports\":[{\"port\":80}]}}"
                            .formatted(name));
            world.client.delete(world.call, SERVICES, "default", name, atOnce);
            world.client.delete(world.call, PODS, "default", name, atOnce);
            world.client.delete(world.call, NODES, "", name, atOnce);
            changes += 6;
        }
        return changes;
    }

    private void preemption(ControlPlane plane, int nodes, Figures figures, Consumer<String> progress) throws Exception {
        progress.accept("preemption on %,d nodes".formatted(nodes));
        int few = nodes / 2;
        try (World world = world(plane, few, true)) {
            world.create(CLASSES, "{\"apiVersion\":\"scheduling.k8s.io/v1\",\"kind\":\"PriorityClass\",\"metadata\":{\"name\":\"high\"},\"value\":1000}");
            world.createAll(PODS, 4 * few, i -> pod("low-" + i, "", "900m", "\"terminationGracePeriodSeconds\":0,"));
            world.await(() -> world.kubelets.ready.get() >= 4 * few, "the nodes are full");
            int high = few / 2;
            int before = world.kubelets.bound.get();
            long begin = System.nanoTime();
            world.createAll(PODS, high, i -> pod("high-" + i, "", "3", "\"priorityClassName\":\"high\","));
            world.await(() -> world.kubelets.bound.get() - before >= high, "those of high priority have nodes");
            figures.add("preemption_%d_per_s".formatted(nodes), high / ((System.nanoTime() - begin) / 1e9), "1/s",
                    "pods bound for which three others each go, on %,d full nodes".formatted(few));
        }
    }

    private void daemonSet(ControlPlane plane, int nodes, Figures figures, Consumer<String> progress) throws Exception {
        progress.accept("a daemon set on %,d nodes".formatted(nodes));
        try (World world = world(plane, nodes, false)) {
            long begin = System.nanoTime();
            world.create(DAEMON_SETS, """
                    {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"d","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"d"}},
                     "template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"pause","image":"marina/pause:1"}]}}}}""");
            world.await(() -> world.kubelets.bound.get() >= nodes, "each node has its pod");
            figures.add("daemon_set_%d_per_s".formatted(nodes), nodes / ((System.nanoTime() - begin) / 1e9), "1/s", "a daemon set's pods made and bound");
        }
    }

    /// One after the other on a cluster where nothing else happens.
    private void one(ControlPlane plane, Figures figures, Consumer<String> progress) throws Exception {
        progress.accept("one pod at a time");
        try (World world = world(plane, 10, false)) {
            long[] took = new long[200];
            for (int i = 0; i < took.length; i++) {
                int wanted = i + 1;
                long begin = System.nanoTime();
                world.create(PODS, pod("p-" + i, "", "10m", ""));
                world.await(() -> world.kubelets.bound.get() >= wanted, "the pod has a node");
                took[i] = System.nanoTime() - begin;
            }
            Latencies latencies = new Latencies(took);
            figures.add("bound_p50_ms", latencies.millis(0.5), "ms", "from the request that makes a pod until it has a node, by itself")
                    .add("bound_p99_ms", latencies.millis(0.99), "ms", "");
        }
    }

    private void deployment(ControlPlane plane, Figures figures, Consumer<String> progress) throws Exception {
        int replicas = 1_000;
        progress.accept("a deployment of %,d".formatted(replicas));
        GroupResource pods = new GroupResource("", "pods");
        try (World world = world(plane, 100, true)) {
            world.create(DEPLOYMENTS, """
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":0,
                     "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
                     "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"web","image":"web:1","resources":{"requests":{"cpu":"10m"}}}]}}}}""");
            long begin = System.nanoTime();
            patch(world, "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
            world.await(() -> plane.store().image(world.cluster.id()).count(pods) >= replicas, "all pods are made");
            figures.add("replicas_made_s", (System.nanoTime() - begin) / 1e9, "s", "a deployment from 0 to 1,000: its pods are made");
            world.await(() -> available(world, replicas), "all pods are available");
            figures.add("replicas_available_s", (System.nanoTime() - begin) / 1e9, "s", "the same: the deployment says that all are available");
            begin = System.nanoTime();
            patch(world,
                    "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"web:2\",\"resources\":{\"requests\":{\"cpu\":\"10m\"}}}]}}}}");
            world.await(() -> world.kubelets.gone.get() >= replicas && available(world, replicas), "all pods are of the new revision");
            figures.add("rolled_over_s", (System.nanoTime() - begin) / 1e9, "s", "1,000 replaced, a quarter more and a quarter fewer meanwhile");
        }
    }

    /// What clusters cost in which nobody does anything.
    private void idle(ControlPlane plane, Figures figures, Consumer<String> progress) throws Exception {
        progress.accept("%,d idle clusters".formatted(IDLE_CLUSTERS));
        Load.each(CREATORS, IDLE_CLUSTERS,
                i -> plane.server().provisioning().ensure("bench", "idle-" + i, Map.of(), new Origin("bench", Cause.clock("bench"))));
        // what follows from their creation comes to an end
        Thread.sleep(Duration.ofSeconds(60));
        long processor = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(60));
        figures.add("idle_1000_percent", 100.0 * (SYSTEM.getProcessCpuTime() - processor) / (System.nanoTime() - begin), "%",
                "of one processor, for %,d clusters that are awake and idle, in a minute".formatted(IDLE_CLUSTERS));
    }

    private static void patch(World world, String patch) {
        world.client.patch(world.call, DEPLOYMENTS, "default", "web", "", PatchType.MERGE, patch.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean available(World world, int replicas) {
        Document deployment = Document.parse(world.plane.store().image(world.cluster.id())
                .find(new ObjectKey(world.cluster.id(), DEPLOYMENTS.groupResource(), "default", "web")).orElseThrow().bytes());
        return deployment.at("status", "availableReplicas").asInt() == replicas && deployment.at("status", "updatedReplicas").asInt() == replicas
                && deployment.at("status", "replicas").asInt() == replicas
                && deployment.at("status", "observedGeneration").asLong() == deployment.at("metadata", "generation").asLong();
    }

    private void namespace(ControlPlane plane, Figures figures, Consumer<String> progress) throws Exception {
        int objects = 10_000;
        progress.accept("a namespace with %,d objects".formatted(objects));
        try (World world = world(plane, 0, false)) {
            world.create(NAMESPACES, "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"full\"}}");
            world.createAll(CONFIG_MAPS, objects,
                    i -> "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c-%d\",\"namespace\":\"full\"},\"data\":{\"a\":\"b\"}}"
                            .formatted(i));
            ObjectKey key = new ObjectKey(world.cluster.id(), NAMESPACES.groupResource(), "", "full");
            long begin = System.nanoTime();
            world.client.delete(world.call, NAMESPACES, "", "full", PretendedKubelets.document("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}"));
            world.await(() -> plane.store().image(world.cluster.id()).find(key).isEmpty(), "the namespace is gone");
            figures.add("namespace_10000_s", (System.nanoTime() - begin) / 1e9, "s", "a namespace with 10,000 objects is deleted");
        }
    }
}
