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
        List<PastChange> newestFirst = new ArrayList<>();
        boolean[] reached = new boolean[1];
        store.past(cluster, change -> {
            if (change.version().compareTo(after) <= 0) {
                reached[0] = true;
                return false;
            }
            if (change.version().compareTo(until) <= 0 && watched.concerns(change.key())) {
                newestFirst.add(change);
            }
            return newestFirst.size() <= MOST_CHANGES;
        });
        if (!reached[0] || newestFirst.size() > MOST_CHANGES) {
            return UNKNOWN;
        }
        try {
            return new PastChanges(changes(store, cluster, after, newestFirst.reversed()), true);
        } catch (StoreException.BeforeHistory e) {
            return UNKNOWN;
        }
    }

    private static List<Change> changes(ClusterStore store, ClusterId cluster, ResourceVersion after, List<PastChange> oldestFirst) {
        Map<ObjectKey, Optional<Stored>> current = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        for (PastChange change : oldestFirst) {
            Stored value = change.value().get();
            Optional<Stored> before = current.containsKey(change.key())
                    ? current.get(change.key())
                    : change.replaced().equals(ResourceVersion.NONE) ? Optional.empty() : earlier(store, cluster, after, change.key());
            changes.add(new Change(change.version(), change.key(), before, value.changed()));
            current.put(change.key(), change.deletion() ? Optional.empty() : Optional.of(value));
        }
        return changes;
    }

    private static Optional<Stored> earlier(ClusterStore store, ClusterId cluster, ResourceVersion version, ObjectKey key) {
        PastQuery query = new PastQuery(Optional.of(key.resource()), key.namespace(), key.name(), Optional.empty(), 1);
        return store.history(cluster).list(version, query).items().stream().findFirst();
    }
}
