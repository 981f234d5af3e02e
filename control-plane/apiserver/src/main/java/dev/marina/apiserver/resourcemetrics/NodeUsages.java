package dev.marina.apiserver.resourcemetrics;

import com.fasterxml.jackson.databind.ObjectReader;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.NodeUsage;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What nodes use, as their agents say. An answer, or that there was none, is believed for some seconds by all who ask; a node is asked once
/// at a time. For any thread.
public final class NodeUsages {

    private static final Logger log = LoggerFactory.getLogger(NodeUsages.class);
    private static final ObjectReader READER = Document.mapper().readerFor(NodeUsage.class);
    private static final Duration BELIEVED = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_KEPT = 5_000;

    private final NodeAgents agents;
    private final Clock clock;
    /// The longest unused goes first. Guarded by itself.
    private final Map<Node, Asked> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Node, Asked> eldest) {
            return size() > MOST_KEPT;
        }
    };

    public NodeUsages(NodeAgents agents, Clock clock) {
        this.agents = agents;
        this.clock = clock;
    }

    private record Node(ClusterId cluster, String name) {}

    private record Asked(CompletableFuture<Optional<NodeUsage>> answer, Instant until) {
        boolean holds(Instant now) {
            return !answer.isDone() || now.isBefore(until);
        }
    }

    /// By name, of those whose agents answer within some seconds.
    Map<String, NodeUsage> of(ClusterRecord cluster, Collection<String> nodes) {
        Map<String, CompletableFuture<Optional<NodeUsage>>> answers = new HashMap<>();
        nodes.forEach(name -> answers.put(name, asked(cluster, name)));
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, NodeUsage> usages = new HashMap<>();
        answers.forEach((name, answer) -> await(answer, end).ifPresent(usage -> usages.put(name, usage)));
        return usages;
    }

    private CompletableFuture<Optional<NodeUsage>> asked(ClusterRecord cluster, String name) {
        Node node = new Node(cluster.id(), name);
        Asked asked;
        synchronized (recent) {
            Asked known = recent.get(node);
            if (known != null && known.holds(clock.instant())) {
                return known.answer();
            }
            asked = new Asked(new CompletableFuture<>(), clock.instant().plus(BELIEVED));
            recent.put(node, asked);
        }
        Thread.ofVirtual().name("node-usage").start(() -> {
            try {
                asked.answer().complete(ask(cluster, name));
            } catch (RuntimeException | Error broken) {
                // The other nodes' figures are told all the same.
                log.atWarn().addKeyValue("cluster", cluster.id()).addKeyValue("node", name).setCause(broken).log("figures of a node could not be asked for");
                asked.answer().complete(Optional.empty());
            }
        });
        return asked.answer();
    }

    private Optional<NodeUsage> ask(ClusterRecord cluster, String name) {
        StreamRequest request = new StreamRequest("usage", cluster.id().value(), name, "", "", "", "", List.of(), Map.of());
        try (TunnelStream stream = agents.openSoon(cluster, request)) {
            return Optional.of(READER.readValue(stream.readAll(PATIENCE, MOST_BYTES)));
        } catch (StatusException | IOException unknown) {
            log.atDebug().addKeyValue("cluster", cluster.id()).addKeyValue("node", name).addKeyValue("reason", unknown.getMessage())
                    .log("no figures of a node");
            return Optional.empty();
        }
    }

    private static Optional<NodeUsage> await(CompletableFuture<Optional<NodeUsage>> answer, long end) {
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silent) {
            return Optional.empty();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("figures of a node could not be asked for", broken.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while waiting for nodes' agents");
        }
    }
}
