package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.agent.runtime.PodRef;
import dev.marina.linux.BlockDevice;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From the API's container to the runtime's.
final class ContainerSpecs {

    private final NodeContext node;
    private final PodSources sources;

    ContainerSpecs(NodeContext node, PodSources sources) {
        this.node = node;
        this.sources = sources;
    }

    ContainerSpec of(PodRef ref, Pod pod, PodStep.StartContainer step, Container container, ContainerImages.Image image,
            List<String> addresses, Map<String, Path> volumes, Optional<ContainerId> processesOf) {
        Fields fields = new Fields(pod, node.node().name(), node.address(), addresses, node.cpu(), node.memory());
        Map<String, String> env = new Environment(pod, sources, node.api()::services, fields).of(container);
        List<String> variables = new ArrayList<>();
        env.forEach((name, value) -> variables.add(name + "=" + value));
        Path lastWords = lastWords(pod, container, step.restartCount());
        List<ContainerSpec.Mount> mounts = mounts(pod, container, env, volumes);
        mounts.add(new ContainerSpec.Mount(lastWords.toString(), terminationMessagePath(container), false, ContainerSpec.Propagation.NONE));
        return new ContainerSpec(ref, container.getName(), step.kind(), step.restartCount(), step.backoffStep(), container.getImage(), image.id(),
                container.getCommand().stream().map(text -> Expansion.expand(text, env)).toList(),
                container.getArgs().stream().map(text -> Expansion.expand(text, env)).toList(),
                Optional.ofNullable(container.getWorkingDir()).orElse(""), variables, mounts, devices(pod, container, volumes),
                ContainerLimits.of(pod, container, node.cpu(), node.memory()),
                SecurityRules.of(pod, container, image.user(), node.runtime().mapsIds()), Boolean.TRUE.equals(container.getStdin()),
                Boolean.TRUE.equals(container.getStdinOnce()), Boolean.TRUE.equals(container.getTty()), node.groups().path(pod),
                Boolean.TRUE.equals(pod.getSpec().getShareProcessNamespace()), processesOf, SpecHash.of(container), lastWords.toString());
    }

    private List<ContainerSpec.Mount> mounts(Pod pod, Container container, Map<String, String> env, Map<String, Path> volumes) {
        List<ContainerSpec.Mount> mounts = new ArrayList<>();
        Path directory = node.podDirectory(pod.getMetadata().getUid());
        Map.of("etc-hosts", "/etc/hosts", "resolv.conf", "/etc/resolv.conf", "hostname", "/etc/hostname").forEach((file, target) -> {
            if (container.getVolumeMounts().stream().noneMatch(mount -> mount.getMountPath().equals(target))) {
                mounts.add(new ContainerSpec.Mount(directory.resolve(file).toString(), target, false, ContainerSpec.Propagation.NONE));
            }
        });
        int index = 0;
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path source = volumes.get(mount.getName());
            if (source == null) {
                throw new Environment.Unresolved("volume \"%s\" is not mounted".formatted(mount.getName()));
            }
            String subPath = mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty()
                    ? Expansion.expand(mount.getSubPathExpr(), env)
                    : Optional.ofNullable(mount.getSubPath()).orElse("");
            Path path = subPath.isEmpty() ? source : node.volumes().subPath(pod, container.getName(), index, source, subPath);
            mounts.add(new ContainerSpec.Mount(path.toString(), mount.getMountPath(),
                    Boolean.TRUE.equals(mount.getReadOnly()) || readOnly(pod, mount.getName()),
                    switch (Optional.ofNullable(mount.getMountPropagation()).orElse("None")) {
                        case "HostToContainer", "Bidirectional" -> ContainerSpec.Propagation.HOST_TO_CONTAINER;
                        default -> ContainerSpec.Propagation.NONE;
                    }));
            index++;
        }
        return mounts;
    }

    /// Which device it is, is what the file that the agent made says, and nothing that the pod does.
    private static List<ContainerSpec.Device> devices(Pod pod, Container container, Map<String, Path> volumes) {
        List<ContainerSpec.Device> devices = new ArrayList<>();
        for (VolumeDevice device : container.getVolumeDevices()) {
            if (!device.getDevicePath().startsWith("/")) {
                throw new Environment.Unresolved("error DevicePath `%s` must be an absolute path".formatted(device.getDevicePath()));
            }
            Path source = volumes.get(device.getName());
            BlockDevice number = Optional.ofNullable(source).flatMap(BlockDevice::of).orElseThrow(() -> new Environment.Unresolved(
                    "cannot find volume \"%s\" to pass into container \"%s\"".formatted(device.getName(), container.getName())));
            devices.add(new ContainerSpec.Device(source.toString(), device.getDevicePath(), number, !writable(source)));
        }
        return devices;
    }

    private static boolean writable(Path device) {
        try {
            return ((int) Files.getAttribute(device, "unix:mode") & 0200) != 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Such volumes are written by the agent alone, or by nobody, whatever the pod says.
    private static boolean readOnly(Pod pod, String volume) {
        return pod.getSpec().getVolumes().stream().filter(candidate -> candidate.getName().equals(volume))
                .anyMatch(candidate -> candidate.getConfigMap() != null || candidate.getSecret() != null || candidate.getProjected() != null
                        || candidate.getDownwardAPI() != null || candidate.getImage() != null);
    }

    private Path lastWords(Pod pod, Container container, int restartCount) {
        try {
            Path directory = Files.createDirectories(node.podDirectory(pod.getMetadata().getUid()).resolve("containers").resolve(container.getName()));
            Path file = directory.resolve("termination-" + restartCount);
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            node.owner().take(file);
            // Written by whichever user the container runs as.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String terminationMessagePath(Container container) {
        return Optional.ofNullable(container.getTerminationMessagePath()).filter(path -> !path.isEmpty()).orElse("/dev/termination-log");
    }
}
