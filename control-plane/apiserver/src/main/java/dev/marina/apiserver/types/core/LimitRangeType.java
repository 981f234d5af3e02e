package dev.marina.apiserver.types.core;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Defaults and bounds of what pods of a namespace ask for.
public final class LimitRangeType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "LimitRange", "limitranges")
            .shortNames("limits")
            .build();

    private LimitRangeType() {}
}
