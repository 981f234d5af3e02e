package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A pod's quality of service class.
final class Qos {

    private Qos() {}

    static String of(Pod pod) {
        List<Container> all = Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream()).toList();
        boolean nothing = all.stream().allMatch(c -> compute(limits(c)).isEmpty() && compute(requests(c)).isEmpty());
        if (nothing) {
            return "BestEffort";
        }
        boolean guaranteed = all.stream().allMatch(c -> {
            Map<String, Quantity> limits = compute(limits(c));
            Map<String, Quantity> requests = compute(requests(c));
            return limits.size() == 2 && requests.entrySet().stream().allMatch(request ->
                    request.getValue().getNumericalAmount().compareTo(limits.get(request.getKey()).getNumericalAmount()) == 0);
        });
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    static Map<String, Quantity> limits(Container container) {
        return container.getResources() == null || container.getResources().getLimits() == null ? Map.of() : container.getResources().getLimits();
    }

    static Map<String, Quantity> requests(Container container) {
        return container.getResources() == null || container.getResources().getRequests() == null ? Map.of() : container.getResources().getRequests();
    }

    private static Map<String, Quantity> compute(Map<String, Quantity> resources) {
        return resources.entrySet().stream().filter(e -> e.getKey().equals("cpu") || e.getKey().equals("memory"))
                .filter(e -> e.getValue().getNumericalAmount().signum() > 0)
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
