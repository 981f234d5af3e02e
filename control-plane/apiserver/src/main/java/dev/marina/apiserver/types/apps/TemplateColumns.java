package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.registry.Columns.wide;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.table.Cells;
import java.util.stream.Collectors;

/// What a workload's pods will be, with `-o wide`.
final class TemplateColumns {

    private TemplateColumns() {}

    static Column containers() {
        return wide("Containers", object -> texts(object, "name"));
    }

    static Column images() {
        return wide("Images", object -> texts(object, "image"));
    }

    static Column selector() {
        return wide("Selector", object -> Cells.selector(object.at("spec", "selector")));
    }

    private static String texts(Document object, String field) {
        return object.at("spec", "template", "spec", "containers").valueStream().map(container -> container.path(field).asText()).collect(Collectors.joining(","));
    }
}
