package dev.marina.controllers.backup;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/// The object that asked for a long work is gone, or is to go: the work is broken off.
final class GivenUp extends RuntimeException {

    private GivenUp() {
        super("whoever asked for it has taken it back", null, false, false);
    }

    /// Says how far it is, unless somebody has written in between: the next word comes soon.
    ///
    /// @param said writes it
    static <T extends HasMetadata> void orSay(Turn turn, ResourceType<T> type, HasMetadata object, Runnable said) {
        ifGone(turn, type, object);
        try {
            said.run();
        } catch (StatusException e) {
            if (!e.is("Conflict")) {
                throw e;
            }
        }
    }

    private static <T extends HasMetadata> void ifGone(Turn turn, ResourceType<T> type, HasMetadata object) {
        Optional<T> now = turn.find(type).filter(found -> found.getMetadata().getUid().equals(object.getMetadata().getUid()) && !found.isMarkedForDeletion());
        if (now.isEmpty()) {
            throw new GivenUp();
        }
    }
}
