package dev.marina.apiserver.table;

import static dev.marina.apiserver.table.ColumnSpelling.age;
import static dev.marina.apiserver.table.ColumnSpelling.name;
import static dev.marina.apiserver.table.ColumnSpelling.text;
import static dev.marina.apiserver.table.ColumnSpelling.wide;

import static dev.marina.apiserver.table.ColumnSpelling.number;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.List;
import java.util.stream.Collectors;

/// printDeployment and printReplicaSet in pkg/printers/internalversion/printers.go
final class WorkloadColumns {

    private static final List<Column> TEMPLATE = List.of(
            wide("Containers", (object, _) -> containers(object, "name")),
            wide("Images", (object, _) -> containers(object, "image")),
            wide("Selector", (object, _) -> Columns.selector(object.at("spec", "selector"))));

    private WorkloadColumns() {}

    static List<Column> of(String kind) {
        List<Column> counts = kind.equals("Deployment")
                ? List.of(name(),
                        text("Ready", (object, _) -> object.at("status", "readyReplicas").asInt() + "/" + object.at("spec", "replicas").asInt()),
                        text("Up-to-date", (object, _) -> Integer.toString(object.at("status", "updatedReplicas").asInt())),
                        text("Available", (object, _) -> Integer.toString(object.at("status", "availableReplicas").asInt())), age())
                : List.of(name(),
                        number("Desired", object -> object.at("spec", "replicas").asInt()),
                        number("Current", object -> object.at("status", "replicas").asInt()),
                        number("Ready", object -> object.at("status", "readyReplicas").asInt()), age());
        return java.util.stream.Stream.concat(counts.stream(), TEMPLATE.stream()).toList();
    }

    private static String containers(Document object, String field) {
        JsonNode containers = object.at("spec", "template", "spec", "containers");
        return containers.valueStream().map(container -> container.path(field).asText()).collect(Collectors.joining(","));
    }
}
