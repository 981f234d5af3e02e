package dev.marina.controllers.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts of reconciles, in all clusters together: there is no label per cluster.
public final class EngineMetrics {

    private final Map<String, Counts> counts = new ConcurrentHashMap<>();

    private record Counts(LongAdder succeeded, LongAdder failed, LongAdder nanos) {}

    void reconciled(String controller, long nanos, boolean success) {
        Counts of = counts.computeIfAbsent(controller, _ -> new Counts(new LongAdder(), new LongAdder(), new LongAdder()));
        (success ? of.succeeded : of.failed).increment();
        of.nanos.add(nanos);
    }

    /// Prometheus text form.
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("# TYPE controllers_reconciles_total counter\n");
        new TreeMap<>(counts).forEach((controller, of) -> {
            text.append("controllers_reconciles_total{controller=\"%s\",result=\"success\"} %d%n".formatted(controller, of.succeeded.sum()));
            text.append("controllers_reconciles_total{controller=\"%s\",result=\"error\"} %d%n".formatted(controller, of.failed.sum()));
        });
        text.append("# TYPE controllers_reconcile_seconds_total counter\n");
        new TreeMap<>(counts).forEach(
                (controller, of) -> text.append("controllers_reconcile_seconds_total{controller=\"%s\"} %s%n".formatted(controller, of.nanos.sum() / 1e9)));
        return text.toString();
    }
}
