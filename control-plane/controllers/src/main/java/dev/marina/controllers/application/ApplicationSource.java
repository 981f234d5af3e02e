package dev.marina.controllers.application;

import dev.marina.api.GroupResource;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.model.AddOn;
import dev.marina.model.Application;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Applications, and every change that concerns one. Whatever has an application's name concerns it, also what is not its own: when that goes, its place is
/// free. In a cluster without applications a change costs one look into a map.
final class ApplicationSource implements Source {

    private static final GroupResource APPLICATIONS = Types.APPLICATIONS.groupResource();
    private static final GroupResource BUILDS = ApplicationWorld.BUILDS.groupResource();
    private static final GroupResource ADD_ONS = Types.ADD_ONS.groupResource();
    private static final GroupResource AUTOSCALERS = Types.AUTOSCALERS.groupResource();
    private static final Set<GroupResource> LABELLED = Set.of(Types.PODS.groupResource(), Types.CLAIMS.groupResource());
    private static final Set<GroupResource> CONCERNING = Stream.of(ApplicationWorld.OWNED.stream().map(ResourceType::groupResource), LABELLED.stream(),
            Stream.of(BUILDS, ADD_ONS)).flatMap(types -> types).collect(Collectors.toUnmodifiableSet());

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject("Application", key.namespace(), key.name());
    }

    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        return snapshot.list(Types.APPLICATIONS, "").stream().map(application -> key(snapshot, application));
    }

    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        GroupResource changed = event.key().resource();
        if (changed.equals(APPLICATIONS)) {
            return Stream.of(key(snapshot, event.key().namespace(), event.key().name()));
        }
        if (!CONCERNING.contains(changed) || none(snapshot)) {
            return Stream.empty();
        }
        if (changed.equals(BUILDS)) {
            return snapshot.list(Types.APPLICATIONS, event.key().namespace()).stream()
                    .filter(application -> application.getSpec().build() != null && event.key().name().equals(application.getSpec().build().name()))
                    .map(application -> key(snapshot, application));
        }
        if (changed.equals(ADD_ONS)) {
            return bound(event, snapshot);
        }
        if (LABELLED.contains(changed)) {
            return versions(event).map(stored -> stored.fields().labels().get(Application.LABEL)).filter(name -> name != null)
                    .map(name -> key(snapshot, event.key().namespace(), name));
        }
        Stream<String> names = Stream.concat(Stream.of(event.key().name()), changed.equals(AUTOSCALERS) ? targets(event, snapshot) : Stream.empty());
        return names.filter(name -> snapshot.lives(Types.APPLICATIONS, event.key().namespace(), name))
                .map(name -> key(snapshot, event.key().namespace(), name));
    }

    /// Only where it, or its credentials, come or go: what else becomes of it is nothing to those bound to it.
    private static Stream<ClusterKey> bound(StoreEvent event, Snapshot snapshot) {
        return usable(event.previous(), snapshot).equals(usable(event.current(), snapshot))
                ? Stream.empty()
                : snapshot.list(Types.APPLICATIONS, event.key().namespace()).stream()
                        .filter(application -> application.getSpec().addOns().stream().anyMatch(addOn -> event.key().name().equals(addOn.name())))
                        .map(application -> key(snapshot, application));
    }

    /// Whether it has credentials; empty where it is not there.
    private static Optional<Boolean> usable(Optional<Stored> addOn, Snapshot snapshot) {
        return addOn.flatMap(stored -> snapshot.decoder().decode(stored, AddOn.class)).filter(each -> each.getMetadata().getDeletionTimestamp() == null)
                .map(each -> each.getStatus() != null && each.getStatus().secret() != null);
    }

    private static boolean none(Snapshot snapshot) {
        try (Stream<Stored> all = snapshot.image().list(APPLICATIONS, "")) {
            return all.findAny().isEmpty();
        }
    }

    private static Stream<String> targets(StoreEvent event, Snapshot snapshot) {
        return versions(event).flatMap(stored -> snapshot.decoder().decode(stored, HorizontalPodAutoscaler.class).stream())
                .filter(scaler -> scaler.getSpec() != null && scaler.getSpec().getScaleTargetRef() != null)
                .map(scaler -> scaler.getSpec().getScaleTargetRef().getName());
    }

    private static Stream<Stored> versions(StoreEvent event) {
        return Stream.of(event.previous(), event.current()).flatMap(Optional::stream);
    }

    private static ClusterKey key(Snapshot snapshot, Application application) {
        return key(snapshot, application.getMetadata().getNamespace(), application.getMetadata().getName());
    }

    private static ClusterKey key(Snapshot snapshot, String namespace, String name) {
        return new ClusterKey(snapshot.cluster(), namespace, name);
    }
}
