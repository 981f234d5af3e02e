package dev.marina.apiserver.filter;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;

/// Finds the path's cluster, once. That there is none is not said here: strangers must not learn it.
public final class ClusterResolution implements Filter {

    private final ClusterStore store;

    public ClusterResolution(ClusterStore store) {
        this.store = store;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (request.cluster().isPresent() || request.tenant().isEmpty()) {
            return next.handle(request);
        }
        return next.handle(request.withCluster(store.find(request.tenant(), request.clusterName())
                .filter(record -> record.state() == ClusterRecord.State.ACTIVE)));
    }
}
