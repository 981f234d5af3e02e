package dev.marina.apiserver.flowcontrol;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// What a cluster's levels and flows tell Prometheus, under upstream's names.
final class FlowMetrics {

    private static final String PREFIX = "apiserver_flowcontrol_";

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Level> levels;
    private final Map<ClusterFlows.FlowKey, FlowCounts> counts;

    private FlowMetrics(Map<String, Level> levels, Map<ClusterFlows.FlowKey, FlowCounts> counts) {
        this.levels = new TreeMap<>(levels);
        this.counts = new TreeMap<>(Comparator.comparing(ClusterFlows.FlowKey::level).thenComparing(ClusterFlows.FlowKey::schema));
        this.counts.putAll(counts);
    }

    static String text(Map<String, Level> levels, Map<ClusterFlows.FlowKey, FlowCounts> counts) {
        FlowMetrics metrics = new FlowMetrics(levels, counts);
        metrics.levels();
        metrics.flows();
        return metrics.text.toString();
    }

    private void levels() {
        level("nominal_limit_seats", "Nominal number of execution seats configured for each priority level", level -> level.share().nominal());
        level("lower_limit_seats", "Configured lower bound on number of execution seats available to each priority level", level -> level.share().lower());
        level("upper_limit_seats", "Configured upper bound on number of execution seats available to each priority level", level -> level.share().upper());
        level("current_limit_seats", "current derived number of execution seats available to each priority level", Level::limit);
        level("demand_seats_high_watermark", "High watermark, over last adjustment period, of demand_seats", level -> level.demand().observed().most());
        level("demand_seats_average", "Time-weighted average, over last adjustment period, of demand_seats", level -> level.demand().observed().mean());
        level("demand_seats_stdev", "Time-weighted standard deviation, over last adjustment period, of demand_seats",
                level -> level.demand().observed().deviation());
        level("demand_seats_smoothed", "Smoothed seat demands", level -> level.demand().smoothed());
        level("current_r", "R(time of last change)", level -> level.seats.state().progress());
    }

    private void flows() {
        counter("dispatched_requests_total", "Number of requests executed by API Priority and Fairness subsystem", of -> of.dispatched.sum());
        head("rejected_requests_total", "counter", "Number of requests rejected by API Priority and Fairness subsystem");
        counts.forEach((key, of) -> new TreeMap<>(of.refused).forEach((reason, count) -> sample("rejected_requests_total",
                labels(key) + ",reason=\"%s\"".formatted(reason), count.sum())));
        gauge("current_inqueue_requests", "Number of requests currently pending in queues of the API Priority and Fairness subsystem",
                of -> of.waiting.sum());
        gauge("current_inqueue_seats", "Number of seats currently pending in queues of the API Priority and Fairness subsystem",
                of -> of.waitingSeats.sum());
        gauge("current_executing_requests",
                "Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution stage in the API Priority and Fairness subsystem",
                of -> of.executing.sum());
        gauge("current_executing_seats", "Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage "
                + "otherwise) requests in the API Priority and Fairness subsystem", of -> of.executingSeats.sum());
        head("request_execution_seconds", "histogram", "Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution in "
                + "the API Priority and Fairness subsystem");
        counts.forEach((key, of) -> of.execution.write(text, PREFIX + "request_execution_seconds", labels(key)));
        head("work_estimated_seats", "histogram", "Number of estimated seats (maximum of initial and final seats) associated with requests in API "
                + "Priority and Fairness");
        counts.forEach((key, of) -> of.seats.write(text, PREFIX + "work_estimated_seats", labels(key)));
        waits();
    }

    private void waits() {
        head("request_wait_duration_seconds", "histogram", "Length of time a request spent waiting in its queue");
        counts.forEach((key, of) -> {
            if (of.known() != null) {
                of.known().called().write(text, PREFIX + "request_wait_duration_seconds", labels(key) + ",execute=\"true\"");
                of.known().gaveUp().write(text, PREFIX + "request_wait_duration_seconds", labels(key) + ",execute=\"false\"");
            }
        });
        head("request_queue_length_after_enqueue", "histogram", "Length of queue in the API Priority and Fairness subsystem, as seen by each request "
                + "after it is enqueued");
        counts.forEach((key, of) -> {
            if (of.known() != null) {
                of.known().length().write(text, PREFIX + "request_queue_length_after_enqueue", labels(key));
            }
        });
    }

    private void level(String name, String help, ToDoubleFunction<Level> value) {
        head(name, "gauge", help);
        levels.forEach((level, of) -> sample(name, "priority_level=\"%s\"".formatted(level), value.applyAsDouble(of)));
    }

    private void counter(String name, String help, ToDoubleFunction<FlowCounts> value) {
        head(name, "counter", help);
        counts.forEach((key, of) -> sample(name, labels(key), value.applyAsDouble(of)));
    }

    private void gauge(String name, String help, ToDoubleFunction<FlowCounts> value) {
        head(name, "gauge", help);
        counts.forEach((key, of) -> sample(name, labels(key), value.applyAsDouble(of)));
    }

    private static String labels(ClusterFlows.FlowKey key) {
        return "flow_schema=\"%s\",priority_level=\"%s\"".formatted(key.schema(), key.level());
    }

    private void head(String name, String type, String help) {
        text.append("# HELP %s%s %s\n# TYPE %s%s %s\n".formatted(PREFIX, name, help, PREFIX, name, type));
    }

    private void sample(String name, String labels, double value) {
        text.append(PREFIX).append(name).append('{').append(labels).append("} ");
        text.append(value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value)).append('\n');
    }
}
