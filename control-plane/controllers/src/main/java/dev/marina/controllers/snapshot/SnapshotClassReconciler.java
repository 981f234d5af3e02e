package dev.marina.controllers.snapshot;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.stream.Stream;

/// Makes the class of the platform's own driver as soon as a cluster knows what classes are, where there is none of any kind.
public final class SnapshotClassReconciler implements Reconciler {

    private final ResourceType<GenericKubernetesResource> classes;
    private final GenericKubernetesResource standard;

    SnapshotClassReconciler(ResourceType<GenericKubernetesResource> classes, GenericKubernetesResource standard) {
        this.classes = classes;
        this.standard = standard;
    }

    public static Controller controller() {
        return controller("snapshot-class", SnapshotTypes.CLASSES, SnapshotContents.defaultClass());
    }

    /// The same for snapshots that are taken together.
    public static Controller ofGroups() {
        return controller("snapshot-group-class", SnapshotTypes.GROUP_CLASSES, GroupContents.defaultClass());
    }

    private static Controller controller(String name, ResourceType<GenericKubernetesResource> classes, GenericKubernetesResource standard) {
        return Controller.named(name).source(new Definition(classes, standard.getMetadata().getName()))
                .with(new SnapshotClassReconciler(classes, standard));
    }

    private record Definition(ResourceType<?> classes, String standard) implements Source {
        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.stored(SnapshotTypes.definition(snapshot.cluster(), classes)).isPresent() ? Stream.of(key(snapshot)) : Stream.empty();
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            return event.key().equals(SnapshotTypes.definition(snapshot.cluster(), classes)) ? all(snapshot) : Stream.empty();
        }

        private ClusterKey key(Snapshot snapshot) {
            return new ClusterKey(snapshot.cluster(), "", standard);
        }

        @Override
        public Subject subject(ClusterKey key) {
            return new Subject(classes.kind(), "", key.name());
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        if (turn.snapshot().list(classes, "").isEmpty()) {
            turn.writes().create(classes, standard);
        }
        return Outcome.SETTLED;
    }
}
