package dev.marina.api.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a pod as a whole requests or is limited to: all containers and sidecars together; or, where that is more, one init
/// container together with the sidecars that have started before it. What is said for the pod itself goes before.
/// k8s.io/component-helpers/resource/helpers.go
public final class PodResources {

    private static final List<String> OF_PODS = List.of("cpu", "memory");

    private PodResources() {}

    /// Without what its runtime needs beside the containers.
    ///
    /// @param part `requests` or `limits`
    public static Map<String, BigDecimal> ofContainers(Document pod, String part) {
        Map<String, BigDecimal> sum = new TreeMap<>();
        pod.at("spec", "containers").forEach(container -> add(sum, amounts(container.path("resources").path(part))));
        Map<String, BigDecimal> sidecars = new TreeMap<>();
        Map<String, BigDecimal> most = new TreeMap<>();
        for (JsonNode container : pod.at("spec", "initContainers")) {
            Map<String, BigDecimal> own = amounts(container.path("resources").path(part));
            Map<String, BigDecimal> together = new TreeMap<>(sidecars);
            add(together, own);
            if (container.path("restartPolicy").asText().equals("Always")) {
                add(sum, own);
                add(sidecars, own);
            }
            together.forEach((resource, amount) -> most.merge(resource, amount, BigDecimal::max));
        }
        most.forEach((resource, amount) -> sum.merge(resource, amount, BigDecimal::max));
        amounts(pod.at("spec", "resources", part)).forEach((resource, amount) -> {
            if (OF_PODS.contains(resource)) {
                sum.put(resource, amount);
            }
        });
        return sum;
    }

    /// The same and its overhead. A limit that nobody set stays without limit.
    public static Map<String, BigDecimal> of(Document pod, String part) {
        Map<String, BigDecimal> sum = ofContainers(pod, part);
        amounts(pod.at("spec", "overhead")).forEach((resource, amount) -> {
            if (part.equals("requests")) {
                sum.merge(resource, amount, BigDecimal::add);
            } else {
                sum.computeIfPresent(resource, (_, limit) -> limit.add(amount));
            }
        });
        return sum;
    }

    /// Passes over what is no quantity.
    private static Map<String, BigDecimal> amounts(JsonNode node) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        node.properties().forEach(entry -> {
            if (Quantities.valid(entry.getValue().asText())) {
                amounts.put(entry.getKey(), Quantities.value(entry.getValue().asText()));
            }
        });
        return amounts;
    }

    private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
        more.forEach((resource, amount) -> sum.merge(resource, amount, BigDecimal::add));
    }
}
