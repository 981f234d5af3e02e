package dev.marina.apiserver.types.storage;

import dev.marina.apiserver.registry.ResourceDefinition;

/// What a volume driver can do.
public final class CSIDriverType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "CSIDriver", "csidrivers")
            .clusterScoped()
            .build();

    private CSIDriverType() {}
}
