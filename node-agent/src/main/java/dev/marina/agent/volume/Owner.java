package dev.marina.agent.volume;

import dev.marina.agent.ids.IdRange;
import java.util.Optional;

/// Whom files of a volume belong to, by the machine's ids; -1 leaves an id to whoever makes the file.
///
/// @param grouped whether the group is one that the pod asks for (`fsGroup`), which can then read what is written
record Owner(int uid, int gid, boolean grouped) {

    static final Owner MAKER = new Owner(-1, -1, false);

    /// Root of the pod's containers and the pod's `fsGroup`, or root's.
    static Owner of(IdRange ids, Optional<Long> fsGroup) {
        return new Owner(ids.root(), ids.outside(fsGroup.orElse(0L)), fsGroup.isPresent());
    }
}
