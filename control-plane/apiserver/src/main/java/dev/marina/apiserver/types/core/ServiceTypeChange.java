package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.BalancerRules;
import java.util.List;
import java.util.Set;

/// What a Service loses when it becomes one of another type: what was chosen for it and its new type has no use for. What the client
/// changes itself stays, and is refused where it makes no sense. dropTypeDependentFields in pkg/registry/core/service/strategy.go
final class ServiceTypeChange {

    private static final Set<String> WITH_NODE_PORTS = Set.of("NodePort", "LoadBalancer");

    private final Document stored;
    private final ObjectNode spec;

    private ServiceTypeChange(Document stored, ObjectNode spec) {
        this.stored = stored;
        this.spec = spec;
    }

    static Document apply(Document submitted, Document stored) {
        String before = stored.text("spec", "type");
        String now = submitted.text("spec", "type");
        if (before.equals(now)) {
            return uncheckedNow(submitted, stored);
        }
        return submitted.edited(root -> {
            ServiceTypeChange change = new ServiceTypeChange(stored, root.withObjectProperty("spec"));
            if (now.equals("ExternalName")) {
                change.drop("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");
            }
            if (WITH_NODE_PORTS.contains(before) && !WITH_NODE_PORTS.contains(now)) {
                change.dropNodePorts();
                change.drop("externalTrafficPolicy");
            }
            if (BalancerRules.checked(stored)) {
                change.drop("healthCheckNodePort");
            }
            if (before.equals("LoadBalancer")) {
                change.drop("allocateLoadBalancerNodePorts", "loadBalancerClass");
                root.withObjectProperty("status").putObject("loadBalancer");
            }
        });
    }

    private static Document uncheckedNow(Document submitted, Document stored) {
        boolean unchanged = submitted.at("spec", "healthCheckNodePort").equals(stored.at("spec", "healthCheckNodePort"));
        return BalancerRules.checked(stored) && !BalancerRules.checked(submitted) && unchanged && submitted.has("spec", "healthCheckNodePort")
                ? submitted.without("spec", "healthCheckNodePort")
                : submitted;
    }

    private void drop(String... fields) {
        for (String field : fields) {
            if (spec.path(field).equals(stored.at("spec", field))) {
                spec.remove(field);
            }
        }
    }

    private void dropNodePorts() {
        if (nodePorts(spec.path("ports")).equals(nodePorts(stored.at("spec", "ports")))) {
            spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
        }
    }

    private static List<Integer> nodePorts(JsonNode ports) {
        return ports.valueStream().map(port -> port.path("nodePort").asInt()).toList();
    }
}
