package dev.marina.agent.runtime;

import dev.marina.cri.v1.Container;
import dev.marina.cri.v1.ContainerConfig;
import dev.marina.cri.v1.CreateContainerRequest;
import dev.marina.cri.v1.PodSandbox;
import dev.marina.cri.v1.PodSandboxConfig;
import dev.marina.cri.v1.RemoveContainerRequest;
import dev.marina.cri.v1.RemovePodSandboxRequest;
import dev.marina.cri.v1.RunPodSandboxRequest;
import dev.marina.cri.v1.StartContainerRequest;
import dev.marina.cri.v1.StopContainerRequest;
import dev.marina.cri.v1.StopPodSandboxRequest;
import dev.marina.cri.v1.UpdateContainerResourcesRequest;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Containers of a containerd, by the protocol that Kubernetes' own agent speaks. It serves one node, whose network it was given: a sandbox that shares
/// its node's network is one in the runtime's.
public final class CriRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(CriRuntime.class);
    /// Stands for the node's network, which is there before any sandbox is.
    private static final SandboxId NODE = new SandboxId("node");
    /// What the runtime may take for a stop beyond its grace.
    private static final Duration STOP_MARGIN = Duration.ofSeconds(60);
    /// Kept of what a container says: this file and the one before it.
    private static final String LOG_FILE = "0.log";

    private final CriClient client;
    private final String instance;
    private final Path nodeNetwork;
    private final Path logs;
    private final CriLayers layers;
    private final CriStates states;
    private final CriEvents events;
    private final CriLogRotation rotation;

    /// @param nodeNetwork namespace in which the runtime starts what shares its network
    /// @param disk of the node
    public CriRuntime(CriClient client, String instance, Path nodeNetwork, Path disk) {
        this.client = client;
        this.instance = instance;
        this.nodeNetwork = nodeNetwork;
        logs = disk.resolve("logs");
        layers = new CriLayers(client, disk);
        states = new CriStates(client, instance);
        events = new CriEvents(states).start();
        rotation = new CriLogRotation(client, states).start();
    }

    @Override
    public String name() {
        return "containerd";
    }

    @Override
    public boolean mapsIds() {
        return false;
    }

    @Override
    public Optional<SandboxId> nodeNetwork() {
        return Optional.of(NODE);
    }

    @Override
    public void ping() {
        client.ping();
    }

    CriStates states() {
        return states;
    }

    @Override
    public SandboxId runSandbox(SandboxSpec spec) {
        Optional<SandboxId> known = sandbox(spec);
        if (known.isPresent()) {
            return known.get();
        }
        PodSandboxConfig config = CriSpecs.sandbox(instance, spec, logs(spec.pod()));
        makeDirectory(logs(spec.pod()));
        return new SandboxId(CriClient.call(() -> client.runtime().runPodSandbox(RunPodSandboxRequest.newBuilder().setConfig(config).build()))
                .getPodSandboxId());
    }

    private Optional<SandboxId> sandbox(SandboxSpec spec) {
        return states.sandboxes(Map.of(Labels.UID, spec.pod().uid(), Labels.ATTEMPT, Integer.toString(spec.attempt()))).stream()
                .map(sandbox -> new SandboxId(sandbox.getId())).findFirst();
    }

    @Override
    public void stopSandbox(SandboxId sandbox, Duration grace) {
        for (Container container : containersOf(sandbox)) {
            stopContainer(new ContainerId(container.getId()), grace);
        }
        CriClient.find(() -> client.runtime().stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(sandbox.value()).build()));
        states.forget(Set.of(sandbox.value()));
    }

    private List<Container> containersOf(SandboxId sandbox) {
        return states.containers(Map.of(Labels.SANDBOX, sandbox.value()));
    }

    @Override
    public void remove(SandboxId sandbox) {
        for (Container container : containersOf(sandbox)) {
            removeContainer(new ContainerId(container.getId()));
        }
        stopSandbox(sandbox, Duration.ZERO);
        Optional<PodRef> pod = states.sandbox(sandbox).map(each -> Labels.pod(each.getLabelsMap()));
        CriClient.find(() -> client.runtime().removePodSandbox(RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandbox.value()).build()));
        pod.filter(each -> states.sandboxes(Map.of(Labels.UID, each.uid())).isEmpty()).ifPresent(each -> Trees.delete(logs(each)));
    }

    @Override
    public ContainerId createContainer(SandboxId sandbox, ContainerSpec spec) {
        PodSandbox in = states.sandbox(sandbox).orElseThrow(() -> new RuntimeFailure("sandbox %s is gone".formatted(sandbox)));
        String attempt = spec.name() + "/" + spec.restartCount();
        String id = container(spec).orElseGet(() -> create(in, spec, attempt + "/" + LOG_FILE));
        layers.place(id, spec.resources().diskBytes(), logs(spec.pod()).resolve(attempt));
        return new ContainerId(id);
    }

    private Optional<String> container(ContainerSpec spec) {
        return states.containers(Map.of(Labels.UID, spec.pod().uid(), Labels.CONTAINER, spec.name(), Labels.RESTART_COUNT,
                Integer.toString(spec.restartCount()))).stream().map(Container::getId).findFirst();
    }

    private String create(PodSandbox in, ContainerSpec spec, String log) {
        boolean nodesNetwork = in.getLabelsMap().containsKey(Labels.NETWORK);
        ContainerConfig config = CriSpecs.container(instance, new SandboxId(in.getId()), nodesNetwork, spec, log);
        PodSandboxConfig sandbox = PodSandboxConfig.newBuilder().setMetadata(in.getMetadata()).setLogDirectory(logs(spec.pod()).toString())
                .setLinux(dev.marina.cri.v1.LinuxPodSandboxConfig.newBuilder().setCgroupParent(spec.cgroupParent())).build();
        return CriClient.call(() -> client.runtime().createContainer(CreateContainerRequest.newBuilder().setPodSandboxId(in.getId()).setConfig(config)
                .setSandboxConfig(sandbox).build())).getContainerId();
    }

    @Override
    public void startContainer(ContainerId container) {
        if (states.status(container.value()).filter(status -> status.getState() == dev.marina.cri.v1.ContainerState.CONTAINER_CREATED).isEmpty()) {
            return;
        }
        CriClient.find(() -> client.runtime().startContainer(StartContainerRequest.newBuilder().setContainerId(container.value()).build()));
    }

    @Override
    public void updateContainer(ContainerId container, ContainerSpec.Resources resources) {
        CriClient.find(() -> client.runtime().updateContainerResources(UpdateContainerResourcesRequest.newBuilder().setContainerId(container.value())
                .setLinux(CriSpecs.resources(resources)).build()));
    }

    @Override
    public void stopContainer(ContainerId container, Duration grace) {
        try {
            stop(container, grace);
        } catch (RuntimeFailure failure) {
            // One that ends at this moment takes its shim with it, and is then found to have ended.
            LOG.atDebug().addKeyValue("container", container).addKeyValue("error", failure.getMessage()).log("container asked to end once more");
            stop(container, grace);
        }
    }

    private void stop(ContainerId container, Duration grace) {
        CriClient.find(() -> client.runtimeFor(grace.plus(STOP_MARGIN)).stopContainer(StopContainerRequest.newBuilder().setContainerId(container.value())
                .setTimeout(Math.max(0, grace.toSeconds())).build()));
        states.forget(Set.of(container.value()));
    }

    @Override
    public void removeContainer(ContainerId container) {
        stopContainer(container, Duration.ZERO);
        layers.takeBack(container.value());
        Optional<Path> log = states.status(container.value()).map(status -> Path.of(status.getLogPath()).getParent());
        CriClient.find(() -> client.runtime().removeContainer(RemoveContainerRequest.newBuilder().setContainerId(container.value()).build()));
        layers.remove(container.value());
        log.filter(Files::isSymbolicLink).ifPresent(Trees::delete);
        states.forget(Set.of(container.value()));
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
        return sandbox.network().isPresent()
                ? nodeNetwork.toString()
                : states.process(sandbox.id().value()).map(CriStates.SandboxProcess::network)
                        .orElseThrow(() -> new RuntimeFailure("sandbox %s does not run".formatted(sandbox.id())));
    }

    @Override
    public void close() {
        rotation.close();
        events.close();
    }

    private Path logs(PodRef pod) {
        return logs.resolve(pod.uid());
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
