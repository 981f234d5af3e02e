package dev.marina.agent.runtime;

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
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import dev.marina.agent.cgroup.GroupLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Docker containers. A sandbox is a pause container without network interfaces, whose namespaces the pod's containers join.
public final class DockerRuntime implements ContainerRuntime {

    /// The container starts with exactly the capabilities that its spec lists.
    private static final Capability[] ALL_CAPABILITIES = {Capability.ALL};
    private static final long SHM_BYTES = 64L << 20;
    /// What the engine may take for a stop beyond its grace.
    private static final Duration STOP_MARGIN = Duration.ofSeconds(60);

    private final DockerEngine engine;
    private final String instance;
    private final String pauseImage;
    private final WritableLayers layers;
    private final DockerStates states;
    private final DockerEvents events;

    public DockerRuntime(DockerEngine engine, String instance, String pauseImage, WritableLayers layers) {
        this.engine = engine;
        this.instance = instance;
        this.pauseImage = pauseImage;
        this.layers = layers;
        states = new DockerStates(engine, instance);
        events = new DockerEvents(engine, instance, states).start();
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
        for (Container container : states.list(Map.of(Labels.SANDBOX, sandbox.value()))) {
            stopContainer(new ContainerId(container.getId()), grace);
        }
        engine.ensure("stop sandbox", docker -> docker.stopContainerCmd(sandbox.value()).withTimeout(1).exec());
    }

    @Override
    public void remove(SandboxId sandbox) {
        for (Container container : states.list(Map.of(Labels.SANDBOX, sandbox.value()))) {
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
                .withDeviceCgroupRules(spec.devices().stream().map(device -> "b %s %s".formatted(device.number(), device.permissions())).toList())
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
        states.forget(container.value());
    }

    @Override
    public RuntimeSnapshot snapshot() {
        return states.all();
    }

    @Override
    public RuntimeSnapshot snapshotOf(NodeRef node) {
        return states.of(Map.of(Labels.CLUSTER, node.clusterId(), Labels.NODE, node.name()));
    }

    @Override
    public RuntimeSnapshot snapshot(String podUid) {
        return states.of(Map.of(Labels.UID, podUid));
    }

    @Override
    public void onEvent(Consumer<RuntimeEvent> listener) {
        events.onEvent(listener);
    }

    @Override
    public String networkNamespace(SandboxState sandbox) {
        return "/proc/" + sandbox.pid() + "/ns/net";
    }

    @Override
    public void close() {
        events.close();
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
        // Not as devices of the engine's: in a user namespace those are looked for by their names in the container, among the machine's own.
        spec.devices().forEach(device -> mounts.add(new Mount().withType(MountType.BIND).withSource(device.source()).withTarget(device.target())
                .withBindOptions(new BindOptions().withPropagation(BindPropagation.R_PRIVATE))));
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
}
