package dev.marina.controllers.addon;

import dev.marina.api.GroupResource;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.model.AddOn;
import dev.marina.model.Application;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Add-ons, and every change that concerns one: its parts and its pods by their label, what has the name of a part, applications that are bound to it, and
/// their Deployments. In a cluster without add-ons a change costs one look into a map.
final class AddOnSource implements Source {

    private static final GroupResource ADD_ONS = Types.ADD_ONS.groupResource();
    private static final GroupResource APPLICATIONS = Types.APPLICATIONS.groupResource();
    private static final GroupResource DEPLOYMENTS = Types.DEPLOYMENTS.groupResource();
    private static final Set<GroupResource> LABELLED = Set.of(Types.PODS.groupResource(), Types.CLAIMS.groupResource(), Types.JOBS.groupResource(),
            Types.SECRETS.groupResource(), Types.NETWORK_POLICIES.groupResource());
    private static final Set<GroupResource> NAMED = Set.of(Types.SERVICES.groupResource(), Types.STATEFUL_SETS.groupResource());

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject("AddOn", key.namespace(), key.name());
    }

    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        return snapshot.list(Types.ADD_ONS, "").stream()
                .map(addOn -> new ClusterKey(snapshot.cluster(), addOn.getMetadata().getNamespace(), addOn.getMetadata().getName()));
    }

    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        GroupResource changed = event.key().resource();
        if (changed.equals(ADD_ONS)) {
            return Stream.of(key(event, snapshot, event.key().name()));
        }
        boolean concerning = LABELLED.contains(changed) || NAMED.contains(changed) || changed.equals(APPLICATIONS) || changed.equals(DEPLOYMENTS);
        if (!concerning || none(snapshot)) {
            return Stream.empty();
        }
        return names(event, snapshot, changed).distinct().filter(name -> snapshot.lives(Types.ADD_ONS, event.key().namespace(), name))
                .map(name -> key(event, snapshot, name));
    }

    private static Stream<String> names(StoreEvent event, Snapshot snapshot, GroupResource changed) {
        if (LABELLED.contains(changed)) {
            return versions(event).map(stored -> stored.fields().labels().get(AddOn.LABEL)).filter(name -> name != null);
        }
        if (changed.equals(APPLICATIONS)) {
            return versions(event).flatMap(stored -> snapshot.decoder().decode(stored, Application.class).stream()).flatMap(AddOnSource::bound);
        }
        if (changed.equals(DEPLOYMENTS)) {
            return snapshot.find(Types.APPLICATIONS, event.key().namespace(), event.key().name()).stream().flatMap(AddOnSource::bound);
        }
        return Stream.of(event.key().name());
    }

    private static Stream<String> bound(Application application) {
        return application.getSpec().addOns().stream().map(Application.AddOnBinding::name);
    }

    private static boolean none(Snapshot snapshot) {
        try (Stream<Stored> all = snapshot.image().list(ADD_ONS, "")) {
            return all.findAny().isEmpty();
        }
    }

    private static Stream<Stored> versions(StoreEvent event) {
        return Stream.of(event.previous(), event.current()).flatMap(Optional::stream);
    }

    private static ClusterKey key(StoreEvent event, Snapshot snapshot, String name) {
        return new ClusterKey(snapshot.cluster(), event.key().namespace(), name);
    }
}
