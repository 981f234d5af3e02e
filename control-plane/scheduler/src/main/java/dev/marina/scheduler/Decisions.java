package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was decided lately, for those who ask why. However many nodes clusters have, only so many verdicts are kept: the oldest
/// decisions go first. From any thread.
final class Decisions {

    private static final int PODS_KEPT = 2_000;
    /// Some megabytes.
    private static final int VERDICTS_KEPT = 100_000;

    private final Map<Key, Decision> kept = new LinkedHashMap<>();
    private int verdicts;

    private record Key(ClusterId cluster, String namespace, String pod) {}

    synchronized void put(ClusterId cluster, Decision decision) {
        Key key = new Key(cluster, decision.namespace(), decision.pod());
        forget(key);
        kept.put(key, decision);
        verdicts += decision.nodes().size();
        while (kept.size() > PODS_KEPT || verdicts > VERDICTS_KEPT && kept.size() > 1) {
            forget(kept.keySet().iterator().next());
        }
    }

    private void forget(Key key) {
        Decision decision = kept.remove(key);
        verdicts -= decision == null ? 0 : decision.nodes().size();
    }

    synchronized Optional<Decision> find(ClusterId cluster, String namespace, String pod) {
        return Optional.ofNullable(kept.get(new Key(cluster, namespace, pod)));
    }

    synchronized void drop(ClusterId cluster) {
        kept.keySet().stream().filter(key -> key.cluster.equals(cluster)).toList().forEach(this::forget);
    }

    synchronized int verdicts() {
        return verdicts;
    }
}
