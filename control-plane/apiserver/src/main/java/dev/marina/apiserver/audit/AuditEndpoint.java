package dev.marina.apiserver.audit;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;

/// `/debug/audit`: what was asked of this cluster, for whoever may `get` this path, which no role but `cluster-admin` allows. Answers as
/// `clusters/audit` of the management cluster does, and takes its searches from the same places.
public final class AuditEndpoint implements ApiHandler {

    public static final String PATH = "/debug/audit";

    private final AuditReading reading;

    public AuditEndpoint(AuditReading reading) {
        this.reading = reading;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return reading.page(request.requireCluster(), AuditQuery.of(request.query())).answer();
    }
}
