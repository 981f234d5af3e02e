package dev.marina.agent.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// A node's object as its cluster has it, read when it is asked for: pods that come together are looked at with one reading. Thread-safe.
final class OwnNode {

    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private record Reading(Node node, Instant at) {}

    private final String name;
    private final Supplier<KubernetesClient> client;
    private final Clock clock;
    private volatile Reading last;

    OwnNode(String name, Supplier<KubernetesClient> client, Clock clock) {
        this.name = name;
        this.client = client;
        this.clock = clock;
    }

    Node known() {
        Reading known = last;
        return known != null && clock.instant().isBefore(known.at.plus(GOOD_FOR)) ? known.node : now();
    }

    Node now() {
        Node read = client.get().nodes().withName(name).get();
        if (read == null) {
            throw new IllegalStateException("node \"%s\" not found".formatted(name));
        }
        last = new Reading(read, clock.instant());
        return read;
    }
}
