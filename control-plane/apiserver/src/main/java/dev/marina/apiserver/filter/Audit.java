package dev.marina.apiserver.filter;

import dev.marina.apiserver.audit.Auditing;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;

/// Records what members, their workloads and the platform's own components ask of a tenant's cluster, and what comes of it: after
/// [Membership], so that strangers write into nobody's audit, and before it is decided whether they may.
public final class Audit implements Filter {

    private final Auditing auditing;

    public Audit(Auditing auditing) {
        this.auditing = auditing;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        return auditing.of(request).map(recorded -> recorded.around(next)).orElseGet(() -> next.handle(request));
    }
}
