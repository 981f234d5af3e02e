package dev.marina.controllers.loadbalancer;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.util.Optional;

/// Where the installation keeps who has which address.
final class Management {

    private Management() {}

    /// Empty in a copy of a cluster, which stands alone.
    static Optional<ClusterId> id(ClusterStore store) {
        return store.find("marina", "management").map(ClusterRecord::id);
    }
}
