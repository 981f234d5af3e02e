package dev.marina.apiserver.worlds;

import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authn.Identity;
import dev.marina.store.ClusterRecord;

/// Lets two worlds go on beside each other. Implemented beside controllers and scheduler; blocks until both have come to their end.
@FunctionalInterface
public interface Comparer {

    /// @param who applies the manifests, with their rights
    /// @param readable which objects they may know of
    Compared compare(ClusterRecord cluster, WorldsRequest request, Identity who, WaitReasons.Readable readable);
}
