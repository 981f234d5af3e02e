package dev.marina.controllers.snapshot;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.ResourceType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/// The types of snapshots. A cluster has them once somebody has applied their definitions; until then there is nothing of them to read.
public final class SnapshotTypes {

    static final String GROUP = "snapshot.storage.k8s.io";

    public static final ResourceType<GenericKubernetesResource> SNAPSHOTS = type("volumesnapshots", "VolumeSnapshot", true);
    public static final ResourceType<GenericKubernetesResource> CONTENTS = type("volumesnapshotcontents", "VolumeSnapshotContent", false);
    static final ResourceType<GenericKubernetesResource> CLASSES = type("volumesnapshotclasses", "VolumeSnapshotClass", false);

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private SnapshotTypes() {}

    /// That the cluster knows what a VolumeSnapshotClass is.
    static ObjectKey definition(ClusterId cluster) {
        return new ObjectKey(cluster, DEFINITIONS, "", "volumesnapshotclasses." + GROUP);
    }

    private static ResourceType<GenericKubernetesResource> type(String plural, String kind, boolean namespaced) {
        return new ResourceType<>(new GroupVersionResource(GROUP, "v1", plural), kind, namespaced, GenericKubernetesResource.class);
    }
}
