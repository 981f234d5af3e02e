package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The downward API: fields of a pod as text.
///
/// @param addresses of the pod
/// @param nodeCpu what counts as limit where a container has none
public record Fields(Pod pod, String nodeName, String hostIp, List<String> addresses, Quantity nodeCpu, Quantity nodeMemory) {

    public String field(String path) {
        if (path.startsWith("metadata.annotations['")) {
            return map(pod.getMetadata().getAnnotations()).getOrDefault(subscript(path), "");
        }
        if (path.startsWith("metadata.labels['")) {
            return map(pod.getMetadata().getLabels()).getOrDefault(subscript(path), "");
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "metadata.labels" -> lines(pod.getMetadata().getLabels());
            case "metadata.annotations" -> lines(pod.getMetadata().getAnnotations());
            case "spec.nodeName" -> nodeName;
            case "spec.serviceAccountName" -> Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("default");
            case "status.hostIP", "status.hostIPs" -> hostIp;
            case "status.podIP" -> addresses.isEmpty() ? "" : addresses.getFirst();
            case "status.podIPs" -> String.join(",", addresses);
            default -> throw new Environment.Unresolved("unsupported fieldPath: " + path);
        };
    }

    public String resource(Container container, ResourceFieldSelector selector) {
        String[] parts = selector.getResource().split("\\.", 2);
        Map<String, Quantity> chosen = parts[0].equals("limits") ? Qos.limits(container) : Qos.requests(container);
        String name = parts.length > 1 ? parts[1] : "";
        Quantity value = chosen.get(name);
        if (value == null) {
            boolean limit = parts[0].equals("limits");
            value = name.equals("cpu") && limit ? nodeCpu : name.equals("memory") && limit ? nodeMemory : new Quantity("0");
        }
        BigDecimal divisor = selector.getDivisor() == null || selector.getDivisor().getNumericalAmount().signum() == 0
                ? BigDecimal.ONE
                : selector.getDivisor().getNumericalAmount();
        return value.getNumericalAmount().divide(divisor, 0, RoundingMode.CEILING).toBigInteger().toString();
    }

    private static String subscript(String path) {
        return path.substring(path.indexOf('\'') + 1, path.lastIndexOf('\''));
    }

    private static String lines(Map<String, String> values) {
        return new TreeMap<>(map(values)).entrySet().stream()
                .map(entry -> entry.getKey() + "=\"" + entry.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"")
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> map(Map<String, String> values) {
        return values == null ? Map.of() : values;
    }
}
