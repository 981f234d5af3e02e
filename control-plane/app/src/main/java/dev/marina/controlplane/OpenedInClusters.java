package dev.marina.controlplane;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.apiserver.learn.OpenedLabs;
import dev.marina.labs.source.ClusterLabs;
import dev.marina.store.ClusterStore;
import java.util.List;
import java.util.Optional;

/// What classes open, by the clusters' ids.
record OpenedInClusters(ClusterStore store, OpenedLabs labs) implements ClusterLabs.Opened {

    @Override
    public List<Document> in(ClusterId cluster) {
        return store.find(cluster).map(labs::in).orElse(List.of());
    }

    @Override
    public Optional<Document> find(ClusterId cluster, String source) {
        return store.find(cluster).flatMap(record -> labs.find(record, source));
    }
}
