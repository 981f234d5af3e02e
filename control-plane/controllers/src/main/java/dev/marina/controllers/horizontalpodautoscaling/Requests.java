package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.Quantities;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.NoMetrics;
import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How much pods ask for, in thousandths: of what utilization is a part. calculateRequests in
/// pkg/controller/podautoscaler/replica_calculator.go
final class Requests {

    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    private Requests() {}

    /// By name of pod. Throws [NoMetrics] when one of them asks for nothing.
    ///
    /// @param container "" for the whole pod: what it asks for as such, or else its containers with those that run beside them
    static Map<String, Long> of(List<Pod> pods, String resource, String container) {
        Map<String, Long> requests = new HashMap<>();
        for (Pod pod : pods) {
            boolean whole = container.isEmpty() && !requests(pod.getSpec().getResources()).isEmpty();
            requests.put(pod.getMetadata().getName(), whole ? ofPod(pod, resource) : ofContainers(pod, resource, container));
        }
        return requests;
    }

    private static long ofPod(Pod pod, String resource) {
        Quantity asked = requests(pod.getSpec().getResources()).get(resource);
        if (asked == null) {
            throw new NoMetrics("missing pod-level request for %s in Pod %s".formatted(resource, pod.getMetadata().getName()));
        }
        return milli(asked);
    }

    private static long ofContainers(Pod pod, String resource, String only) {
        List<Container> counted = PodState.serving(pod).filter(container -> only.isEmpty() || only.equals(container.getName())).toList();
        if (counted.isEmpty()) {
            throw new NoMetrics("container %s not found in Pod %s".formatted(only, pod.getMetadata().getName()));
        }
        long sum = 0;
        for (Container container : counted) {
            Quantity asked = requests(container.getResources()).get(resource);
            if (asked == null) {
                throw new NoMetrics("missing request for %s in container %s of Pod %s".formatted(resource, container.getName(), pod.getMetadata().getName()));
            }
            sum += milli(asked);
        }
        return sum;
    }

    private static Map<String, Quantity> requests(ResourceRequirements resources) {
        return resources == null || resources.getRequests() == null ? Map.of() : resources.getRequests();
    }

    static long milli(Quantity quantity) {
        return Quantities.value(quantity.toString()).multiply(MILLI).longValue();
    }
}
