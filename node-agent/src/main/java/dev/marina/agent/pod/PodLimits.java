package dev.marina.agent.pod;

import dev.marina.agent.cgroup.GroupLimits;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;
import java.util.HashSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What all containers of a pod together may use, by kubelet's rules.
public final class PodLimits {

    private final Pod pod;

    private PodLimits(Pod pod) {
        this.pod = pod;
    }

    /// @param pids of any pod
    static GroupLimits of(Pod pod, long pids) {
        PodLimits of = new PodLimits(pod);
        long shares = Qos.of(pod).equals("BestEffort") ? GroupLimits.MIN_SHARES : GroupLimits.shares(milliCpu(of.requests("cpu")));
        return new GroupLimits(shares, of.limited("cpu") ? GroupLimits.quota(milliCpu(of.limits("cpu"))) : 0,
                of.limited("memory") ? whole(of.limits("memory")) : 0, pids);
    }

    /// What the node has to set aside for the pod.
    public static Requested requested(Pod pod) {
        PodLimits of = new PodLimits(pod);
        Map<String, Long> amounts = new HashMap<>();
        of.named().forEach(resource -> {
            BigDecimal amount = of.requests(resource);
            amounts.put(resource, resource.equals(Requested.CPU) ? milliCpu(amount) : whole(amount));
        });
        return new Requested(amounts);
    }

    /// Resources that the pod asks for anywhere.
    private Set<String> named() {
        Set<String> named = new HashSet<>(Set.of(Requested.CPU, Requested.MEMORY, Requested.DISK));
        Stream.concat(initContainers().stream(), pod.getSpec().getContainers().stream()).forEach(container -> named.addAll(Qos.requests(container).keySet()));
        Optional.ofNullable(pod.getSpec().getOverhead()).ifPresent(overhead -> named.addAll(overhead.keySet()));
        Optional.ofNullable(pod.getSpec().getResources()).map(ResourceRequirements::getRequests).ifPresent(requests -> named.addAll(requests.keySet()));
        return named;
    }

    private BigDecimal requests(String resource) {
        return ofPod(ResourceRequirements::getRequests, resource)
                .orElseGet(() -> most(container -> amount(Qos.requests(container), resource).or(() -> amount(Qos.limits(container), resource))))
                .add(overhead(resource));
    }

    private BigDecimal limits(String resource) {
        return ofPod(ResourceRequirements::getLimits, resource).orElseGet(() -> most(container -> amount(Qos.limits(container), resource)))
                .add(overhead(resource));
    }

    /// One container without a limit may use all that the node has.
    private boolean limited(String resource) {
        return ofPod(ResourceRequirements::getLimits, resource).isPresent()
                || Stream.concat(initContainers().stream(), pod.getSpec().getContainers().stream())
                        .allMatch(container -> amount(Qos.limits(container), resource).isPresent());
    }

    /// The containers run together with all sidecars; before them each init container runs with the sidecars that precede it.
    private BigDecimal most(Function<Container, Optional<BigDecimal>> of) {
        BigDecimal sidecars = BigDecimal.ZERO;
        BigDecimal most = BigDecimal.ZERO;
        for (Container init : initContainers()) {
            BigDecimal amount = of.apply(init).orElse(BigDecimal.ZERO).add(sidecars);
            if ("Always".equals(init.getRestartPolicy())) {
                sidecars = amount;
            }
            most = most.max(amount);
        }
        for (Container container : pod.getSpec().getContainers()) {
            sidecars = sidecars.add(of.apply(container).orElse(BigDecimal.ZERO));
        }
        return most.max(sidecars);
    }

    private List<Container> initContainers() {
        return pod.getSpec().getInitContainers();
    }

    /// What the pod as a whole declares goes before what its containers do.
    private Optional<BigDecimal> ofPod(Function<ResourceRequirements, Map<String, Quantity>> of, String resource) {
        return Optional.ofNullable(pod.getSpec().getResources()).map(of).flatMap(amounts -> amount(amounts, resource));
    }

    private BigDecimal overhead(String resource) {
        return Optional.ofNullable(pod.getSpec().getOverhead()).flatMap(amounts -> amount(amounts, resource)).orElse(BigDecimal.ZERO);
    }

    private static Optional<BigDecimal> amount(Map<String, Quantity> amounts, String resource) {
        return Optional.ofNullable(amounts.get(resource)).map(Quantity::getNumericalAmount).filter(amount -> amount.signum() > 0);
    }

    private static long milliCpu(BigDecimal cpu) {
        return whole(cpu.movePointRight(3));
    }

    private static long whole(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING).longValue();
    }
}
