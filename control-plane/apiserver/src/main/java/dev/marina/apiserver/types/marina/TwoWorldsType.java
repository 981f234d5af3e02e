package dev.marina.apiserver.types.marina;

import dev.marina.apiserver.registry.ResourceDefinition;

/// The same manifests in two copies of the cluster with one difference. It is asked and not stored.
public final class TwoWorldsType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "TwoWorlds", "twoworlds").createOnly().build();

    private TwoWorldsType() {}
}
