package dev.marina.agent.pod;

import dev.marina.agent.Await;
import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.figures.KernelPodUses;
import dev.marina.agent.figures.PodUses;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.PullRecords;
import dev.marina.agent.probe.Dialer;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.DockerImages;
import dev.marina.agent.runtime.DockerRuntime;
import dev.marina.agent.runtime.DockerStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.PrivateEngine;
import dev.marina.agent.runtime.RuntimeEvent;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.Terminations;
import dev.marina.agent.runtime.WritableLayers;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.agent.volume.NodeVolumes;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A node with one pod, whose containers, groups and volumes are real and whose network and API are not.
public final class PodOnEngine implements AutoCloseable {

    public static final Duration SOON = Duration.ofSeconds(60);
    public static final NodeRef NODE = new NodeRef("c1", "node-1");
    private static final Duration EXEC = Duration.ofSeconds(30);

    public final RecordingPodApi api = new RecordingPodApi();
    final ContainerRuntime runtime;
    final ContainerStreams streams;
    private final Path directory;
    private final NodeContext node;
    private final PodUses uses;
    private PodWorker worker;
    private Pod pod;

    PodOnEngine(PrivateEngine engine, Path directory) throws IOException {
        this(engine, directory, _ -> new NoClaims());
    }

    /// @param claims of the pods that the API has
    public PodOnEngine(PrivateEngine engine, Path directory, Function<PodApi, ClaimVolumes> claims) throws IOException {
        this(new DockerRuntime(engine.engine(), "it", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE),
                new DockerStreams(engine.engine(), WritableLayers.WITH_THE_ENGINE), new DockerImages(engine.engine()), directory, claims);
    }

    /// On another runtime.
    PodOnEngine(ContainerRuntime runtime, ContainerStreams streams, ContainerImages images, Path directory) throws IOException {
        this(runtime, streams, images, directory, _ -> new NoClaims());
    }

    private PodOnEngine(ContainerRuntime runtime, ContainerStreams streams, ContainerImages images, Path directory, Function<PodApi, ClaimVolumes> claims)
            throws IOException {
        this.directory = directory;
        this.runtime = runtime;
        this.streams = streams;
        // Root of the containers, who is somebody else, passes through.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        new BuiltinImages(images).ensure();
        Quantity cpu = new Quantity("1");
        Quantity memory = new Quantity("1Gi");
        Cgroups cgroups = Cgroups.open("it");
        cgroups.limitNode(NODE.id(), 1_000, 1 << 30);
        PodGroups groups = new PodCgroups(cgroups, NODE.id(), 1_000);
        uses = new KernelPodUses(cgroups, groups, directory);
        node = new NodeContext(NODE, "100.64.0.1", cpu, memory, Pods.allocations(), Pods.STANDING, PodOnEngine::giveToContainers, directory,
                groups, "10.96.0.10", List.of(), Optional::empty, runtime, streams, images,
                new ImagePuller(images, new PullRecords(directory.resolve("image-records")), Clock.systemUTC()), api, new NoNetwork(),
                new NodeVolumes(directory, NODE.name(), "100.64.0.1", cpu, memory, PrivateEngine.IDS, new LinuxMounts(), api, claims.apply(api),
                        DriverVolumes.NONE, Clock.systemUTC()),
                Dialer.DIRECT, new Terminations(), Clock.systemUTC());
    }

    private static void giveToContainers(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", PrivateEngine.IDS.root());
        Files.setAttribute(file, "unix:gid", PrivateEngine.IDS.root());
    }

    public void start(String spec) {
        start(Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default, uid: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                %s
                status: {phase: Pending}
                """.formatted(UUID.randomUUID(), spec.indent(2)), Pod.class));
    }

    private void start(Pod accepted) {
        pod = accepted;
        worker = new PodWorker(node, accepted, () -> {});
        PodWorker mine = worker;
        runtime.onEvent(event -> {
            if (!(event instanceof RuntimeEvent.PodChanged changed) || changed.podUid().equals(uid())) {
                mine.wake();
            }
        });
        worker.start();
    }

    /// The agent is restarted.
    void startAnew() {
        worker.abandon();
        start(new PodBuilder(pod).withStatus(api.status).build());
    }

    /// The pod as it stands in the API is changed.
    void change(UnaryOperator<PodBuilder> change) {
        pod = change.apply(new PodBuilder(pod).withStatus(api.status)).build();
        worker.update(pod);
    }

    void end(EarlyEnd why) {
        worker.end(why);
    }

    /// As the API has it.
    Pod pod() {
        return new PodBuilder(pod).withStatus(api.status).build();
    }

    PodUses uses() {
        return uses;
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    public PodStatus awaitPhase(String phase) {
        return Await.until("phase " + phase, SOON, () -> api.status, status -> status != null && phase.equals(status.getPhase()));
    }

    PodStatus awaitReason(String reason) {
        return Await.until(reason, SOON, () -> api.status, s -> s != null && !s.getContainerStatuses().isEmpty()
                && s.getContainerStatuses().getFirst().getState().getWaiting() != null
                && reason.equals(s.getContainerStatuses().getFirst().getState().getWaiting().getReason()));
    }

    public ContainerState container(String name) {
        return runtime.snapshot(uid()).newest(name).orElseThrow();
    }

    String log(String container) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        streams.logs(container(container).id(), new ContainerStreams.LogOptions(false, false, -1, Optional.empty()), out, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// By a shell in the container.
    public ContainerStreams.ExecResult run(String container, String script) {
        return streams.execSync(container(container).id(), List.of("sh", "-c", script), EXEC);
    }

    /// Takes the pod away.
    @Override
    public void close() {
        if (worker != null) {
            worker.vanish();
            Await.until("the pod to be gone", SOON, () -> runtime.snapshot(uid()),
                    state -> state.empty() && !Files.exists(directory.resolve("pods").resolve(uid())));
        }
        runtime.close();
    }

    private static final class NoClaims implements ClaimVolumes {
        @Override
        public Backing backing(Pod pod, String claim, Path target) {
            return new Backing.Files();
        }

        @Override
        public void mount(Pod pod, String claim, boolean readOnly, Path target) {
            throw new PodVolumes.MountFailure("no claims here");
        }

        @Override
        public void unmount(String podUid, Path target) {
            // there are none
        }
    }

    private static final class NoNetwork implements PodNetwork {
        @Override
        public List<String> attach(PodRef pod, SandboxId sandbox, String networkNamespace, List<HostPort> ports) {
            return List.of("10.244.1.5");
        }

        @Override
        public void detach(PodRef pod, SandboxId sandbox, String networkNamespace) {
            // nothing was attached
        }
    }
}
