package dev.marina.apiserver.filter;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.usage.RequestCounts;

/// Counts what the tenant's people and workloads ask of their cluster: after [Membership], so that nobody runs up what is another's; a
/// watch is one request however long it lasts.
public final class RequestCount implements Filter {

    private final RequestCounts counts;

    public RequestCount(RequestCounts counts) {
        this.counts = counts;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (request.cluster().isPresent() && request.requireIdentity().tenants()) {
            counts.add(request.clusterId(), 1);
        }
        return next.handle(request);
    }
}
