package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.registry.Columns.wide;

import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.table.Cells;

/// What a workload's pods will be, with `-o wide`.
public final class TemplateColumns {

    private TemplateColumns() {}

    public static Column containers() {
        return wide("Containers", object -> Cells.containers(object.at("spec", "template", "spec"), "name"));
    }

    public static Column images() {
        return wide("Images", object -> Cells.containers(object.at("spec", "template", "spec"), "image"));
    }

    /// Of a type whose selector is nothing but labels.
    public static Column labels() {
        return wide("Selector", object -> Cells.orNone(Cells.keys(object.at("spec", "selector"))));
    }

    public static Column selector() {
        return wide("Selector", object -> Cells.selector(object.at("spec", "selector")));
    }
}
