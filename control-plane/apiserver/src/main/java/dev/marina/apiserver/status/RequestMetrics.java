package dev.marina.apiserver.status;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counters of requests in Prometheus' text form. Never labelled by tenant or cluster.
public final class RequestMetrics {

    private record Key(String verb, int status) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byVerb = verb.compareTo(other.verb);
            return byVerb != 0 ? byVerb : Integer.compare(status, other.status);
        }
    }

    private record Count(LongAdder requests, LongAdder nanos) {}

    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    public void answered(String verb, int status, Duration took) {
        Count count = counts.computeIfAbsent(new Key(verb, status), _ -> new Count(new LongAdder(), new LongAdder()));
        count.requests().increment();
        count.nanos().add(took.toNanos());
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("# HELP apiserver_requests_total Requests answered, by verb and status.\n# TYPE apiserver_requests_total counter\n");
        Map<Key, Count> sorted = new TreeMap<>(counts);
        sorted.forEach((key, count) -> text
                .append("apiserver_requests_total{verb=\"%s\",status=\"%d\"} %d\n".formatted(key.verb(), key.status(), count.requests().sum())));
        text.append("# HELP apiserver_request_duration_seconds_total Time until the answer began, by verb and status.\n")
                .append("# TYPE apiserver_request_duration_seconds_total counter\n");
        sorted.forEach((key, count) -> text.append("apiserver_request_duration_seconds_total{verb=\"%s\",status=\"%d\"} %.6f\n"
                .formatted(key.verb(), key.status(), count.nanos().sum() / 1e9)));
        return text.toString();
    }
}
