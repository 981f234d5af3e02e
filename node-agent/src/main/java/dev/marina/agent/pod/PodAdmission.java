package dev.marina.agent.pod;

import dev.marina.model.placement.NodeFeatures;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/// What keeps a pod from running on a node at all, before anything is done for it.
final class PodAdmission {

    /// @param reason of the pod's status and of the event, one word
    record Refusal(String reason, String message) {}

    /// pkg/kubelet/lifecycle/predicate.go
    private static final Refusal OTHER_SYSTEM = new Refusal("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");

    private PodAdmission() {}

    /// @param mapsIds whether the node's containers are in user namespaces
    static Optional<Refusal> refuse(Pod pod, boolean mapsIds) {
        return SecurityRules.refuse(pod, mapsIds).map(message -> new Refusal("Forbidden", message))
                .or(() -> Sysctls.refuse(pod).map(message -> new Refusal("SysctlForbidden", message)))
                .or(() -> HostPort.refuse(pod).map(message -> new Refusal("UnsupportedField", message)))
                .or(() -> otherSystem(pod) ? Optional.of(OTHER_SYSTEM) : Optional.empty())
                .or(() -> beyond(pod))
                .or(() -> PodFields.refuse(pod).map(message -> new Refusal("UnsupportedField", message)));
    }

    /// pkg/kubelet/lifecycle/handlers.go
    private static Optional<Refusal> beyond(Pod pod) {
        List<String> missing = NodeFeatures.of(pod).stream().filter(feature -> !NodeFeatures.DECLARED.contains(feature)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal("PodFeatureUnsupported", "Pod requires node features that are not available: " + String.join(", ", missing)));
    }

    private static boolean otherSystem(Pod pod) {
        return pod.getSpec().getOs() != null && !"linux".equals(pod.getSpec().getOs().getName());
    }

    /// Why a container that is added to a pod which runs may not run; the pod goes on.
    static Optional<String> refuse(Pod pod, Container added, boolean mapsIds) {
        return SecurityRules.refuse(pod, added, mapsIds).or(() -> PodFields.refuse(added));
    }
}
