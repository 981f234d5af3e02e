package dev.marina.apiserver.types.marina;

import dev.marina.apiserver.registry.ResourceDefinition;

/// What would follow from manifests. It is asked and not stored.
public final class PlanType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Plan", "plans").createOnly().build();

    private PlanType() {}
}
