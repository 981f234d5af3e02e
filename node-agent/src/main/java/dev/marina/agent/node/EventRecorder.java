package dev.marina.agent.node;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events in their order, on a thread of its own; repeated ones are counted. Events are told when they can be and lost
/// when they cannot: nobody waits for them.
public final class EventRecorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int QUEUE = 1_000;
    private static final int REMEMBERED = 2_000;
    private static final Duration SAME_SERIES = Duration.ofMinutes(10);

    private final Supplier<KubernetesClient> client;
    private final String component;
    private final String node;
    private final Clock clock;
    private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;

    private record Happening(ObjectReference about, String type, String reason, String message, Instant at) {}

    private record Written(String name, int count, Instant last) {}

    /// Only the writer thread uses it.
    private final Map<Happening, Written> written = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Happening, Written> eldest) {
            return size() > REMEMBERED;
        }
    };

    EventRecorder(Supplier<KubernetesClient> client, String node, Clock clock) {
        this(client, "kubelet", node, clock);
    }

    /// @param component that reports
    public EventRecorder(Supplier<KubernetesClient> client, String component, String node, Clock clock) {
        this.client = client;
        this.component = component;
        this.node = node;
        this.clock = clock;
        writer = Thread.ofVirtual().name("events " + node).start(this::run);
    }

    public void record(ObjectReference about, String type, String reason, String message) {
        if (!queue.offer(new Happening(about, type, reason, message, clock.instant()))) {
            LOG.atWarn().addKeyValue("node", node).addKeyValue("reason", reason).log("event dropped, too many are waiting");
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                write(queue.take());
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException failure) {
                LOG.atDebug().addKeyValue("node", node).setCause(failure).log("event not written");
            }
        }
    }

    private void write(Happening happening) {
        Happening key = new Happening(happening.about, happening.type, happening.reason, happening.message, Instant.EPOCH);
        Written before = written.get(key);
        String time = happening.at.truncatedTo(ChronoUnit.SECONDS).toString();
        if (before != null && Duration.between(before.last, happening.at).compareTo(SAME_SERIES) < 0) {
            client.get().v1().events().inNamespace(namespace(happening.about)).withName(before.name).patch(PatchContext.of(PatchType.JSON_MERGE),
                    "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(before.count + 1, time));
            written.put(key, new Written(before.name, before.count + 1, happening.at));
            return;
        }
        String name = "%s.%x".formatted(happening.about.getName(), happening.at.getEpochSecond() * 1_000_000_000L + happening.at.getNano());
        Event event = new EventBuilder().withNewMetadata().withName(name).withNamespace(namespace(happening.about)).endMetadata()
                .withInvolvedObject(happening.about).withType(happening.type).withReason(happening.reason).withMessage(cut(happening.message))
                .withNewSource(component, node).withReportingComponent(component).withReportingInstance(node)
                .withFirstTimestamp(time).withLastTimestamp(time).withCount(1).build();
        client.get().v1().events().inNamespace(namespace(happening.about)).resource(event).create();
        written.put(key, new Written(name, 1, happening.at));
    }

    /// Events about nodes, which are in no namespace, go to `default`.
    private static String namespace(ObjectReference about) {
        return about.getNamespace() == null ? "default" : about.getNamespace();
    }

    private static String cut(String message) {
        return message.length() > 1024 ? message.substring(0, 1021) + "..." : message;
    }
}
