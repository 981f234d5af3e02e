package dev.marina.agent.storage;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Groups of snapshots of one cluster, as its API has them. It has none before somebody has applied their definitions.
interface ClusterGroups {

    List<GroupContent> contents();

    /// Of a class; reads it now. Empty when there is no such class.
    Optional<Map<String, String>> parameters(String className);

    /// Merges into the object; nothing happens if it is gone.
    void patch(GroupContent content, String patch);

    /// The same for its status.
    void patchStatus(GroupContent content, String patch);

    void event(GroupContent content, String type, String reason, String message);
}
