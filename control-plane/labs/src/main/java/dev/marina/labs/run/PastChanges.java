package dev.marina.labs.run;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.labs.grading.Change;
import dev.marina.store.ClusterStore;
import dev.marina.store.PastChange;
import dev.marina.store.PastQuery;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes that happened while nobody looked, from the cluster's log.
///
/// @param changes the oldest first
/// @param complete false where the log does not go back far enough, or too much has happened
record PastChanges(List<Change> changes, boolean complete) {

    private static final PastChanges UNKNOWN = new PastChanges(List.of(), false);
    private static final int MOST_CHANGES = 2_000;

    /// @param after the version up to which everything is known
    /// @param until the last one that is wanted
    static PastChanges of(ClusterStore store, ClusterId cluster, ResourceVersion after, ResourceVersion until, Watched watched) {
        Walk walk = new Walk(after, until, watched);
        store.past(cluster, walk::visit);
        if (!walk.reached || walk.newestFirst.size() > MOST_CHANGES) {
            return UNKNOWN;
        }
        try {
            walk.replaced.keySet().forEach(key -> earlier(store, cluster, after, key).ifPresent(stored -> walk.before.put(key, stored)));
            return new PastChanges(walk.changes(), true);
        } catch (StoreException.BeforeHistory e) {
            return UNKNOWN;
        }
    }

    /// Where the log has not what was there before, the archive may have it.
    private static Optional<Stored> earlier(ClusterStore store, ClusterId cluster, ResourceVersion version, ObjectKey key) {
        PastQuery query = new PastQuery(Optional.of(key.resource()), key.namespace(), key.name(), Optional.empty(), 1);
        return store.history(cluster).list(version, query).items().stream().findFirst();
    }

    /// From the newest change back: first those that are wanted, then what the oldest of them have replaced.
    private static final class Walk {
        private final ResourceVersion after;
        private final ResourceVersion until;
        private final Watched watched;
        private final List<PastChange> newestFirst = new ArrayList<>();
        /// By object, which version its oldest wanted change has replaced, as long as that has not been met.
        private final Map<ObjectKey, ResourceVersion> replaced = new HashMap<>();
        private final Map<ObjectKey, Stored> before = new HashMap<>();
        private boolean reached;

        Walk(ResourceVersion after, ResourceVersion until, Watched watched) {
            this.after = after;
            this.until = until;
            this.watched = watched;
        }

        /// Answers whether there is anything left to look for.
        boolean visit(PastChange change) {
            if (change.version().compareTo(after) <= 0) {
                reached = true;
                if (change.version().equals(replaced.get(change.key()))) {
                    replaced.remove(change.key());
                    before.put(change.key(), change.value().get());
                }
                return !replaced.isEmpty();
            }
            if (change.version().compareTo(until) <= 0 && watched.concerns(change.key())) {
                newestFirst.add(change);
                if (change.replaced().equals(ResourceVersion.NONE)) {
                    replaced.remove(change.key());
                } else {
                    replaced.put(change.key(), change.replaced());
                }
            }
            return newestFirst.size() <= MOST_CHANGES;
        }

        List<Change> changes() {
            Map<ObjectKey, Optional<Stored>> current = new HashMap<>();
            before.forEach((key, stored) -> current.put(key, Optional.of(stored)));
            List<Change> changes = new ArrayList<>();
            for (PastChange change : newestFirst.reversed()) {
                Stored value = change.value().get();
                changes.add(new Change(change.version(), change.key(), current.getOrDefault(change.key(), Optional.empty()), value.changed()));
                current.put(change.key(), change.deletion() ? Optional.empty() : Optional.of(value));
            }
            return changes;
        }
    }
}
