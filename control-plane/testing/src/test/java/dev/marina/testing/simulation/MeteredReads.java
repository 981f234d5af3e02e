package dev.marina.testing.simulation;

import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import java.util.Optional;
import java.util.function.Supplier;

/// What controllers read, where the figures of pods are what the simulation says.
///
/// @param figures of all pods; empty where nobody is measured
record MeteredReads(ClusterReads server, Supplier<Optional<Document>> figures) implements ClusterReads {

    @Override
    public Optional<ServedKind> kind(ClusterId cluster, String group, String kind) {
        return server.kind(cluster, group, kind);
    }

    @Override
    public Scale scale(Call call, GroupVersionResource resource, String namespace, String name) {
        return server.scale(call, resource, namespace, name);
    }

    @Override
    public Document list(Call call, GroupVersionResource resource, String namespace, String labelSelector) {
        return resource.group().equals("metrics.k8s.io")
                ? figures.get().orElseGet(() -> server.list(call, resource, namespace, labelSelector))
                : server.list(call, resource, namespace, labelSelector);
    }

    @Override
    public Optional<Document> further(Call call, String group, String path) {
        return server.further(call, group, path);
    }
}
