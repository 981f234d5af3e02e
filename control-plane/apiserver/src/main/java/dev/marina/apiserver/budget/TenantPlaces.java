package dev.marina.apiserver.budget;

import dev.marina.api.StatusException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Places for what costs much processor time and memory, such as searching what was. A tenant has one and no more; whoever wants more of them waits for its own, so that
/// before the places of all there stands each tenant once, and who came first is next.
public final class TenantPlaces {

    private final Semaphore all;
    private final int mostOfOne;
    private final Duration patience;
    private final Function<Full, StatusException> refusal;
    private final Map<String, Own> tenants = new ConcurrentHashMap<>();

    /// What there is no place in.
    public enum Full {
        QUEUE_OF_TENANT, PLACE_OF_TENANT, PLACES_OF_ALL
    }

    /// @param all at a time
    /// @param mostOfOne tenant's that may wait
    /// @param patience for both places together
    /// @param refusal what is said to who gets none
    public TenantPlaces(int all, int mostOfOne, Duration patience, Function<Full, StatusException> refusal) {
        this.all = new Semaphore(all, true);
        this.mostOfOne = mostOfOne;
        this.patience = patience;
        this.refusal = refusal;
    }

    /// A tenant's place.
    ///
    /// @param wanted by how many, who has it among them
    private record Own(Semaphore place, int wanted) {
        private Own wantedBy(int more) {
            return new Own(place, wanted + more);
        }
    }

    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// Blocks until there is one, and is refused where that takes too long.
    public Place take(String tenant) {
        long until = System.nanoTime() + patience.toNanos();
        Own own = tenants.compute(tenant, (_, present) -> {
            Own known = present == null ? new Own(new Semaphore(1, true), 0) : present;
            if (known.wanted() > mostOfOne) {
                throw refusal.apply(Full.QUEUE_OF_TENANT);
            }
            return known.wantedBy(1);
        });
        if (!acquire(own.place(), until)) {
            leave(tenant);
            throw refusal.apply(Full.PLACE_OF_TENANT);
        }
        if (!acquire(all, until)) {
            own.place().release();
            leave(tenant);
            throw refusal.apply(Full.PLACES_OF_ALL);
        }
        return () -> {
            all.release();
            own.place().release();
            leave(tenant);
        };
    }

    private void leave(String tenant) {
        tenants.computeIfPresent(tenant, (_, own) -> own.wanted() == 1 ? null : own.wantedBy(-1));
    }

    /// An interrupted thread is too late too, and stays interrupted.
    private static boolean acquire(Semaphore semaphore, long until) {
        try {
            return semaphore.tryAcquire(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// How many have a place or wait.
    int wanted() {
        return tenants.values().stream().mapToInt(Own::wanted).sum();
    }
}
