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

    public static final ResourceType<GenericKubernetesResource> SNAPSHOTS = type(GROUP, "volumesnapshots", "VolumeSnapshot", true);
    public static final ResourceType<GenericKubernetesResource> CONTENTS = type(GROUP, "volumesnapshotcontents", "VolumeSnapshotContent", false);
    static final ResourceType<GenericKubernetesResource> CLASSES = type(GROUP, "volumesnapshotclasses", "VolumeSnapshotClass", false);

    /// Of those that are taken together.
    static final String GROUP_GROUP = "groupsnapshot.storage.k8s.io";
    static final ResourceType<GenericKubernetesResource> GROUPS = type(GROUP_GROUP, "volumegroupsnapshots", "VolumeGroupSnapshot", true);
    static final ResourceType<GenericKubernetesResource> GROUP_CONTENTS = type(GROUP_GROUP, "volumegroupsnapshotcontents", "VolumeGroupSnapshotContent", false);
    static final ResourceType<GenericKubernetesResource> GROUP_CLASSES = type(GROUP_GROUP, "volumegroupsnapshotclasses", "VolumeGroupSnapshotClass", false);

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private SnapshotTypes() {}

    /// That the cluster knows what such a class is.
    static ObjectKey definition(ClusterId cluster, ResourceType<?> classes) {
        return new ObjectKey(cluster, DEFINITIONS, "", classes.groupResource().toString());
    }

    private static ResourceType<GenericKubernetesResource> type(String group, String plural, String kind, boolean namespaced) {
        return new ResourceType<>(new GroupVersionResource(group, "v1", plural), kind, namespaced, GenericKubernetesResource.class);
    }
}
