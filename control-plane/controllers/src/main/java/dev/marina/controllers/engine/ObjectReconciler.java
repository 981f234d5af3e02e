package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/// The usual reconciler: of one type, and with nothing to do for an object that is gone.
public interface ObjectReconciler<T extends HasMetadata> extends Reconciler {

    ResourceType<T> type();

    /// @param object as it is now
    Outcome reconcile(Turn turn, T object) throws Exception;

    @Override
    default Outcome reconcile(Turn turn) throws Exception {
        Optional<T> found = turn.find(type());
        return found.isEmpty() ? Outcome.SETTLED : reconcile(turn, found.get());
    }
}
