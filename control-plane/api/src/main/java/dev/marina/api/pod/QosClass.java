package dev.marina.api.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;

/// A pod's quality of service. https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
public final class QosClass {

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QosClass() {}

    public static String of(Document pod) {
        List<JsonNode> containers = new ArrayList<>();
        pod.at("spec", "initContainers").forEach(containers::add);
        pod.at("spec", "containers").forEach(containers::add);
        boolean any = false;
        boolean guaranteed = !containers.isEmpty();
        for (JsonNode container : containers) {
            JsonNode requests = container.path("resources").path("requests");
            JsonNode limits = container.path("resources").path("limits");
            for (String resource : COUNTED) {
                any |= requests.has(resource) || limits.has(resource);
                boolean equal = limits.has(resource) && (!requests.has(resource) || requests.get(resource).equals(limits.get(resource)));
                guaranteed &= equal;
            }
        }
        if (!any) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }
}
