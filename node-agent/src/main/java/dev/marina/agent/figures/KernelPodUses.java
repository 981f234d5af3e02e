package dev.marina.agent.figures;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.pod.PodGroups;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// By the kernel's account.
///
/// @param directory the node's own, its disk
public record KernelPodUses(Cgroups cgroups, PodGroups groups, Path directory) implements PodUses {

    private static final Pattern ID = Pattern.compile("[a-z]+://([0-9a-z]+)");

    @Override
    public List<PodUse> of(List<Pod> pods) {
        return pods.stream().map(pod -> use(pod, Map.of(), Map.of())).toList();
    }

    @Override
    public List<PodUse> withDisks(List<Pod> pods, long files) {
        DiskUse.Look look = new DiskUse.Look(files, pods.stream().mapToInt(pod -> containers(pod).size() + emptyDirs(pod).size()).sum());
        return pods.stream().map(pod -> {
            Map<String, DiskUse> containers = new TreeMap<>();
            containers(pod).forEach((name, id) -> containers.put(name, look.of(directory.resolve("containers").resolve(id))));
            Map<String, DiskUse> volumes = new TreeMap<>();
            emptyDirs(pod).forEach(name -> volumes.put(name, look.of(emptyDir(pod, name))));
            return use(pod, containers, volumes);
        }).toList();
    }

    private PodUse use(Pod pod, Map<String, DiskUse> disks, Map<String, DiskUse> volumes) {
        String group = groups.path(pod);
        List<PodUse.ContainerUse> containers = containers(pod).entrySet().stream().map(container -> new PodUse.ContainerUse(container.getKey(),
                cgroups.memoryInUse(group + "/" + container.getValue()), disks.getOrDefault(container.getKey(), DiskUse.NOTHING))).toList();
        return new PodUse(pod, cgroups.memoryInUse(group), cgroups.processes(group), containers, volumes);
    }

    /// The ids of those that have been made, by name. Tenants can write the status: what is no id would lead elsewhere.
    static Map<String, String> containers(Pod pod) {
        Map<String, String> ids = new TreeMap<>();
        for (ContainerStatus status : Stream.of(pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses()).flatMap(List::stream)
                .toList()) {
            Matcher id = ID.matcher(Optional.ofNullable(status.getContainerID()).orElse(""));
            if (id.matches()) {
                ids.put(status.getName(), id.group(1));
            }
        }
        return ids;
    }

    private static List<String> emptyDirs(Pod pod) {
        return pod.getSpec().getVolumes().stream().filter(volume -> volume.getEmptyDir() != null && !"Memory".equals(volume.getEmptyDir().getMedium()))
                .map(Volume::getName).toList();
    }

    private Path emptyDir(Pod pod, String name) {
        return directory.resolve("pods").resolve(pod.getMetadata().getUid()).resolve("volumes").resolve("empty-dir").resolve(name);
    }
}
