package dev.marina.api.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A pod's quality of service: what the pod declares as a whole goes before what its containers do.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
public final class QosClass {

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QosClass() {}

    public static String of(Document pod) {
        List<JsonNode> declared = new ArrayList<>();
        JsonNode whole = pod.at("spec", "resources");
        if (amounts(whole, "requests").isEmpty() && amounts(whole, "limits").isEmpty()) {
            pod.at("spec", "initContainers").forEach(container -> declared.add(container.path("resources")));
            pod.at("spec", "containers").forEach(container -> declared.add(container.path("resources")));
        } else {
            declared.add(whole);
        }
        if (declared.stream().allMatch(resources -> amounts(resources, "requests").isEmpty() && amounts(resources, "limits").isEmpty())) {
            return "BestEffort";
        }
        return declared.stream().allMatch(QosClass::asMuchAsItMay) ? "Guaranteed" : "Burstable";
    }

    private static boolean asMuchAsItMay(JsonNode resources) {
        Map<String, BigDecimal> limits = amounts(resources, "limits");
        return limits.size() == COUNTED.size() && amounts(resources, "requests").entrySet().stream()
                .allMatch(request -> request.getValue().compareTo(limits.get(request.getKey())) == 0);
    }

    /// Nothing asked for is the same as not asked.
    private static Map<String, BigDecimal> amounts(JsonNode resources, String part) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (String resource : COUNTED) {
            String text = resources.path(part).path(resource).asText();
            if (Quantities.valid(text) && Quantities.value(text).signum() > 0) {
                amounts.put(resource, Quantities.value(text));
            }
        }
        return amounts;
    }
}
