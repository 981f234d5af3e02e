package dev.marina.agent.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.UpdateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Driver;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import dev.marina.agent.cgroup.GroupLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Docker containers. A sandbox is a pause container without network interfaces, whose namespaces the pod's containers join.
public final class DockerRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
    /// The container starts with exactly the capabilities that its spec lists.
    private static final Capability[] ALL_CAPABILITIES = {Capability.ALL};
    private static final long SHM_BYTES = 64L << 20;
    /// What the engine may take for a stop beyond its grace.
    private static final Duration STOP_MARGIN = Duration.ofSeconds(60);
    private static final Duration RECONNECT = Duration.ofMillis(500);

    private final DockerEngine engine;
    private final String instance;
    private final String pauseImage;
    private final WritableLayers layers;
    private final List<Consumer<RuntimeEvent>> listeners = new CopyOnWriteArrayList<>();
    /// Inspections of containers as long as nothing about them can have changed. Rebuilt from the engine at any time.
    private final Map<String, Inspected> inspected = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public DockerRuntime(DockerEngine engine, String instance, String pauseImage, WritableLayers layers) {
        this.engine = engine;
        this.instance = instance;
        this.pauseImage = pauseImage;
        this.layers = layers;
        Thread.ofPlatform().daemon().name("docker-events").start(this::followEvents);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public void ping() {
        engine.ping();
    }

    @Override
    public SandboxId runSandbox(SandboxSpec spec) {
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(spec.network().map(other -> "container:" + other.value()).orElse("none"))
                .withIpcMode("shareable")
                .withShmSize(SHM_BYTES)
                .withCgroupParent(spec.cgroupParent())
                .withCapDrop(ALL_CAPABILITIES)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withPidsLimit(16L)
                .withOomScoreAdj(0)
                .withSysctls(spec.sysctls())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
        String name = name(spec.pod(), "POD", spec.attempt());
        String id = create("create sandbox", name, docker -> {
            CreateContainerCmd create = docker.createContainerCmd(pauseImage).withName(name).withHostConfig(host)
                    .withLabels(Labels.of(instance, spec));
            return spec.network().isEmpty() ? create.withHostName(spec.hostname()) : create;
        });
        place(id, spec.pod().node(), 0);
        engine.ensure("start sandbox", docker -> docker.startContainerCmd(id).exec());
        return new SandboxId(id);
    }

    @Override
    public void stopSandbox(SandboxId sandbox, Duration grace) {
        for (Container container : list(Map.of(Labels.SANDBOX, sandbox.value()))) {
            stopContainer(new ContainerId(container.getId()), grace);
        }
        engine.ensure("stop sandbox", docker -> docker.stopContainerCmd(sandbox.value()).withTimeout(1).exec());
    }

    @Override
    public void remove(SandboxId sandbox) {
        for (Container container : list(Map.of(Labels.SANDBOX, sandbox.value()))) {
            removeContainer(new ContainerId(container.getId()));
        }
        removeContainer(new ContainerId(sandbox.value()));
    }

    @Override
    public ContainerId createContainer(SandboxId sandbox, ContainerSpec spec) {
        String name = name(spec.pod(), spec.name(), spec.restartCount());
        String joined = "container:" + sandbox.value();
        ContainerSpec.Security security = spec.security();
        List<String> options = new ArrayList<>();
        if (security.noNewPrivileges()) {
            options.add("no-new-privileges");
        }
        if (security.seccompUnconfined()) {
            options.add("seccomp=unconfined");
        }
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(joined).withIpcMode(joined)
                .withCgroupParent(spec.cgroupParent())
                .withMounts(mounts(spec, name))
                .withCapDrop(ALL_CAPABILITIES)
                .withCapAdd(security.capabilities().stream().map(Capability::valueOf).toArray(Capability[]::new))
                .withReadonlyRootfs(security.readOnlyRoot())
                .withSecurityOpts(options)
                .withGroupAdd(security.groups())
                .withOomScoreAdj(spec.resources().oomScoreAdj())
                .withPidsLimit(spec.resources().pids())
                .withCpuShares((int) spec.resources().cpuShares())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "10m", "max-file", "2")));
        if (spec.sharePids()) {
            host.withPidMode(joined);
        }
        spec.processesOf().ifPresent(target -> host.withPidMode("container:" + target.value()));
        if (spec.resources().memoryBytes() > 0) {
            host.withMemory(spec.resources().memoryBytes()).withMemorySwap(spec.resources().memoryBytes());
        }
        if (spec.resources().cpuQuotaMicros() > 0) {
            host.withCpuPeriod(100_000L).withCpuQuota(spec.resources().cpuQuotaMicros());
        }
        String id = create("create container " + spec.name(), name, docker -> {
            CreateContainerCmd create = docker.createContainerCmd(spec.imageId()).withName(name).withHostConfig(host)
                    .withLabels(Labels.of(instance, sandbox, spec)).withEnv(spec.env())
                    .withStdinOpen(spec.stdin()).withStdInOnce(spec.stdinOnce()).withTty(spec.tty());
            if (!spec.command().isEmpty()) {
                create.withEntrypoint(spec.command());
            }
            // An entry point without arguments must not be given the image's own command.
            if (!spec.args().isEmpty() || !spec.command().isEmpty()) {
                create.withCmd(spec.args());
            }
            if (!spec.workingDir().isEmpty()) {
                create.withWorkingDir(spec.workingDir());
            }
            security.user().ifPresent(create::withUser);
            return create;
        });
        place(id, spec.pod().node(), spec.resources().diskBytes());
        return new ContainerId(id);
    }

    private void place(String id, NodeRef node, long limitBytes) {
        layers.place(node, id, engine.layer(id), limitBytes);
    }

    @Override
    public void startContainer(ContainerId container) {
        engine.ensure("start container", docker -> docker.startContainerCmd(container.value()).exec());
    }

    @Override
    public void updateContainer(ContainerId container, ContainerSpec.Resources resources) {
        engine.ensure("update container", docker -> {
            UpdateContainerCmd update = docker.updateContainerCmd(container.value()).withCpuShares((int) resources.cpuShares());
            if (resources.memoryBytes() > 0) {
                // Both, since neither may pass the other.
                update.withMemory(resources.memoryBytes()).withMemorySwap(resources.memoryBytes());
            }
            if (resources.cpuQuotaMicros() > 0) {
                update.withCpuPeriod(GroupLimits.PERIOD_MICROS).withCpuQuota(resources.cpuQuotaMicros());
            }
            return update.exec();
        });
    }

    @Override
    public void stopContainer(ContainerId container, Duration grace) {
        engine.ensureFor(grace.plus(STOP_MARGIN), "stop container",
                docker -> docker.stopContainerCmd(container.value()).withTimeout((int) Math.max(0, grace.toSeconds())).exec());
    }

    @Override
    public void removeContainer(ContainerId container) {
        Optional<InspectContainerResponse> found = engine.find("inspect container", docker -> docker.inspectContainerCmd(container.value()).exec());
        try {
            engine.ensure("remove container",
                    docker -> docker.removeContainerCmd(container.value()).withForce(true).withRemoveVolumes(true).exec());
        } catch (RuntimeFailure failure) {
            if (!failure.getMessage().contains("is already in progress")) {
                throw failure;
            }
        }
        found.ifPresent(was -> layers.remove(Labels.pod(was.getConfig().getLabels()).node(), container.value(), was.getName().substring(1)));
        inspected.remove(container.value());
    }

    @Override
    public RuntimeSnapshot snapshot() {
        List<Container> all = list(Map.of());
        inspected.keySet().retainAll(all.stream().map(Container::getId).collect(java.util.stream.Collectors.toSet()));
        return states(all);
    }

    @Override
    public RuntimeSnapshot snapshotOf(NodeRef node) {
        return states(list(Map.of(Labels.CLUSTER, node.clusterId(), Labels.NODE, node.name())));
    }

    @Override
    public RuntimeSnapshot snapshot(String podUid) {
        return states(list(Map.of(Labels.UID, podUid)));
    }

    @Override
    public void onEvent(Consumer<RuntimeEvent> listener) {
        listeners.add(listener);
    }

    @Override
    public String networkNamespace(SandboxState sandbox) {
        return "/proc/" + sandbox.pid() + "/ns/net";
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private String create(String what, String name, Function<com.github.dockerjava.api.DockerClient, CreateContainerCmd> cmd) {
        return engine.call(what, docker -> {
            try {
                return cmd.apply(docker).exec().getId();
            } catch (ConflictException taken) {
                return docker.inspectContainerCmd(name).exec().getId();
            }
        });
    }

    private String name(PodRef pod, String container, int attempt) {
        return "mr" + instance + "_" + container + "_" + pod.node().id() + "_" + pod.uid() + "_" + attempt;
    }

    private List<Mount> mounts(ContainerSpec spec, String name) {
        List<Mount> mounts = new ArrayList<>(spec.mounts().stream()
                .map(mount -> new Mount().withType(MountType.BIND).withSource(mount.source()).withTarget(mount.target())
                        .withReadOnly(mount.readOnly())
                        .withBindOptions(new BindOptions().withPropagation(switch (mount.propagation()) {
                            case NONE -> BindPropagation.R_PRIVATE;
                            case HOST_TO_CONTAINER, BIDIRECTIONAL -> BindPropagation.R_SLAVE;
                        })))
                .toList());
        Set<String> taken = spec.mounts().stream().map(ContainerSpec.Mount::target).collect(Collectors.toSet());
        int index = 0;
        for (String volume : imageVolumes(spec.imageId())) {
            if (taken.add(volume)) {
                layers.imageVolume(spec.pod().node(), name, index++).ifPresent(directory -> mounts.add(onDisk(directory, volume)));
            }
        }
        return mounts;
    }

    private Set<String> imageVolumes(String image) {
        return engine.call("inspect image", docker -> Optional.ofNullable(docker.inspectImageCmd(image).exec().getConfig())
                .map(ContainerConfig::getVolumes).<Set<String>>map(volumes -> new TreeSet<>(volumes.keySet())).orElse(Set.of()));
    }

    /// A volume without a name, into which the engine copies what the image has there.
    private static Mount onDisk(Path directory, String target) {
        return new Mount().withType(MountType.VOLUME).withTarget(target).withVolumeOptions(new VolumeOptions().withDriverConfig(
                new Driver().withName("local").withOptions(Map.of("type", "none", "o", "bind", "device", directory.toString()))));
    }

    private List<Container> list(Map<String, String> labels) {
        Map<String, String> filter = new java.util.HashMap<>(labels);
        filter.put(Labels.INSTANCE, instance);
        return engine.call("list containers", docker -> docker.listContainersCmd().withShowAll(true).withLabelFilter(filter).exec());
    }

    private RuntimeSnapshot states(List<Container> listed) {
        List<SandboxState> sandboxes = new ArrayList<>();
        List<ContainerState> containers = new ArrayList<>();
        for (Container container : listed) {
            Optional<Inspected> found = inspect(container);
            if (found.isEmpty()) {
                continue;
            }
            Inspected details = found.get();
            Map<String, String> labels = container.getLabels();
            PodRef pod = Labels.pod(labels);
            if (labels.containsKey(Labels.CONTAINER)) {
                containers.add(new ContainerState(new ContainerId(container.getId()), new SandboxId(labels.get(Labels.SANDBOX)), pod,
                        labels.get(Labels.CONTAINER), ContainerKind.valueOf(labels.get(Labels.KIND)),
                        Labels.number(labels, Labels.RESTART_COUNT), Labels.number(labels, Labels.BACKOFF_STEP), details.phase,
                        details.created, details.started, details.finished, details.exitCode, details.oomKilled, details.error,
                        labels.getOrDefault(Labels.IMAGE, ""), details.imageId, labels.getOrDefault(Labels.SPEC_HASH, ""),
                        labels.getOrDefault(Labels.TERMINATION_MESSAGE, "")));
            } else {
                sandboxes.add(new SandboxState(new SandboxId(container.getId()), pod, Labels.number(labels, Labels.ATTEMPT),
                        details.phase == ContainerState.Phase.RUNNING, details.pid, details.created,
                        Optional.ofNullable(labels.get(Labels.NETWORK)).map(SandboxId::new)));
            }
        }
        return new RuntimeSnapshot(sandboxes, containers);
    }

    /// The list says only `running` or `exited`; times and exit codes need an inspection, once per such state.
    private Optional<Inspected> inspect(Container container) {
        Inspected known = inspected.get(container.getId());
        if (known != null && known.listedState.equals(container.getState())) {
            return Optional.of(known);
        }
        Optional<Inspected> fresh = engine.find("inspect container", docker -> docker.inspectContainerCmd(container.getId()).exec())
                .map(answer -> Inspected.of(answer));
        fresh.ifPresent(details -> inspected.put(container.getId(), details));
        return fresh;
    }

    private record Inspected(String listedState, ContainerState.Phase phase, Instant created, Instant started, Instant finished,
            int exitCode, boolean oomKilled, String error, String imageId, long pid) {

        static Inspected of(InspectContainerResponse answer) {
            InspectContainerResponse.ContainerState state = answer.getState();
            ContainerState.Phase phase = switch (String.valueOf(state.getStatus())) {
                case "running", "paused", "restarting", "removing" -> ContainerState.Phase.RUNNING;
                case "created" -> state.getError() == null || state.getError().isEmpty()
                        ? ContainerState.Phase.CREATED
                        : ContainerState.Phase.EXITED;
                default -> ContainerState.Phase.EXITED;
            };
            Instant started = time(state.getStartedAt());
            Instant created = time(answer.getCreated());
            Instant finished = time(state.getFinishedAt());
            return new Inspected(state.getStatus(), phase, created, started,
                    phase == ContainerState.Phase.EXITED ? Optional.ofNullable(finished).orElse(created) : null,
                    Optional.ofNullable(state.getExitCodeLong()).orElse(0L).intValue(), Boolean.TRUE.equals(state.getOOMKilled()),
                    Optional.ofNullable(state.getError()).orElse(""), answer.getImageId(),
                    Optional.ofNullable(state.getPidLong()).orElse(0L));
        }

        /// The engine writes year 1 for "not yet".
        private static Instant time(String text) {
            return text == null || text.startsWith("0001-") ? null : OffsetDateTime.parse(text).toInstant();
        }
    }

    private void followEvents() {
        while (closed.getCount() > 0) {
            try (ResultCallback.Adapter<Event> events = new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Event event) {
                    forward(event);
                }

                @Override
                public void onStart(java.io.Closeable stream) {
                    super.onStart(stream);
                    tell(new RuntimeEvent.Resync());
                }

                @Override
                public void onError(Throwable failure) {
                    super.onError(failure);
                }
            }) {
                engine.client().eventsCmd().withEventTypeFilter("container").withLabelFilter(Map.of(Labels.INSTANCE, instance)).exec(events);
                events.awaitCompletion();
            } catch (InterruptedException _) {
                return;
            } catch (Exception failure) {
                LOG.atDebug().setCause(failure).log("event stream of the container engine broke");
            }
            pause();
        }
    }

    private void pause() {
        try {
            closed.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(Event event) {
        String action = String.valueOf(event.getAction());
        if (action.startsWith("exec_") || action.equals("top") || action.equals("resize") || action.equals("attach")) {
            return;
        }
        inspected.remove(event.getId());
        if (event.getActor() != null && event.getActor().getAttributes() != null) {
            PodRef pod = Labels.pod(event.getActor().getAttributes());
            tell(new RuntimeEvent.PodChanged(pod.node(), pod.uid()));
        }
    }

    private void tell(RuntimeEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }
}
