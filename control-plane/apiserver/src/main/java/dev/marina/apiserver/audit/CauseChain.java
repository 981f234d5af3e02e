package dev.marina.apiserver.audit;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Walks back from a cause to the request that everything began with, as far as the store still knows changes; records name their own change, so
/// whoever has the records can walk further.
final class CauseChain {

    private static final int LONGEST = 16;
    private static final Pattern CHANGE = Pattern.compile("change/(?:([0-9a-f]{16})/)?([0-9]{1,18})");

    private final ClusterStore store;
    private final ClusterId cluster;

    CauseChain(ClusterStore store, ClusterId cluster) {
        this.store = store;
        this.cluster = cluster;
    }

    /// The cause, its own, and so on.
    List<Cause> of(Cause nearest) {
        List<Cause> chain = new ArrayList<>();
        ClusterId where = cluster;
        Optional<Cause> cause = Optional.of(nearest);
        while (cause.isPresent() && chain.size() < LONGEST && !chain.contains(cause.get())) {
            chain.add(cause.get());
            Matcher change = CHANGE.matcher(cause.get().value());
            if (!change.matches()) {
                break;
            }
            where = change.group(1) == null ? where : new ClusterId(change.group(1));
            cause = origin(where, new ResourceVersion(Long.parseLong(change.group(2)))).map(Origin::cause);
        }
        return chain;
    }

    private Optional<Origin> origin(ClusterId where, ResourceVersion version) {
        try {
            return store.origin(where, version);
        } catch (StoreException _) {
            // Of a cluster of another process, or gone.
            return Optional.empty();
        }
    }
}
