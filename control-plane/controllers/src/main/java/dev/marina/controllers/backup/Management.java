package dev.marina.controllers.backup;

import dev.marina.controllers.engine.Turn;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;

/// The cluster whose objects these controllers go by. A tenant may define types of the same names in their own, and mean others' clusters with them.
record Management(ClusterStore store) {

    private static final String TENANT = "marina";
    private static final String NAME = "management";

    boolean has(Turn turn) {
        return store.find(TENANT, NAME).map(ClusterRecord::id).filter(turn.cluster()::equals).isPresent();
    }
}
