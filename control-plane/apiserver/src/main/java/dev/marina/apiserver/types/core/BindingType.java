package dev.marina.apiserver.types.core;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Which node a pod runs on. It is said and not stored.
public final class BindingType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Binding", "bindings").createOnly().build();

    private BindingType() {}
}
