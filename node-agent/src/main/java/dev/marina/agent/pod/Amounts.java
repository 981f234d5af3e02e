package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What containers ask for, are promised and have, by their names.
final class Amounts {

    private static final List<String> RESIZABLE = List.of("cpu", "memory");

    private Amounts() {}

    static Map<String, ResourceRequirements> of(Pod pod) {
        Map<String, ResourceRequirements> amounts = new HashMap<>();
        PodContainers.of(pod).forEach(container -> amounts.put(container.getName(), of(container)));
        return amounts;
    }

    static ResourceRequirements of(Container container) {
        return Optional.ofNullable(container.getResources()).orElseGet(ResourceRequirements::new);
    }

    /// The pod as if its containers asked for these amounts; those that are not named keep what they ask for.
    static Pod in(Pod pod, Map<String, ResourceRequirements> amounts) {
        UnaryOperator<List<Container>> with = containers -> containers.stream()
                .map(container -> amounts.containsKey(container.getName())
                        ? new ContainerBuilder(container).withResources(amounts.get(container.getName())).build()
                        : container)
                .toList();
        return new PodBuilder(pod).editSpec().withInitContainers(with.apply(pod.getSpec().getInitContainers()))
                .withContainers(with.apply(pod.getSpec().getContainers())).endSpec().build();
    }

    /// Whether two pods' containers differ in what can be changed while they run.
    static boolean differ(Map<String, ResourceRequirements> some, Map<String, ResourceRequirements> others) {
        return some.entrySet().stream()
                .anyMatch(entry -> others.containsKey(entry.getKey()) && !changed(entry.getValue(), others.get(entry.getKey())).isEmpty());
    }

    /// Of which resources the two differ.
    static List<String> changed(ResourceRequirements one, ResourceRequirements other) {
        return RESIZABLE.stream().filter(resource -> !same(requests(one).get(resource), requests(other).get(resource))
                || !same(limits(one).get(resource), limits(other).get(resource))).toList();
    }

    /// Whether a container that gets other amounts of these resources has to be started anew.
    static boolean restarts(Container container, List<String> resources) {
        return container.getResizePolicy().stream()
                .anyMatch(policy -> resources.contains(policy.getResourceName()) && "RestartContainer".equals(policy.getRestartPolicy()));
    }

    /// As much as either of the two: what a group must allow while one becomes the other.
    static ResourceRequirements larger(ResourceRequirements one, ResourceRequirements other) {
        Map<String, Quantity> requests = new HashMap<>(requests(one));
        requests(other).forEach((resource, amount) -> requests.merge(resource, amount, Amounts::larger));
        Map<String, Quantity> limits = new HashMap<>();
        Stream.concat(limits(one).keySet().stream(), limits(other).keySet().stream()).distinct()
                .filter(resource -> limits(one).containsKey(resource) && limits(other).containsKey(resource))
                .forEach(resource -> limits.put(resource, larger(limits(one).get(resource), limits(other).get(resource))));
        return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.getNumericalAmount().compareTo(other.getNumericalAmount()) < 0 ? other : one;
    }

    static Map<String, Quantity> requests(ResourceRequirements amounts) {
        return Optional.ofNullable(amounts.getRequests()).orElse(Map.of());
    }

    static Map<String, Quantity> limits(ResourceRequirements amounts) {
        return Optional.ofNullable(amounts.getLimits()).orElse(Map.of());
    }

    private static boolean same(Quantity one, Quantity other) {
        return one == null || other == null ? one == other : one.getNumericalAmount().compareTo(other.getNumericalAmount()) == 0;
    }
}
