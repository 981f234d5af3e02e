package dev.marina.agent.storage;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Snapshots of one cluster, as its API has them. It has none before somebody has applied their definitions.
interface ClusterSnapshots {

    List<SnapshotContent> contents();

    /// Those that are taken together.
    ClusterGroups groups();

    /// Reads it now.
    Optional<GenericKubernetesResource> snapshot(String namespace, String name);

    /// Of a class; reads it now. Empty when there is no such class.
    Optional<Map<String, String>> parameters(String className);

    /// Merges into the object; nothing happens if it is gone.
    void patch(SnapshotContent content, String patch);

    /// The same for its status.
    void patchStatus(SnapshotContent content, String patch);

    void event(SnapshotContent content, String type, String reason, String message);
}
