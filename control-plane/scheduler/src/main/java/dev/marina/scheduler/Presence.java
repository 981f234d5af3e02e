package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/// Pods that wait, as they are now.
record Presence(Services services) {

    /// Empty once the cluster has left; that it has is on its way.
    Optional<Snapshot> now(ClusterId cluster) {
        try {
            return Optional.of(new Snapshot(services.store().image(cluster), services.decoder()));
        } catch (StoreException.NoSuchCluster | StoreException.NotOwner e) {
            return Optional.empty();
        }
    }

    Optional<Pod> of(Waiting waiting) {
        return now(waiting.cluster()).flatMap(snapshot -> of(waiting, snapshot));
    }

    static Optional<Pod> of(Waiting waiting, Snapshot snapshot) {
        return snapshot.find(Types.PODS, waiting.namespace(), waiting.name()).filter(each -> each.getMetadata().getUid().equals(waiting.uid()));
    }
}
