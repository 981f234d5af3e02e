package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Which volume drivers a node has.
public final class CSINodeType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "CSINode", "csinodes")
            .clusterScoped()
            .columns(name(), number("Drivers", object -> object.at("spec", "drivers").size()), age())
            .build();

    private CSINodeType() {}
}
