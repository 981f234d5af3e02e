package dev.marina.agent.pod;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.cgroup.QosClass;
import dev.marina.agent.runtime.ContainerId;
import io.fabric8.kubernetes.api.model.Pod;

/// Pods' groups in the kernel.
///
/// @param pids that each pod may have
public record PodCgroups(Cgroups cgroups, String nodeId, long pids) implements PodGroups {

    @Override
    public void make(Pod pod) {
        cgroups.limitPod(nodeId, qos(pod), pod.getMetadata().getUid(), PodLimits.of(pod, pids));
    }

    @Override
    public String path(Pod pod) {
        return cgroups.pod(nodeId, qos(pod), pod.getMetadata().getUid());
    }

    @Override
    public long memoryInUse(Pod pod, ContainerId container) {
        return cgroups.memoryInUse(path(pod) + "/" + container.value());
    }

    @Override
    public void remove(String podUid) {
        cgroups.removePod(nodeId, podUid);
    }

    private static QosClass qos(Pod pod) {
        return switch (Qos.of(pod)) {
            case "Guaranteed" -> QosClass.GUARANTEED;
            case "Burstable" -> QosClass.BURSTABLE;
            default -> QosClass.BEST_EFFORT;
        };
    }
}
