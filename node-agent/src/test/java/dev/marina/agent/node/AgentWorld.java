package dev.marina.agent.node;

import dev.marina.agent.TestClock;
import dev.marina.agent.cgroup.KernelFiles;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.forward.ApiForwarder;
import dev.marina.agent.eviction.EvictionSettings;
import dev.marina.agent.identity.Identity;
import dev.marina.agent.identity.NodeIdentities;
import dev.marina.agent.identity.Signed;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.PullRecords;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.runtime.EngineProcess;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeHealth;
import dev.marina.agent.runtime.SimulatedRuntime;
import dev.marina.agent.tunnel.StreamServer;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.NoMounts;
import dev.marina.agent.watch.ObjectServer;
import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A machine of which all is simulated but the agent itself: two tenants' clusters and the management cluster behind real HTTP.
public final class AgentWorld implements AutoCloseable {

    public static final String MACHINE = "m1";
    public static final String PATH = "/apis/marina.dev/v1/machines/" + MACHINE;
    public static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/";
    /// The only node of its tenant's cluster.
    public static final Machine.AssignedNode ACME = node("acme", "n1", 1);
    public static final Machine.AssignedNode BETA = node("beta", "n1", 2);
    private static final IdRange IDS = new IdRange(1_860_000_000L, 1L << 20);
    private static final String CREDENTIALS = PATH + "/nodecredentials";

    public final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    public final TestClock clock = new TestClock(start);
    public final SimulatedRuntime runtime = new SimulatedRuntime(clock);
    public final ObjectServer management = new ObjectServer();
    public final ObjectServer acme = new ObjectServer();
    public final ObjectServer beta = new ObjectServer();
    /// How what a node has goes, in order.
    public final List<String> steps = new CopyOnWriteArrayList<>();
    public final RecordedNetworks networks = new RecordedNetworks(steps::add);
    /// Called with each step before it is taken: `open`, `delete` of a disk, `unmount`.
    public volatile Consumer<String> before = _ -> {};
    public final KubernetesClient client;
    /// Where pods' connections to their API server lead.
    public volatile int proxyPort = 1;
    public final AgentServices services;
    private final String pem;

    public AgentWorld(Path directory) throws Exception {
        Signed signed = Signed.by("marina", start);
        pem = signed.pem();
        Path nodes = Files.createDirectories(directory.resolve("nodes"));
        client = new Identity(management.url(), pem, pem, signed.keys().getPrivate()).client();
        management.answers.put(CREDENTIALS, request -> credentials(request.path("clusterId").asText()));
        services = new AgentServices("test", MACHINE, null, nodes, IDS, new DirectoryDisks(), port -> new InetSocketAddress("127.0.0.1", port),
                runtime, null, null,
                new ImagePuller(null, new PullRecords(directory.resolve("image-records")), clock),
                KernelFiles.cgroups(directory.resolve("cgroup"), ref(ACME).id(), ref(BETA).id()), networks,
                new NoMounts(path -> step("unmounted below " + path.getFileName())),
                new NodeIdentities(client, MACHINE), new Storage(), ApiForwarder.pool(), StreamServer.pool(),
                new MachineFacts("simulated://1", true, "6.1", "Linux", "boot", 4, 8L << 30), new RuntimeHealth(runtime, clock), new SharedWatches(), List.of(),
                EvictionSettings.HARD_ALONE, EngineProcess.SHARED, clock);
    }

    private static Machine.AssignedNode node(String cluster, String name, int number) {
        return new Machine.AssignedNode(cluster, cluster, "default", "pool", name, 1, number, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24",
                "100.64.0." + number, "1", "1Gi", null);
    }

    public static NodeRef ref(Machine.AssignedNode node) {
        return new NodeRef(node.clusterId(), node.name());
    }

    public Path directory(Machine.AssignedNode node) {
        return services.nodes().resolve(ref(node).id());
    }

    private Machine.NodeCredentials credentials(String cluster) {
        return new Machine.NodeCredentials(pem, (cluster.equals("acme") ? acme : beta).url(), pem, pem, "fd00::1", proxyPort);
    }

    @Override
    public void close() {
        client.close();
        management.close();
        acme.close();
        beta.close();
    }

    private void step(String step) {
        before.accept(step);
        steps.add(step);
    }

    private final class DirectoryDisks implements Disks {

        @Override
        public void open(String node, Path directory) {
            before.accept("open");
            try {
                Files.createDirectories(directory.resolve("pods"));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public Space space(Path directory) {
            return new Space(2L << 30, 1L << 30, 1_000, 900);
        }

        @Override
        public void delete(String node, Path directory) {
            step("disk deleted");
        }
    }

    private final class Storage implements NodeStorage {

        @Override
        public ClaimVolumes claims(NodeRef node, Path directory, PodApi api) {
            return new ClaimVolumes() {
                @Override
                public Backing backing(Pod pod, String claim, Path target) {
                    return new Backing.Files();
                }

                @Override
                public void mount(Pod pod, String claim, boolean readOnly, Path target) {
                    throw new UnsupportedOperationException("not asked for");
                }

                @Override
                public void unmount(String podUid, Path target) {
                    step("claim of %s unmounted".formatted(podUid));
                }
            };
        }

        @Override
        public AutoCloseable provision(NodeRef node, Supplier<KubernetesClient> client) {
            return () -> {};
        }
    }
}
