package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;

/// A pod's quality of service class: what the pod declares as a whole goes before what its containers do.
final class Qos {

    private Qos() {}

    static String of(Pod pod) {
        ResourceRequirements whole = pod.getSpec().getResources();
        List<Amounts> all = whole == null || compute(whole.getLimits()).isEmpty() && compute(whole.getRequests()).isEmpty()
                ? PodContainers.of(pod).stream().map(container -> new Amounts(compute(limits(container)), compute(requests(container)))).toList()
                : List.of(new Amounts(compute(whole.getLimits()), compute(whole.getRequests())));
        if (all.stream().allMatch(amounts -> amounts.limits.isEmpty() && amounts.requests.isEmpty())) {
            return "BestEffort";
        }
        return all.stream().allMatch(Amounts::asMuchAsItMay) ? "Guaranteed" : "Burstable";
    }

    private record Amounts(Map<String, Quantity> limits, Map<String, Quantity> requests) {

        boolean asMuchAsItMay() {
            return limits.size() == 2 && requests.entrySet().stream()
                    .allMatch(request -> request.getValue().getNumericalAmount().compareTo(limits.get(request.getKey()).getNumericalAmount()) == 0);
        }
    }

    static Map<String, Quantity> limits(Container container) {
        return container.getResources() == null || container.getResources().getLimits() == null ? Map.of() : container.getResources().getLimits();
    }

    static Map<String, Quantity> requests(Container container) {
        return container.getResources() == null || container.getResources().getRequests() == null ? Map.of() : container.getResources().getRequests();
    }

    private static Map<String, Quantity> compute(Map<String, Quantity> resources) {
        return resources == null
                ? Map.of()
                : resources.entrySet().stream().filter(e -> e.getKey().equals("cpu") || e.getKey().equals("memory"))
                        .filter(e -> e.getValue().getNumericalAmount().signum() > 0)
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
