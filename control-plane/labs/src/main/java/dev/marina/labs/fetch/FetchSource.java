package dev.marina.labs.fetch;

import dev.marina.api.GroupResource;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.labs.source.ClusterLabs;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.stream.Stream;

/// Sources of labs, and the pods that fetch for them.
final class FetchSource implements Source {

    private static final GroupResource PODS = new GroupResource("", "pods");

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject("LabSource", "", key.name());
    }

    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        return snapshot.image().list(ClusterLabs.SOURCES, "").map(Stored::key).map(key -> new ClusterKey(key.cluster(), "", key.name()));
    }

    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        if (event.key().resource().equals(ClusterLabs.SOURCES)) {
            return event.deletion() ? Stream.empty() : Stream.of(new ClusterKey(event.key().cluster(), "", event.key().name()));
        }
        if (!event.key().resource().equals(PODS) || !event.key().namespace().equals(FetchPod.NAMESPACE)) {
            return Stream.empty();
        }
        return event.current().or(event::previous).map(pod -> pod.fields().labels().get(FetchPod.LABEL)).stream()
                .map(source -> new ClusterKey(event.key().cluster(), "", source));
    }
}
