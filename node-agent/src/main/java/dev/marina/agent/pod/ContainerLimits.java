package dev.marina.agent.pod;

import dev.marina.agent.cgroup.GroupLimits;
import dev.marina.agent.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/// What one container may use, by kubelet's rules.
final class ContainerLimits {

    private static final int PIDS = 4096;

    private ContainerLimits() {}

    /// A limit above what the node has is the node's: version 1 of control groups refuses a group more time than one above it has.
    ///
    /// @param nodeMemory of which the more a burstable container has been promised, the later it is killed
    static ContainerSpec.Resources of(Pod pod, Container container, Quantity nodeCpu, Quantity nodeMemory) {
        Map<String, Quantity> limits = Qos.limits(container);
        Map<String, Quantity> requests = Qos.requests(container);
        Quantity cpu = requests.getOrDefault("cpu", limits.get("cpu"));
        int oom = switch (Qos.of(pod)) {
            case "Guaranteed" -> 0;
            case "BestEffort" -> 1000;
            default -> burstable(number(requests.get("memory"), 1), number(nodeMemory, 1));
        };
        return new ContainerSpec.Resources(number(limits.get("memory"), 1), GroupLimits.quota(Math.min(number(limits.get("cpu"), 1000), number(nodeCpu, 1000))),
                GroupLimits.shares(number(cpu, 1000)), PIDS, oom, number(limits.get("ephemeral-storage"), 1));
    }

    private static int burstable(long requestedMemory, long nodeMemory) {
        return Math.clamp(1000 - 1000 * requestedMemory / Math.max(1, nodeMemory), 3, 999);
    }

    private static long number(Quantity quantity, long factor) {
        return quantity == null ? 0 : quantity.getNumericalAmount().multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.CEILING).longValue();
    }
}
