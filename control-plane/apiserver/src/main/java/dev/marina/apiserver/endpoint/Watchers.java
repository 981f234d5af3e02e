package dev.marina.apiserver.endpoint;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.store.EventCursor;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Who watches what in each cluster at the moment, and how far each has come: an entry for as long as the watch is open. Any thread may call.
public final class Watchers {

    private static final int LONGEST = 200;

    private final Map<ClusterId, Set<Open>> byCluster = new ConcurrentHashMap<>();

    /// Told from another one by identity.
    static final class Open implements AutoCloseable {
        private final Watchers watchers;
        private final ClusterId cluster;
        private final Watcher watcher;
        private final EventCursor cursor;

        private Open(Watchers watchers, ClusterId cluster, Watcher watcher, EventCursor cursor) {
            this.watchers = watchers;
            this.cluster = cluster;
            this.watcher = watcher;
            this.cursor = cursor;
        }

        @Override
        public void close() {
            watchers.byCluster.computeIfPresent(cluster, (_, open) -> {
                open.remove(this);
                return open.isEmpty() ? null : open;
            });
        }
    }

    /// @param selector of labels and fields, as it was asked
    /// @param position every change up to here has been sent, or is none that it wants
    public record Watcher(String user, String agent, GroupResource resource, String namespace, String selector, Instant since, ResourceVersion position) {
        private Watcher at(ResourceVersion now) {
            return new Watcher(user, agent, resource, namespace, selector, since, now);
        }
    }

    /// Close it when the watch ends.
    Open add(ApiRequest request, GroupResource resource, String namespace, EventCursor cursor, Instant since) {
        String selector = Stream.of("labelSelector", "fieldSelector").map(request.query()::text).filter(text -> !text.isEmpty())
                .reduce((one, other) -> one + "," + other).orElse("");
        Watcher watcher = new Watcher(shortened(request.requireIdentity().user()), shortened(request.headers().first("user-agent")), resource, namespace,
                shortened(selector), since, ResourceVersion.NONE);
        Open open = new Open(this, request.clusterId(), watcher, cursor);
        byCluster.compute(request.clusterId(), (_, present) -> {
            Set<Open> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(open);
            return all;
        });
        return open;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /// In the order of types, who watches longest first.
    public List<Watcher> of(ClusterId cluster) {
        return byCluster.getOrDefault(cluster, Set.of()).stream().map(open -> open.watcher.at(open.cursor.position()))
                .sorted(Comparator.comparing(Watcher::resource).thenComparing(Watcher::since)).toList();
    }
}
