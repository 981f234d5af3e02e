package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Application;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.stream.Stream;

/// Applications with a source, the pods that render for them, and whatever has an application's label. In a cluster without such applications a change costs
/// one look at a label.
final class ReleaseSource implements Source {

    private static final GroupResource APPLICATIONS = Types.APPLICATIONS.groupResource();
    private static final GroupResource PODS = Types.PODS.groupResource();

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject("Application", key.namespace(), key.name());
    }

    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        return snapshot.list(Types.APPLICATIONS, "").stream().filter(application -> application.getSpec().sourced())
                .map(application -> new ClusterKey(snapshot.cluster(), application.getMetadata().getNamespace(), application.getMetadata().getName()));
    }

    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        if (event.key().resource().equals(APPLICATIONS)) {
            return Stream.of(new ClusterKey(snapshot.cluster(), event.key().namespace(), event.key().name()));
        }
        if (event.key().resource().equals(PODS) && event.key().namespace().equals(RenderPod.NAMESPACE)) {
            return versions(event).map(stored -> Document.parse(stored.bytes()).annotations().getOrDefault(RenderPod.FOR, ""))
                    .filter(owner -> owner.contains("/"))
                    .distinct().map(owner -> owner.split("/", 2)).map(owner -> new ClusterKey(snapshot.cluster(), owner[0], owner[1]));
        }
        return versions(event).map(stored -> stored.fields().labels().get(Application.LABEL)).filter(name -> name != null).distinct()
                .flatMap(name -> labelled(event.key().namespace(), name, snapshot));
    }

    /// What is in no namespace, or in another, may be an application's of any.
    private static Stream<ClusterKey> labelled(String namespace, String name, Snapshot snapshot) {
        Stream<Application> called = snapshot.find(Types.APPLICATIONS, namespace, name).map(Stream::of)
                .orElseGet(() -> snapshot.list(Types.APPLICATIONS, "").stream().filter(application -> application.getMetadata().getName().equals(name)));
        return called.filter(application -> application.getSpec().sourced())
                .map(application -> new ClusterKey(snapshot.cluster(), application.getMetadata().getNamespace(), name));
    }

    private static Stream<Stored> versions(StoreEvent event) {
        return Stream.of(event.previous(), event.current()).flatMap(stored -> stored.stream()).filter(stored -> !stored.opaque());
    }
}
