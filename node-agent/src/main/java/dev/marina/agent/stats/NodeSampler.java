package dev.marina.agent.stats;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.cgroup.QosClass;
import dev.marina.agent.disk.DiskImage;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import dev.marina.agent.stats.Sample.VolumeSample;
import dev.marina.agent.volume.DriverVolumes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads one node. Who is there says the container engine, by the labels that the agent gave; all else says the kernel. Nothing outside
/// of the node's own groups is looked at.
public final class NodeSampler implements Supplier<Sample> {

    private final NodeRef node;
    private final Cgroups cgroups;
    private final Disks disks;
    private final ContainerRuntime runtime;
    private final Path directory;
    private final Function<String, Optional<Pod>> pods;
    private final Function<String, Map<String, DriverVolumes.Use>> driven;
    private final Clock clock;

    /// @param directory the node's own
    /// @param pods the node's pods by uid, as the API has them
    /// @param driven volumes of a pod's that drivers on the node show, by uid; must not block
    public NodeSampler(NodeRef node, Cgroups cgroups, Disks disks, ContainerRuntime runtime, Path directory, Function<String, Optional<Pod>> pods,
            Function<String, Map<String, DriverVolumes.Use>> driven, Clock clock) {
        this.node = node;
        this.cgroups = cgroups;
        this.disks = disks;
        this.runtime = runtime;
        this.directory = directory;
        this.pods = pods;
        this.driven = driven;
        this.clock = clock;
    }

    @Override
    public Sample get() {
        RuntimeSnapshot present = runtime.snapshotOf(node);
        Map<String, QosClass> groups = cgroups.pods(node.id());
        Map<ContainerState.Phase, Long> phases = present.containers().stream().collect(Collectors.groupingBy(ContainerState::phase, Collectors.counting()));
        return new Sample(clock.instant(), System.nanoTime(), cgroups.usageOf(node.id()), ownNetwork(present), disks.space(directory), phases,
                present.sandboxes().stream().filter(sandbox -> sandbox.running() && groups.containsKey(sandbox.pod().uid()))
                        .map(sandbox -> pod(sandbox, groups.get(sandbox.pod().uid()), present)).toList());
    }

    /// Of the sandbox that is no pod's.
    private static Optional<Network> ownNetwork(RuntimeSnapshot present) {
        return present.sandboxes().stream().filter(sandbox -> sandbox.running() && sandbox.pod().name().isEmpty()).findFirst()
                .flatMap(sandbox -> Network.of(sandbox.pid(), sandbox.id().value()));
    }

    private PodSample pod(SandboxState sandbox, QosClass qos, RuntimeSnapshot present) {
        String uid = sandbox.pod().uid();
        String group = cgroups.pod(node.id(), qos, uid);
        List<ContainerSample> containers = present.containers().stream().filter(container -> container.sandbox().equals(sandbox.id()) && container.running())
                .flatMap(container -> usage(group, container).stream()).toList();
        return new PodSample(sandbox.pod(), qos, sandbox.created(), cgroups.usage(group), network(sandbox), containers, volumes(uid));
    }

    private Optional<ContainerSample> usage(String group, ContainerState container) {
        Optional<GroupUsage> usage = cgroups.usage(group + "/" + container.id().value());
        return usage.map(used -> new ContainerSample(container, used));
    }

    private static Optional<Network> network(SandboxState sandbox) {
        return sandbox.network().isPresent() ? Optional.empty() : Network.of(sandbox.pid(), sandbox.id().value());
    }

    private List<VolumeSample> volumes(String uid) {
        return pods.apply(uid).map(pod -> pod.getSpec().getVolumes().stream().flatMap(volume -> volume(pod, volume)).toList()).orElse(List.of());
    }

    private Stream<VolumeSample> volume(Pod pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() == null && volume.getEphemeral() == null) {
            return Stream.empty();
        }
        Path target = directory.resolve("pods").resolve(pod.getMetadata().getUid()).resolve("volumes/claim").resolve(volume.getName());
        String claim = volume.getEphemeral() == null ? volume.getPersistentVolumeClaim().getClaimName() : pod.getMetadata().getName() + "-" + volume.getName();
        if (!DiskImage.mounted(target)) {
            return Optional.ofNullable(driven.apply(uid(pod)).get(volume.getName()))
                    .map(use -> new VolumeSample(volume.getName(), claim, use.capacity(), use.available(), use.used())).stream();
        }
        try {
            FileStore store = Files.getFileStore(target);
            return Stream.of(new VolumeSample(volume.getName(), claim, store.getTotalSpace(), store.getUsableSpace(),
                    store.getTotalSpace() - store.getUnallocatedSpace()));
        } catch (IOException failure) {
            if (!DiskImage.mounted(target)) {
                return Stream.empty();
            }
            throw new UncheckedIOException("cannot tell the size of volume %s of pod %s".formatted(volume.getName(), uid(pod)), failure);
        }
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }
}
