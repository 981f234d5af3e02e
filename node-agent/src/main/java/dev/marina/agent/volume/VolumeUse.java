package dev.marina.agent.volume;

import dev.marina.agent.pod.PodVolumes.MountFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.stream.Stream;

/// As what a pod's containers want a volume. What is to be a directory is no device, and the reverse: createVolumeSpec in
/// pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go
record VolumeUse(boolean mounted, boolean device) {

    static VolumeUse of(Pod pod, String volume) {
        List<Container> containers = Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream()).toList();
        List<EphemeralContainer> added = pod.getSpec().getEphemeralContainers();
        Stream<VolumeMount> mounts = Stream.concat(containers.stream().flatMap(container -> container.getVolumeMounts().stream()),
                added.stream().flatMap(container -> container.getVolumeMounts().stream()));
        Stream<VolumeDevice> devices = Stream.concat(containers.stream().flatMap(container -> container.getVolumeDevices().stream()),
                added.stream().flatMap(container -> container.getVolumeDevices().stream()));
        return new VolumeUse(mounts.anyMatch(mount -> mount.getName().equals(volume)), devices.anyMatch(each -> each.getName().equals(volume)));
    }

    /// Throws [MountFailure].
    void require(String volume, boolean block) {
        if (block && mounted) {
            throw new MountFailure("volume %s has volumeMode Block, but is specified in volumeMounts".formatted(volume));
        }
        if (!block && device) {
            throw new MountFailure("volume %s has volumeMode Filesystem, but is specified in volumeDevices".formatted(volume));
        }
    }
}
