package dev.marina.bench;

import dev.marina.net.Backend;
import dev.marina.net.BackendState;
import dev.marina.net.NetworkConfig;
import dev.marina.net.NodeNetwork;
import dev.marina.net.NodeNetworks;
import dev.marina.net.NodeSpec;
import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What the back ends of a cluster's network carry from a pod on one node to a pod on another: one TCP connection, beside plain routing between namespaces
/// that know nothing of clusters, measured just before and just after. Needs root. What cannot be had here is said and left out.
final class NetworkBenchmark implements Benchmark {

    private static final String INSTANCE = "bench";
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final List<String> ADDRESSES = List.of("100.64.0.10", "100.64.0.11");

    private final List<Backend> backends;

    NetworkBenchmark() {
        this(List.of(Backend.values()));
    }

    private NetworkBenchmark(List<Backend> backends) {
        this.backends = backends;
    }

    @Override
    public Benchmark only(List<String> wanted) {
        return new NetworkBenchmark(wanted.stream().map(name -> Backend.named(name).orElseThrow(() -> new IllegalArgumentException(
                "%s is no back end; there are %s".formatted(name, String.join(", ", Arrays.stream(Backend.values()).map(Backend::setting).toList())))))
                .toList());
    }

    @Override
    public Figures run(Consumer<String> progress) throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IllegalStateException("bench network needs root: it makes network namespaces");
        }
        Figures figures = new Figures();
        try (BenchHome home = BenchHome.create(); Wires wires = new Wires(INSTANCE); NodeNetworks networks = networks(home.directory(), wires)) {
            try {
                for (Backend backend : backends) {
                    measure(backend, networks, wires, figures, progress);
                }
            } finally {
                networks.removeAll();
            }
        }
        return figures;
    }

    private static NodeNetworks networks(Path home, Wires wires) {
        return NodeNetworks.open(new NetworkConfig(INSTANCE, home.resolve("run"), home.resolve("state"), "100.64.0.0/16", List.of("127.0.0.1:1"), List.of()),
                wires.machine());
    }

    private static void measure(Backend backend, NodeNetworks networks, Wires wires, Figures figures, Consumer<String> progress) throws Exception {
        progress.accept(backend.setting());
        List<NodeNetwork> nodes = List.of(networks.ensure(spec(backend, 0)), networks.ensure(spec(backend, 1)));
        BackendState state = settled(nodes);
        if (!state.asWanted()) {
            progress.accept("left out: " + state.message());
            return;
        }
        try (Wires.Ends pods = wires.pods(networks.cniPlugin(), nodes.getFirst(), nodes.getLast())) {
            double before = wires.plain().bytesPerSecond();
            double carried = pods.bytesPerSecond();
            double plain = (before + wires.plain().bytesPerSecond()) / 2;
            String name = backend.setting().replace('-', '_');
            figures.add(name, carried * 8 / 1e9, "Gbit/s", "one TCP connection, pod to pod across nodes");
            figures.add(name + "_of_plain", carried / plain, "", "of plain routing with %.1f Gbit/s beside it".formatted(plain * 8 / 1e9));
        }
    }

    private static BackendState settled(List<NodeNetwork> nodes) {
        long until = System.nanoTime() + SETTLING.toNanos();
        while (nodes.stream().anyMatch(node -> node.backend().reason().equals("RoutesNotLearned")) && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return nodes.stream().map(NodeNetwork::backend).filter(state -> !state.asWanted()).findFirst().orElseGet(() -> nodes.getFirst().backend());
    }

    private static NodeSpec spec(Backend backend, int self) {
        int other = 1 - self;
        String address = ADDRESSES.get(other);
        Peer peer = new Peer("node-" + other, "10.244.%d.0/24".formatted(other + 1), address, MacAddress.ofVxlan(Ipv4.parse(address)).toString());
        return new NodeSpec(INSTANCE, "node-" + self, 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.%d.0/24".formatted(self + 1), ADDRESSES.get(self),
                List.of(peer), null, backend, false, 0);
    }
}
