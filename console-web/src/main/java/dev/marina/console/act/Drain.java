package dev.marina.console.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.feed.Backoff;
import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Empties a node: no new pods, then eviction of those that are there, except those that belong to it (of daemon sets, static ones), until they are
/// gone. As `kubectl drain --ignore-daemonsets --delete-emptydir-data` does.
public final class Drain {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Backoff LOOK_AGAIN = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

    private final ClusterApi api;
    private final Subject node;

    public Drain(ClusterApi api, Subject node) {
        this.api = api;
        this.node = node;
    }

    /// @param left pods that have not gone
    /// @param held why one of them may not go now; "" where nothing holds it
    public record Progress(int all, int left, String held, boolean over) {}

    /// What is to be evicted of the pods of a node.
    static List<JsonNode> leaving(JsonNode pods) {
        List<JsonNode> leaving = new ArrayList<>();
        pods.path("items").forEach(pod -> {
            boolean mirror = pod.at("/metadata/annotations").has("kubernetes.io/config.mirror");
            boolean daemon = false;
            for (JsonNode owner : pod.at("/metadata/ownerReferences")) {
                daemon |= owner.path("kind").asText().equals("DaemonSet") && owner.path("controller").asBoolean();
            }
            if (!mirror && !daemon) {
                leaving.add(pod);
            }
        });
        return leaving;
    }

    public String kubectl() {
        return "kubectl drain %s --ignore-daemonsets --delete-emptydir-data".formatted(node.name());
    }

    /// Blocks until the node is empty, it takes too long, or nobody wants it any more.
    public void run(Consumer<Progress> told, BooleanSupplier wanted) throws IOException, InterruptedException {
        Request cordon = Deed.find("cordon").orElseThrow().request().apply(node);
        api.write(cordon.method(), cordon.path(), cordon.type(), cordon.document());
        Instant until = Instant.now().plus(PATIENCE);
        Set<String> asked = new LinkedHashSet<>();
        int all = -1;
        for (int turn = 1; wanted.getAsBoolean(); turn++) {
            List<JsonNode> pods = leaving(api.read("/api/v1/pods?fieldSelector=spec.nodeName%3D" + node.name()));
            all = Math.max(all, pods.size());
            String held = evict(pods, asked);
            boolean late = Instant.now().isAfter(until);
            told.accept(new Progress(all, pods.size(), held, pods.isEmpty() || late));
            if (pods.isEmpty() || late) {
                return;
            }
            Thread.sleep(LOOK_AGAIN.after(turn));
        }
    }

    private String evict(List<JsonNode> pods, Set<String> asked) throws IOException {
        String held = "";
        for (JsonNode pod : pods) {
            String uid = pod.at("/metadata/uid").asText();
            if (pod.path("metadata").has("deletionTimestamp") || asked.contains(uid)) {
                continue;
            }
            String namespace = pod.at("/metadata/namespace").asText();
            String name = pod.at("/metadata/name").asText();
            Request eviction = Eviction.of("/api/v1/namespaces/%s/pods/%s".formatted(namespace, name), namespace, name);
            try {
                api.write(eviction.method(), eviction.path(), eviction.type(), eviction.document());
                asked.add(uid);
            } catch (Refusal refusal) {
                if (refusal.status() == 429) {
                    // A disruption budget: asked again with the next turn.
                    held = "%s/%s: %s".formatted(namespace, name, refusal.getMessage());
                } else if (refusal.status() != 404) {
                    throw refusal;
                }
            }
        }
        return held;
    }
}
