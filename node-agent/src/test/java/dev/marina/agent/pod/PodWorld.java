package dev.marina.agent.pod;

import dev.marina.agent.Await;
import dev.marina.agent.TestClock;
import dev.marina.agent.cgroup.GroupLimits;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.PullRecords;
import dev.marina.agent.probe.Dialer;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SimulatedRuntime;
import dev.marina.agent.runtime.Terminations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// A node with one pod, of which all is simulated: its worker takes its turns when the test says so, at times that the test sets.
final class PodWorld {

    private static final Duration SOON = Duration.ofSeconds(10);

    final TestClock clock = new TestClock(Pods.NOW);
    final SimulatedRuntime runtime = new SimulatedRuntime(clock);
    final RecordingPodApi api = new RecordingPodApi();
    final List<String> network = new CopyOnWriteArrayList<>();
    final List<String> hooks = new CopyOnWriteArrayList<>();
    final NodeAllocations allocations = Pods.allocations();
    /// As the node's cluster has it, and as the node read it last.
    Node nodeNow = Pods.STANDING.known();
    Node nodeKnown = nodeNow;
    List<String> pressures = List.of();
    /// Of pods' groups, as they were made: shares, quota and memory.
    final List<String> groups = new CopyOnWriteArrayList<>();
    final Terminations terminations = new Terminations();
    final NodeContext node;
    long memoryInUse;
    Optional<SandboxId> hostSandbox = Optional.of(new SandboxId("node-sandbox-1"));
    int mounts;
    boolean mountsFail;
    Runnable onMount = () -> {};
    boolean wiringFails;
    boolean pullsFail;
    /// Images that are nowhere.
    final Set<String> missing = new HashSet<>();
    /// Image volumes, by name.
    final Map<String, Path> shown = new HashMap<>();
    Function<List<String>, ContainerStreams.ExecResult> exec = _ -> new ContainerStreams.ExecResult(0, "");
    PodWorker worker;
    private Pod pod;

    PodWorld(Path directory) {
        ContainerImages images = new Images();
        node = new NodeContext(Pods.REF.node(), "100.64.0.1", new Quantity("1"), new Quantity("1Gi"), allocations, new Standing(), _ -> {}, directory,
                new Groups(),
                "10.96.0.10", List.of(),
                () -> hostSandbox, runtime, new Streams(), images, new ImagePuller(images, new PullRecords(directory.resolve("image-records")), clock), api,
                new Network(), new Volumes(), Dialer.DIRECT, terminations, clock);
    }

    /// The API tells the node about the pod, or an agent that was restarted hears of it again.
    void accept(Pod pod) {
        this.pod = pod;
        worker = new PodWorker(node, pod, () -> {});
    }

    /// The pod as it stands in the API is changed.
    void change(Function<PodBuilder, PodBuilder> change) {
        pod = change.apply(new PodBuilder(pod).withStatus(api.status == null ? pod.getStatus() : api.status)).build();
        worker.update(pod);
    }

    void delete(long grace) {
        change(now -> now.editMetadata().withResourceVersion("deleted").withDeletionTimestamp(clock.instant().plusSeconds(grace).toString())
                .withDeletionGracePeriodSeconds(grace).endMetadata());
    }

    /// Turns until the worker would sleep. Empty when it has ended.
    Optional<Duration> settle() {
        Optional<Duration> next = worker.look();
        while (next.isPresent() && next.get().isZero()) {
            next = worker.look();
        }
        return next;
    }

    /// Turns, with what goes on beside the worker, until it is so.
    void until(String what, BooleanSupplier condition) {
        Await.until(what, SOON, () -> {
            settle();
            return condition.getAsBoolean();
        }, reached -> reached);
    }

    void pass(Duration time, Duration step) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            settle();
            clock.advance(step);
        }
    }

    RuntimeSnapshot state() {
        return runtime.snapshot(Pods.REF.uid());
    }

    ContainerState container(String name) {
        return state().newest(name).orElseThrow();
    }

    boolean running(String name) {
        return state().newest(name).filter(ContainerState::running).isPresent();
    }

    PodStatus status() {
        return api.status;
    }

    private final class Standing implements NodeStanding {
        @Override
        public Node known() {
            return nodeKnown;
        }

        @Override
        public Node now() {
            nodeKnown = nodeNow;
            return nodeNow;
        }

        @Override
        public List<String> pressures() {
            return pressures;
        }
    }

    private final class Network implements PodNetwork {
        @Override
        public List<String> attach(PodRef pod, SandboxId sandbox, String networkNamespace, List<HostPort> ports) {
            ports.forEach(port -> network.add("port " + port.hostPort()));
            network.add("attach " + sandbox);
            if (wiringFails) {
                throw new RuntimeFailure("no network");
            }
            return List.of("10.244.1." + (4 + network.stream().filter(call -> call.startsWith("attach")).count()));
        }

        @Override
        public void detach(PodRef pod, SandboxId sandbox, String networkNamespace) {
            network.add("detach " + sandbox);
        }
    }

    private final class Volumes implements PodVolumes {
        @Override
        public Map<String, Path> mount(Pod pod) {
            mounts++;
            onMount.run();
            if (mountsFail) {
                throw new MountFailure("configmap \"missing\" not found");
            }
            return Map.of();
        }

        @Override
        public Path subPath(Pod pod, String container, int index, Path volume, String subPath) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Optional<Path> image(String podUid, String volume) {
            return Optional.ofNullable(shown.get(volume));
        }

        @Override
        public Path showImage(String podUid, String volume, ContainerImages.Named image, ContainerImages.Layers layers) {
            Path path = Path.of("/shown", volume, image.id());
            shown.put(volume, path);
            return path;
        }

        @Override
        public String hostFile(String path, int most) {
            return "";
        }

        @Override
        public void unmount(String podUid) {
            // nothing was mounted
        }
    }

    private final class Groups implements PodGroups {
        @Override
        public void make(Pod pod) {
            GroupLimits limits = PodLimits.of(pod, 1);
            groups.add("%d %d %d".formatted(limits.cpuShares(), limits.cpuQuotaMicros(), limits.memoryBytes()));
        }

        @Override
        public long memoryInUse(Pod pod, ContainerId container) {
            return memoryInUse;
        }

        @Override
        public String path(Pod pod) {
            return "/marina-t/pod" + pod.getMetadata().getUid();
        }

        @Override
        public void remove(String podUid) {
            // nothing was made
        }
    }

    private final class Images implements ContainerImages {
        @Override
        public Optional<Image> find(String reference) {
            return pullsFail || missing.contains(reference) ? Optional.empty() : Optional.of(new Image("sha256:1", Optional.empty(), true, "", List.of()));
        }

        @Override
        public OptionalLong bytes(String id) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Layers layers(String id) {
            return new Layers(Path.of("/layers"), List.of(id));
        }

        @Override
        public Image pull(String reference, Optional<Login> login) {
            throw new RuntimeFailure("no registry");
        }

        @Override
        public void load(InputStream archive) {
            throw new IllegalStateException("not asked for");
        }
    }

    private final class Streams implements ContainerStreams {
        @Override
        public void logs(ContainerId container, LogOptions options, OutputStream stdout, OutputStream stderr) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public int exec(ContainerId container, List<String> command, Session session) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public void attach(ContainerId container, Session session) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
            hooks.add(String.join(" ", command));
            return exec.apply(command);
        }
    }
}
