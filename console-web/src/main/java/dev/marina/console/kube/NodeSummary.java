package dev.marina.console.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/// A node in a line, by the rules of `kubectl get nodes`.
public record NodeSummary(String status, String address, String cpu, String memory, String version) {

    public static NodeSummary of(Node node) {
        List<NodeCondition> conditions = node.getStatus() == null ? List.of() : node.getStatus().getConditions();
        String ready = conditions.stream().filter(condition -> condition.getType().equals("Ready")).map(NodeCondition::getStatus).findFirst().orElse("Unknown");
        String status = switch (ready) {
            case "True" -> "Ready";
            case "False" -> "NotReady";
            default -> "Unknown";
        };
        boolean cordoned = node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        List<NodeAddress> addresses = node.getStatus() == null ? List.of() : node.getStatus().getAddresses();
        String address = addresses.stream().filter(one -> one.getType().equals("InternalIP")).map(NodeAddress::getAddress).findFirst().orElse("");
        Map<String, Quantity> room = node.getStatus() == null || node.getStatus().getAllocatable() == null ? Map.of() : node.getStatus().getAllocatable();
        String version = node.getStatus() == null || node.getStatus().getNodeInfo() == null ? "" : node.getStatus().getNodeInfo().getKubeletVersion();
        return new NodeSummary(cordoned ? status + ",SchedulingDisabled" : status, address, text(room.get("cpu")), text(room.get("memory")), version);
    }

    private static String text(Quantity quantity) {
        return quantity == null ? "" : quantity.toString();
    }

    public Tone tone() {
        return status.equals("Ready") ? Tone.GOOD : status.startsWith("Ready") ? Tone.BUSY : Tone.BAD;
    }
}
