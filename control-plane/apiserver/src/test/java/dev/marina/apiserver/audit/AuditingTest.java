package dev.marina.apiserver.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditingTest {

    private static final ClusterRecord CLUSTER = new ClusterRecord(ClusterId.of(1), "acme", "prod", ClusterRecord.State.ACTIVE, 0, Instant.EPOCH, Map.of(),
            Map.of());

    @TempDir
    private Path home;

    @Test
    void whatIsHeldForAStreamIsGivenBackWithItsRecordAround() {
        AtomicBoolean given = new AtomicBoolean();
        ApiResponse.Producer producer = new ApiResponse.Producer() {
            @Override
            public void produce(ApiResponse.Sink sink) {}

            @Override
            public void close() {
                given.set(true);
            }
        };
        Map<String, String> headers = Map.of("x-kubernetes-pf-flowschema-uid", "1");
        Target secrets = new Target.Resource("watch", new GroupVersionResource("", "v1", "secrets"), "default", "", "");
        ApiRequest request = new ApiRequest("id", "GET", "acme", "prod", "/api/v1/namespaces/default/secrets", Query.NONE, Headers.NONE,
                new Body.Bytes(new byte[0], ""), new Peer.Remote("10.0.0.1", List.of(), null), secrets, Optional.of(CLUSTER),
                Optional.of(Identity.authenticated("ann", "", List.of(), Map.of(), Identity.Proof.CERTIFICATE)), Cause.request("id"));
        try (ClusterStore store = Stores.inMemory()) {
            AuditLog log = new AuditLog(home, store, _ -> List::of, Clock.systemUTC());

            ApiResponse.Stream answer = (ApiResponse.Stream) new Auditing(log, _ -> true, Clock.systemUTC()).of(request).orElseThrow()
                    .around(_ -> new ApiResponse.Stream("application/json", headers, producer));
            answer.producer().close();

            assertEquals(headers, answer.headers());
            assertTrue(given.get());
        }
    }
}
