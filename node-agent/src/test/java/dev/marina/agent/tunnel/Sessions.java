package dev.marina.agent.tunnel;

import dev.marina.agent.TestClock;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.SimulatedRuntime;
import dev.marina.agent.runtime.Terminations;
import dev.marina.agent.stats.KubeletEndpoint;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.net.Traced;
import dev.marina.net.share.SharedPool;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Two tenants' nodes with one running pod each, and what goes on in its container.
final class Sessions implements ContainerStreams {

    static final int OWN = 2;
    static final int MOST = 4;
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final SimulatedRuntime runtime = new SimulatedRuntime(new TestClock(NOW));
    private final SharedPool pool = new SharedPool(OWN, MOST, 3);
    private final Map<NodeRef, StreamedNode> nodes = Map.of(new NodeRef("acme", "n1"), new OneNode("acme"), new NodeRef("beta", "n1"), new OneNode("beta"));
    final StreamServer server = new StreamServer(ref -> Optional.ofNullable(nodes.get(ref)), new Volumes());
    final AtomicInteger running = new AtomicInteger();
    /// What the commands named `wait` wait for.
    final CountDownLatch end = new CountDownLatch(1);
    /// Where pods listen, whatever port is asked for.
    volatile int port;
    volatile boolean open = true;

    /// Whose volume it is, and what comes as it comes.
    private static final class Volumes implements StreamedVolumes {

        @Override
        public void read(StreamRequest request, OutputStream out) throws IOException {
            out.write("%s of %s".formatted(request.options().get("volume"), request.clusterId()).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void write(StreamRequest request, InputStream in, OutputStream out) throws IOException {
            in.transferTo(out);
        }

        @Override
        public void drop(StreamRequest request, OutputStream out) {
            throw new UnsupportedOperationException();
        }
    }

    Sessions() {
        for (NodeRef node : nodes.keySet()) {
            SandboxId sandbox = runtime.runSandbox(new SandboxSpec(pod(node.clusterId()), 0, "web", Optional.empty(), Map.of(), ""));
            ContainerId container = runtime.createContainer(sandbox, container(node.clusterId()));
            runtime.startContainer(container);
        }
    }

    private static PodRef pod(String cluster) {
        return new PodRef(new NodeRef(cluster, "n1"), "default", "web", "u-" + cluster);
    }

    private static ContainerSpec container(String cluster) {
        return new ContainerSpec(pod(cluster), "main", ContainerKind.MAIN, 0, 0, "web:1", "sha256:1", List.of(), List.of(), "", List.of(), List.of(),
                ContainerSpec.Resources.UNLIMITED, new ContainerSpec.Security(Optional.empty(), List.of(), List.of(), false, true, false), false, false, false,
                "", false, Optional.empty(), "", "");
    }

    static StreamRequest request(String kind, String cluster, String... command) {
        return new StreamRequest(kind, cluster, "n1", "default", "web", "u-" + cluster, "main", List.of(command), Map.of("stdin", "true", "port", "80"));
    }

    @Override
    public void logs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr) {
        running.incrementAndGet();
        try {
            while (!end.await(10, TimeUnit.MILLISECONDS)) {
                stdout.write("line\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException gone) {
            throw new RuntimeFailure("nobody reads", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted", interrupted);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public int exec(ContainerId container, List<String> command, Session session) {
        running.incrementAndGet();
        try {
            if (command.contains("cat")) {
                session.stdin().transferTo(session.stdout());
            } else if (command.contains("wait")) {
                end.await();
            }
            return command.contains("fail") ? 3 : 0;
        } catch (IOException gone) {
            throw new RuntimeFailure("nobody reads", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted", interrupted);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public void attach(ContainerId container, Session session) {
        exec(container, List.of("cat"), session);
    }

    @Override
    public ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
        throw new UnsupportedOperationException("not asked for");
    }

    private final class OneNode implements StreamedNode {

        private final Pod pod;
        private final SharedPool.Share share = pool.share();

        OneNode(String cluster) {
            pod = new PodBuilder().withNewMetadata().withNamespace("default").withName("web").withUid("u-" + cluster).endMetadata().build();
        }

        @Override
        public boolean open() {
            return open;
        }

        @Override
        public Optional<Pod> pod(String uid) {
            return Optional.of(pod).filter(known -> known.getMetadata().getUid().equals(uid));
        }

        @Override
        public ContainerRuntime runtime() {
            return runtime;
        }

        @Override
        public ContainerStreams streams() {
            return Sessions.this;
        }

        @Override
        public List<String> addresses(String uid) {
            return List.of("127.0.0.1");
        }

        @Override
        public SocketChannel forward(String uid, int asked, Duration timeout) throws IOException {
            return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        @Override
        public Traced trace(Pod traced, String to, int port, String protocol) {
            return new Traced(List.of(new Traced.Station.Probe(to, port, "NotTried", 0)), traced.getMetadata().getUid());
        }

        @Override
        public Outside outside() {
            return new Outside("127.0.0.2", List.of("127.0.0.1"));
        }

        @Override
        public KubeletEndpoint kubelet() {
            return new KubeletEndpoint("n1", null, new Terminations(), java.util.List::of, _ -> java.util.List.of());
        }

        @Override
        public SharedPool.Share sessions() {
            return share;
        }
    }
}
