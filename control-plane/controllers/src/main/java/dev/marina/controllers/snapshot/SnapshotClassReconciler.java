package dev.marina.controllers.snapshot;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.store.StoreEvent;
import java.util.stream.Stream;

/// Makes the class of the platform's own driver as soon as a cluster knows what classes are, where there is none of any kind.
public final class SnapshotClassReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("snapshot-class").source(new Definition()).with(new SnapshotClassReconciler());
    }

    private static final class Definition implements Source {
        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.stored(SnapshotTypes.definition(snapshot.cluster())).isPresent() ? Stream.of(key(snapshot)) : Stream.empty();
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            return event.key().equals(SnapshotTypes.definition(snapshot.cluster())) ? all(snapshot) : Stream.empty();
        }

        private static ClusterKey key(Snapshot snapshot) {
            return new ClusterKey(snapshot.cluster(), "", SnapshotContents.CLASS);
        }

        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("VolumeSnapshotClass", "", key.name());
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        if (turn.snapshot().list(SnapshotTypes.CLASSES, "").isEmpty()) {
            turn.writes().create(SnapshotTypes.CLASSES, SnapshotContents.defaultClass());
        }
        return Outcome.SETTLED;
    }
}
