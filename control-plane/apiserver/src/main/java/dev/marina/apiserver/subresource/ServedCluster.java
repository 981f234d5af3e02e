package dev.marina.apiserver.subresource;

import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;

/// The tenant's cluster that a Cluster object of the management cluster stands for.
final class ServedCluster {

    private ServedCluster() {}

    static ClusterRecord of(ApiRequest request, Target.Resource target, ClusterViews views) {
        views.current(request.requireCluster()).find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), target.name()))
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        return views.store().find(target.namespace(), target.name()).filter(record -> record.state() == ClusterRecord.State.ACTIVE)
                .orElseThrow(() -> StatusException.unavailable("cluster \"%s\" is not provisioned yet, please try again".formatted(target.name())));
    }
}
