package dev.marina.apiserver.admission.policy;

import dev.marina.api.StatusException;
import dev.marina.apiserver.budget.Turns;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// How many requests of one tenant evaluate expressions at a time: however many it sends, and whatever its policies cost, others have
/// the rest of the machine.
public final class EvaluationShare {

    private static final int AT_A_TIME = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Map<String, Semaphore> tenants = new ConcurrentHashMap<>();

    public <T> T evaluate(String tenant, Supplier<T> evaluation) {
        Semaphore places = tenants.computeIfAbsent(tenant, _ -> new Semaphore(AT_A_TIME, true));
        acquire(places);
        try {
            return evaluation.get();
        } finally {
            places.release();
        }
    }

    private static void acquire(Semaphore places) {
        try {
            if (places.tryAcquire(0, TimeUnit.MILLISECONDS)) {
                return;
            }
            Turns.setDown();
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StatusException(429, "TooManyRequests",
                        "policies of this tenant take too long to evaluate; %d requests at a time may".formatted(AT_A_TIME),
                        StatusException.Details.EMPTY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while waiting to evaluate policies");
        }
    }
}
