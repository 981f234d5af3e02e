package dev.marina.api;

import dev.marina.api.ClusterClient.Call;
import java.util.Optional;

/// What components of this process read of a cluster beside what the store's images show: objects that are made when somebody asks, and what
/// Services of the cluster serve.
///
/// Implemented by the API server. Calls block, for some seconds at most; failures are [StatusException]s. All methods may be called from any
/// (virtual) thread.
public interface ClusterReads {

    /// The type of this kind in the version that its group prefers; built-in types and those that the cluster defines.
    Optional<ServedKind> kind(ClusterId cluster, String group, String kind);

    /// The number of replicas of an object whose type has one.
    Scale scale(Call call, GroupVersionResource resource, String namespace, String name);

    /// @param labelSelector in its text form, or ""
    Document list(Call call, GroupVersionResource resource, String namespace, String labelSelector);

    /// What a Service of the cluster answers that serves the group; empty where none does.
    ///
    /// @param path behind `/apis/<group>/<version>`, with its query
    Optional<Document> further(Call call, String group, String path);

    /// @param scales whether its objects have a number of replicas
    record ServedKind(GroupVersionResource resource, boolean namespaced, boolean scales) {}

    /// @param selector of its pods, as a LabelSelector; empty when it names none
    record Scale(int replicas, int existing, Optional<Document> selector) {}
}
