package dev.marina.agent.eviction;

import dev.marina.agent.figures.DiskUse;
import dev.marina.agent.figures.PodUse;
import dev.marina.agent.pod.EarlyEnd;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Optional;
import java.util.stream.Stream;

/// Pods that have written more to their node's disk than they may. localStorageEviction in pkg/kubelet/eviction/eviction_manager.go
public final class LocalStorage {

    private static final String DISK = "ephemeral-storage";

    private LocalStorage() {}

    /// Whether the pod has limits of that kind at all.
    public static boolean limited(Pod pod) {
        return pod.getSpec().getVolumes().stream().anyMatch(volume -> sizeLimit(volume).isPresent()) || podLimit(pod) > 0;
    }

    /// Why the pod has to go. Nobody else is the cause, so that it is no disruption.
    public static Optional<EarlyEnd> exceeding(PodUse use) {
        Pod pod = use.pod();
        for (Volume volume : pod.getSpec().getVolumes()) {
            Optional<Quantity> limit = sizeLimit(volume);
            if (limit.isPresent() && use.volumes().getOrDefault(volume.getName(), DiskUse.NOTHING).bytes() > bytes(limit.get())) {
                return end("Usage of EmptyDir volume \"%s\" exceeds the limit \"%s\". ".formatted(volume.getName(), limit.get()));
            }
        }
        long podLimit = podLimit(pod);
        if (podLimit > 0 && use.disk().bytes() > podLimit) {
            return end("Pod ephemeral local storage usage exceeds the total limit of containers %s. ".formatted(AmountText.binary(podLimit)));
        }
        for (PodUse.ContainerUse container : use.containers()) {
            Optional<Quantity> limit = pod.getSpec().getContainers().stream().filter(candidate -> candidate.getName().equals(container.name()))
                    .flatMap(candidate -> limit(candidate).stream()).findFirst();
            if (limit.isPresent() && container.disk().bytes() > bytes(limit.get())) {
                return end("Container %s exceeded its local ephemeral storage limit \"%s\". ".formatted(container.name(), limit.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<EarlyEnd> end(String message) {
        return Optional.of(new EarlyEnd(EarlyEnd.EVICTED, message, Optional.of(EvictionPlan.GRACE), Optional.empty()));
    }

    private static Optional<Quantity> sizeLimit(Volume volume) {
        return Optional.ofNullable(volume.getEmptyDir()).map(emptyDir -> emptyDir.getSizeLimit()).filter(limit -> bytes(limit) > 0);
    }

    /// The containers' together; what the pod does before them may take as much as one of those that come first.
    private static long podLimit(Pod pod) {
        long together = Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream().filter(LocalStorage::sidecar))
                .flatMap(container -> limit(container).stream()).mapToLong(LocalStorage::bytes).sum();
        long first = pod.getSpec().getInitContainers().stream().filter(container -> !sidecar(container)).flatMap(container -> limit(container).stream())
                .mapToLong(LocalStorage::bytes).max().orElse(0);
        return Math.max(together, first);
    }

    private static boolean sidecar(Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    private static Optional<Quantity> limit(Container container) {
        return Optional.ofNullable(container.getResources()).map(ResourceRequirements::getLimits).map(limits -> limits.get(DISK))
                .filter(limit -> bytes(limit) > 0);
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValue();
    }
}
