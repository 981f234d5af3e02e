package dev.marina.controllers.resourcequota;

import dev.marina.api.GroupResource;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a namespace uses of what a quota limits. Pods that ended use nothing.
record ResourceQuotaPlan(Map<String, Quantity> hard, Map<String, BigDecimal> used) {

    private static final Set<String> COUNTED =
            Set.of("pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas");

    static ResourceQuotaPlan of(ResourceQuota quota, Snapshot snapshot) {
        Map<String, Quantity> hard = quota.getSpec() == null || quota.getSpec().getHard() == null ? Map.of() : quota.getSpec().getHard();
        Map<String, BigDecimal> used = new TreeMap<>();
        hard.keySet().forEach(resource -> used.put(resource, used(resource, quota.getMetadata().getNamespace(), snapshot)));
        return new ResourceQuotaPlan(hard, used);
    }

    /// Whether the status says the same; the form of a number does not matter.
    boolean isIn(ResourceQuota quota) {
        if (quota.getStatus() == null || !Objects.equals(quota.getStatus().getHard(), hard) || quota.getStatus().getUsed() == null
                || !quota.getStatus().getUsed().keySet().equals(used.keySet())) {
            return false;
        }
        return used.entrySet().stream().allMatch(entry -> number(quota.getStatus().getUsed().get(entry.getKey())).compareTo(entry.getValue()) == 0);
    }

    Map<String, Quantity> usedQuantities() {
        Map<String, Quantity> quantities = new TreeMap<>();
        used.forEach((resource, amount) -> quantities.put(resource, quantity(amount)));
        return quantities;
    }

    private static BigDecimal used(String resource, String namespace, Snapshot snapshot) {
        if (resource.startsWith("count/")) {
            return count(groupResource(resource.substring("count/".length())), namespace, snapshot);
        }
        if (resource.equals("pods")) {
            return BigDecimal.valueOf(snapshot.list(Types.PODS, namespace).stream().filter(pod -> !PodState.ended(pod)).count());
        }
        if (COUNTED.contains(resource)) {
            return count(new GroupResource("", resource), namespace, snapshot);
        }
        if (resource.endsWith("storage") && !resource.contains("ephemeral")) {
            return snapshot.list(Types.CLAIMS, namespace).stream().map(ResourceQuotaPlan::storage).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
        boolean limits = resource.startsWith("limits.");
        String name = resource.substring(resource.indexOf('.') + 1);
        return snapshot.list(Types.PODS, namespace).stream().filter(pod -> !PodState.ended(pod)).map(pod -> ofPod(pod, limits, name))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal count(GroupResource type, String namespace, Snapshot snapshot) {
        try (Stream<?> all = snapshot.image().list(type, namespace)) {
            return BigDecimal.valueOf(all.count());
        }
    }

    private static BigDecimal storage(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null || claim.getSpec().getResources().getRequests() == null ? BigDecimal.ZERO
                : number(claim.getSpec().getResources().getRequests().get("storage"));
    }

    /// The sum of the containers, or the largest init container where that is more.
    private static BigDecimal ofPod(Pod pod, boolean limits, String name) {
        BigDecimal together = pod.getSpec().getContainers().stream().map(container -> of(container, limits, name)).reduce(BigDecimal.ZERO, BigDecimal::add);
        return pod.getSpec().getInitContainers().stream().map(container -> of(container, limits, name)).reduce(together, BigDecimal::max);
    }

    private static BigDecimal of(Container container, boolean limits, String name) {
        ResourceRequirements resources = container.getResources();
        Map<String, Quantity> amounts = resources == null ? null : limits ? resources.getLimits() : resources.getRequests();
        return amounts == null ? BigDecimal.ZERO : number(amounts.get(name));
    }

    private static BigDecimal number(Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(quantity);
    }

    /// Whole numbers as they are, parts in thousandths.
    private static Quantity quantity(BigDecimal amount) {
        boolean whole = amount.stripTrailingZeros().scale() <= 0;
        return whole ? new Quantity(amount.toBigInteger().toString()) : new Quantity(amount.movePointRight(3).toBigInteger() + "m");
    }

    private static GroupResource groupResource(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new GroupResource("", text) : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
    }

}
