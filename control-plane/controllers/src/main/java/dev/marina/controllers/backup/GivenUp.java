package dev.marina.controllers.backup;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/// The object that asked for a long work is gone, or is to go: the work is broken off.
final class GivenUp extends RuntimeException {

    private GivenUp() {
        super("whoever asked for it has taken it back", null, false, false);
    }

    static <T extends HasMetadata> void ifGone(Turn turn, ResourceType<T> type, HasMetadata object) {
        Optional<T> now = turn.find(type).filter(found -> found.getMetadata().getUid().equals(object.getMetadata().getUid()) && !found.isMarkedForDeletion());
        if (now.isEmpty()) {
            throw new GivenUp();
        }
    }
}
