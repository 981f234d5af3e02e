package dev.marina.apiserver.webhook;

import dev.marina.api.ClusterId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// How long the control plane's own components wait for a webhook. They serve all clusters with the same threads: one cluster's
/// webhook that hangs may hold one of them for a moment, and then not again for a while. Users of the cluster wait as long as its
/// owner said.
public final class Reluctance {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_REMEMBERED = 100_000;

    private static final ScopedValue<Boolean> COMPONENT = ScopedValue.newInstance();

    private record Key(ClusterId cluster, Object webhook) {}

    /// When it failed last.
    private final Map<Key, Long> failures = new ConcurrentHashMap<>();

    /// Does for one of the components what may have to wait for webhooks.
    public static <T> T ofComponent(Supplier<T> work) {
        return ScopedValue.where(COMPONENT, true).call(work::get);
    }

    /// Whether this thread waits for one of them.
    public static boolean componentWaits() {
        return COMPONENT.isBound();
    }

    public Duration atMost(ClusterId cluster, Object webhook, Duration stated) {
        Long failed = failures.get(new Key(cluster, webhook));
        boolean lately = failed != null && System.nanoTime() - failed < REMEMBERED_NANOS;
        Duration most = lately ? AFTER_A_FAILURE : PATIENCE;
        return stated.compareTo(most) < 0 ? stated : most;
    }

    public void answered(ClusterId cluster, Object webhook) {
        failures.remove(new Key(cluster, webhook));
    }

    public void failed(ClusterId cluster, Object webhook) {
        if (failures.size() >= MOST_REMEMBERED) {
            long now = System.nanoTime();
            failures.values().removeIf(failed -> now - failed >= REMEMBERED_NANOS);
        }
        if (failures.size() < MOST_REMEMBERED) {
            failures.put(new Key(cluster, webhook), System.nanoTime());
        }
    }
}
