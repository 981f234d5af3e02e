package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.table.EndpointTexts;

/// Addresses of a Service as older clients read them.
public final class EndpointsType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Endpoints", "endpoints")
            .shortNames("ep")
            .columns(name(), text("Endpoints", object -> EndpointTexts.endpoints(object)), age())
            .build();

    private EndpointsType() {}
}
