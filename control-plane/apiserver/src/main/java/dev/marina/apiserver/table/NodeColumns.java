package dev.marina.apiserver.table;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// printNode in pkg/printers/internalversion/printers.go
public final class NodeColumns {

    private static final String ROLE = "node-role.kubernetes.io/";

    public static final List<Column> ALL = List.of(
            name(),
            text("Status", node -> status(node)),
            text("Roles", node -> roles(node)),
            age(),
            text("Version", node -> node.text("status", "nodeInfo", "kubeletVersion")),
            wide("Internal-IP", node -> address(node, "InternalIP")),
            wide("External-IP", node -> address(node, "ExternalIP")),
            wide("OS-Image", node -> orUnknown(node.text("status", "nodeInfo", "osImage"))),
            wide("Kernel-Version", node -> orUnknown(node.text("status", "nodeInfo", "kernelVersion"))),
            wide("Container-Runtime", node -> orUnknown(node.text("status", "nodeInfo", "containerRuntimeVersion"))));

    private NodeColumns() {}

    private static String status(Document node) {
        List<String> parts = new ArrayList<>();
        node.at("status", "conditions").forEach(condition -> {
            if (condition.path("type").asText().equals("Ready")) {
                parts.add(condition.path("status").asText().equals("True") ? "Ready" : "NotReady");
            }
        });
        if (parts.isEmpty()) {
            parts.add("Unknown");
        }
        if (node.at("spec", "unschedulable").asBoolean()) {
            parts.add("SchedulingDisabled");
        }
        return String.join(",", parts);
    }

    private static String roles(Document node) {
        return Cells.orNone(node.labels().keySet().stream().filter(key -> key.startsWith(ROLE) && key.length() > ROLE.length())
                .map(key -> key.substring(ROLE.length())).sorted().collect(Collectors.joining(",")));
    }

    private static String address(Document node, String type) {
        return Cells.orNone(node.at("status", "addresses").valueStream().filter(address -> address.path("type").asText().equals(type))
                .map(address -> address.path("address").asText()).findFirst().orElse(""));
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? "<unknown>" : text;
    }
}
