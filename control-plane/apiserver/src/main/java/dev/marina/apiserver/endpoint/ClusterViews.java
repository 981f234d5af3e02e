package dev.marina.apiserver.endpoint;

import dev.marina.api.ResourceVersion;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;

/// Opens views of clusters.
public final class ClusterViews {

    private final ClusterStore store;
    private final DefaultObjects defaults;

    public ClusterViews(ClusterStore store, DefaultObjects defaults) {
        this.store = store;
        this.defaults = defaults;
    }

    public ClusterView current(ClusterRecord cluster) {
        return new ClusterView(cluster, store.image(cluster.id()), defaults);
    }

    public ClusterView of(ClusterRecord cluster, ClusterImage image) {
        return new ClusterView(cluster, image, defaults);
    }

    public ClusterView at(ClusterRecord cluster, ResourceVersion version) {
        return new ClusterView(cluster, store.imageAt(cluster.id(), version), defaults);
    }

    public ClusterStore store() {
        return store;
    }
}
