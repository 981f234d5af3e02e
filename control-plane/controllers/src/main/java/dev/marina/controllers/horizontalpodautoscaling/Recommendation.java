package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.horizontalpodautoscaling.Calculation.Measured;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.NoMetrics;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What all metrics together ask for: the largest of their proposals. A metric that is missing may keep a set from shrinking, not
/// from growing.
///
/// @param replicas empty when nothing can be said
/// @param metric by which, such as `cpu resource utilization (percentage of request)`
/// @param seen for the status, one for each metric and in their order, as clients show the two lists side by side
/// @param failures of the metrics that could not be had
record Recommendation(Optional<Integer> replicas, String metric, List<MetricStatus> seen, List<Failure> failures) {

    private static final MetricStatus UNSEEN = new MetricStatusBuilder().withType("").build();

    /// @param reason such as FailedGetResourceMetric
    /// @param invalid the words for one of several metrics
    record Failure(String reason, String message, String invalid) {}

    static Recommendation of(List<MetricSpec> metrics, Calculation calculation) {
        List<MetricStatus> seen = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        int most = 0;
        String by = "";
        for (MetricSpec metric : metrics) {
            MetricText text = new MetricText(metric);
            try {
                Measured measured = calculation.of(metric);
                seen.add(measured.status());
                if (by.isEmpty() || measured.replicas() > most) {
                    most = measured.replicas();
                    by = text.name();
                }
            } catch (NoMetrics e) {
                seen.add(UNSEEN);
                String message = text.failed() + e.getMessage();
                failures.add(new Failure("FailedGet" + metric.getType() + "Metric", message, text.invalid() + message));
            }
        }
        boolean unknown = by.isEmpty() || !failures.isEmpty() && most < calculation.target().replicas();
        return new Recommendation(unknown ? Optional.empty() : Optional.of(most), by, seen, failures);
    }

    /// The whole story, for an event.
    String failure() {
        return "invalid metrics (%d invalid out of %d), first error is: %s".formatted(failures.size(), seen.size(), failures.getFirst().invalid());
    }
}
