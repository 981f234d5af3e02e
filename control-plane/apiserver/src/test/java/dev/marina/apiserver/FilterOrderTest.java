package dev.marina.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.store.ClusterStore;
import dev.marina.store.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The order of the filters is part of the security model.
class FilterOrderTest {

    @Test
    void filtersRunInThisOrder(@TempDir Path home) throws Exception {
        ApiServerConfig config = new ApiServerConfig("localhost", "127.0.0.1", 1, 2, 3, 4, home, home.resolve("audit"), "", Optional.empty(), "marina",
                Duration.ofSeconds(1));
        try (ClusterStore store = Stores.inMemory(); ApiServer server = ApiServer.create(config, store, Clock.systemUTC())) {
            assertEquals(
                    List.of("PanicGuard", "RequestLog", "Deadline", "ClusterResolution", "OwnerForwarding", "Revalidation", "CourseRecording", "Authentication",
                            "CauseHeader",
                            "Membership", "Audit", "RequestCount", "Budget", "Impersonation", "Fairness", "ExplanationTarget", "Authorization"),
                    server.filters().stream().map(filter -> filter.getClass().getSimpleName()).toList());
        }
    }
}
