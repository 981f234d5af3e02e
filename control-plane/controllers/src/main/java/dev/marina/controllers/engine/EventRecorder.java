package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes core/v1 Events, aggregated as upstream's correlator does: a repeated event raises the count of the one that is
/// there; more than ten that differ only in their message within ten minutes become one with "(combined from similar
/// events): "; a source that floods one object is cut to 25 at once and one per five minutes. State is bounded and shared.
///
/// Recording never fails a reconcile: an event that cannot be written is logged and lost.
public final class EventRecorder {

    public enum Severity {
        Normal, Warning
    }

    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final int MOST_REMEMBERED = 16_384;
    private static final int MOST_WAITING = 500;
    private static final int SIMILAR = 10;
    private static final long SIMILAR_SECONDS = 600;
    private static final int BURST = 25;
    private static final double PER_SECOND = 1 / 300.0;
    private static final String COMBINED = "(combined from similar events): ";

    private final ClusterClient client;
    private final ClusterClock clock;
    private final Executor executor;

    /// Guards the three maps.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Same, Seen> seen = bounded();
    private final Map<Similar, Group> groups = bounded();
    private final Map<Source, Tokens> tokens = bounded();
    /// How many events of a cluster wait to be written: one cluster fills neither memory nor everybody's queue.
    private final Map<ClusterId, Integer> waiting = new ConcurrentHashMap<>();

    private record Source(ClusterId cluster, String component, String uid) {}
    private record Similar(Source source, Severity severity, String reason) {}
    private record Same(Similar similar, String message) {}
    private record Seen(String name, int count, Instant first, Document written) {}
    private record Group(int messages, Instant since) {}
    private record Tokens(double left, Instant at) {}

    /// @param executor runs the writes, one after the other for an order that people can read
    public EventRecorder(ClusterClient client, ClusterClock clock, Executor executor) {
        this.client = client;
        this.clock = clock;
        this.executor = executor;
    }

    public void record(Call call, String component, HasMetadata about, Severity severity, String reason, String message) {
        if (waiting.merge(call.cluster(), 1, Integer::sum) > MOST_WAITING) {
            waiting.computeIfPresent(call.cluster(), EventRecorder::oneLess);
            log.atDebug().addKeyValue("cluster", call.cluster()).addKeyValue("reason", reason).log("event lost: too many wait to be written");
            return;
        }
        executor.execute(() -> {
            try {
                write(call, component, about, severity, reason, message);
            } finally {
                waiting.computeIfPresent(call.cluster(), EventRecorder::oneLess);
            }
        });
    }

    private static Integer oneLess(ClusterId cluster, Integer count) {
        return count == 1 ? null : count - 1;
    }

    private void write(Call call, String component, HasMetadata about, Severity severity, String reason, String message) {
        Instant now = clock.now(call.cluster()).truncatedTo(ChronoUnit.SECONDS);
        Source source = new Source(call.cluster(), component, about.getMetadata().getUid());
        Similar similar = new Similar(source, severity, reason);
        Same same;
        Seen before;
        lock.lock();
        try {
            String shown = combined(similar, message, now);
            same = new Same(similar, shown.startsWith(COMBINED) ? COMBINED : shown);
            before = seen.get(same);
            if (!allowed(source, now)) {
                return;
            }
            message = shown;
        } finally {
            lock.unlock();
        }
        try {
            Seen after = before == null ? first(call, component, about, severity, reason, message, now) : again(call, before, message, now);
            lock.lock();
            try {
                seen.put(same, after);
            } finally {
                lock.unlock();
            }
        } catch (StatusException | StoreException e) {
            log.atDebug().addKeyValue("cluster", call.cluster()).addKeyValue("reason", reason).addKeyValue("why", e.getMessage()).log("event lost");
        }
    }

    private Seen first(Call call, String component, HasMetadata about, Severity severity, String reason, String message, Instant now) {
        String namespace = about.getMetadata().getNamespace() == null ? "default" : about.getMetadata().getNamespace();
        String name = about.getMetadata().getName() + "." + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + System.nanoTime() % 1_000_000_000L);
        Document event = Document.object("v1", "Event").edited(root -> {
            root.putObject("metadata").put("name", name).put("namespace", namespace);
            root.set("involvedObject", reference(about));
            root.put("reason", reason).put("message", message).put("type", severity.name()).put("count", 1)
                    .put("firstTimestamp", now.toString()).put("lastTimestamp", now.toString());
            root.putObject("source").put("component", component);
            root.put("reportingComponent", component).put("reportingInstance", "");
        });
        return new Seen(name, 1, now, client.create(call, Types.EVENTS.resource(), event));
    }

    private Seen again(Call call, Seen before, String message, Instant now) {
        Document event = before.written.with(before.count + 1, "count").with(message, "message").with(now.toString(), "lastTimestamp")
                .without("metadata", "resourceVersion");
        try {
            return new Seen(before.name, before.count + 1, before.first, client.update(call, Types.EVENTS.resource(), "", event));
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
            Document fresh = event.without("metadata", "uid").without("metadata", "creationTimestamp");
            return new Seen(before.name, before.count + 1, before.first, client.create(call, Types.EVENTS.resource(), fresh));
        }
    }

    /// The message to show; the lock is held.
    private String combined(Similar similar, String message, Instant now) {
        if (seen.containsKey(new Same(similar, message))) {
            return message;
        }
        Group group = groups.get(similar);
        if (group == null || group.since.plusSeconds(SIMILAR_SECONDS).isBefore(now)) {
            group = new Group(0, now);
        }
        groups.put(similar, new Group(group.messages + 1, group.since));
        return group.messages < SIMILAR ? message : COMBINED + message;
    }

    /// Takes a token; the lock is held.
    private boolean allowed(Source source, Instant now) {
        Tokens had = tokens.getOrDefault(source, new Tokens(BURST, now));
        double left = Math.min(BURST, had.left + Math.max(0, now.getEpochSecond() - had.at.getEpochSecond()) * PER_SECOND);
        tokens.put(source, new Tokens(left >= 1 ? left - 1 : left, now));
        return left >= 1;
    }

    void forget(ClusterId cluster) {
        lock.lock();
        try {
            seen.keySet().removeIf(same -> same.similar.source.cluster.equals(cluster));
            groups.keySet().removeIf(similar -> similar.source.cluster.equals(cluster));
            tokens.keySet().removeIf(source -> source.cluster.equals(cluster));
        } finally {
            lock.unlock();
        }
    }

    private static ObjectNode reference(HasMetadata about) {
        ObjectNode reference = Document.mapper().createObjectNode().put("apiVersion", about.getApiVersion()).put("kind", about.getKind());
        put(reference, "namespace", about.getMetadata().getNamespace());
        put(reference, "name", about.getMetadata().getName());
        put(reference, "uid", about.getMetadata().getUid());
        put(reference, "resourceVersion", about.getMetadata().getResourceVersion());
        return reference;
    }

    private static void put(ObjectNode reference, String field, String value) {
        if (value != null) {
            reference.put(field, value);
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST_REMEMBERED;
            }
        };
    }
}
