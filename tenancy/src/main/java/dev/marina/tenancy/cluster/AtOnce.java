package dev.marina.tenancy.cluster;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// So many of a tenant's questions at the same time and no more: the next one is told so at once, and others' are answered.
public final class AtOnce {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final int most;
    private final Map<String, Integer> asking = new ConcurrentHashMap<>();

    public AtOnce(int most) {
        this.most = most;
    }

    public <T> T one(String tenant, Supplier<T> question) {
        if (asking.merge(tenant, 1, Integer::sum) > most) {
            end(tenant);
            throw new ProblemException(new Problem.TooManyRequests(SOON));
        }
        try {
            return question.get();
        } finally {
            end(tenant);
        }
    }

    private void end(String tenant) {
        asking.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
    }
}
