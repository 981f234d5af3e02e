package dev.marina.agent.eviction;

import dev.marina.agent.figures.DiskUse;
import dev.marina.agent.figures.PodUse;
import dev.marina.agent.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;

/// Pods that use something, for tests.
final class Uses {

    private Uses() {}

    static Pod pod(String name, int priority, String requests) {
        return new PodBuilder(Pods.pod("containers: [{name: main, image: x, resources: {requests: %s}}]".formatted(requests))).editMetadata().withName(name)
                .withUid(name).endMetadata().editSpec().withPriority(priority).endSpec().build();
    }

    static PodUse use(Pod pod, long memory, long processes, long disk, long inodes) {
        return new PodUse(pod, memory, processes, List.of(new PodUse.ContainerUse("main", memory, new DiskUse(disk, inodes))), Map.of());
    }
}
