package dev.marina.apiserver.types.storage;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;

/// That a volume is to be attached to a node.
public final class VolumeAttachmentType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments")
            .clusterScoped()
            .strategy(new StatusStrategy()).status()
            .build();

    private VolumeAttachmentType() {}
}
