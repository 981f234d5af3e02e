package dev.marina.apiserver.dial;

import dev.marina.api.StatusException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the connections of each tenant. A tenant without any takes no room.
final class TenantConnections {

    private static final int TOO_MANY_REQUESTS = 429;

    private final int most;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    TenantConnections(int most) {
        this.most = most;
    }

    /// Takes a place, to be given back once with [#released]; refused with 429 where all are taken.
    void take(String tenant) {
        open.compute(tenant, (_, count) -> {
            int now = count == null ? 0 : count;
            if (now >= most) {
                throw new StatusException(TOO_MANY_REQUESTS, "TooManyRequests",
                        "too many connections to pods of this tenant's clusters are open, at most %d may be; please try again later".formatted(most),
                        new StatusException.Details("", "", "", "", List.of(), 1));
            }
            return now + 1;
        });
    }

    void released(String tenant) {
        open.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
    }

    int count(String tenant) {
        return open.getOrDefault(tenant, 0);
    }
}
