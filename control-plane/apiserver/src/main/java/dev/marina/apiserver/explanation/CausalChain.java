package dev.marina.apiserver.explanation;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.ClusterStore;
import dev.marina.store.PastChange;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The changes of one object and those that caused them, as far back as the log goes: found in one walk from the newest change,
/// since a cause is always older than what it caused.
///
/// @param steps the oldest first
/// @param complete whether it goes back to the object's creation, and from each change to a request or a clock
/// @param oldest the oldest change that the log has; NONE when the walk ended before
public record CausalChain(List<Step> steps, boolean complete, ResourceVersion oldest) {

    /// So many changes are enough to see what an object does all the time.
    static final int MOST_STEPS = 200;

    public static CausalChain of(ClusterStore store, Stored object) {
        Walk walk = new Walk(object);
        boolean all = store.past(object.key().cluster(), walk::visit);
        return walk.chain(all);
    }

    private static final class Walk {
        private final Stored object;
        private final List<Step> newestFirst = new ArrayList<>();
        private final Set<Long> causes = new HashSet<>();
        /// Values that changes already met have replaced: which step each belongs to.
        private final Map<Place, Integer> replaced = new HashMap<>();
        private boolean created;
        private boolean truncated;
        private ResourceVersion oldest = ResourceVersion.NONE;

        private record Place(ObjectKey key, long version) {}

        Walk(Stored object) {
            this.object = object;
        }

        /// Answers whether there is anything left to look for.
        boolean visit(PastChange change) {
            oldest = change.version();
            Integer successor = replaced.remove(new Place(change.key(), change.version().value()));
            boolean own = !created && change.key().equals(object.key());
            boolean cause = causes.remove(change.version().value());
            if (successor != null || own || cause) {
                Stored value = change.value().get();
                if (successor != null) {
                    newestFirst.set(successor, newestFirst.get(successor).with(value));
                }
                if (own || cause) {
                    add(change, value, own);
                }
            }
            return !truncated && (!created || !causes.isEmpty() || !replaced.isEmpty());
        }

        private void add(PastChange change, Stored value, boolean own) {
            if (newestFirst.size() == MOST_STEPS) {
                truncated = true;
                return;
            }
            boolean creation = change.replaced().equals(ResourceVersion.NONE);
            Optional<ResourceVersion> because = Step.because(value.origin().cause()).filter(version -> version.compareTo(change.version()) < 0);
            newestFirst.add(new Step(change.version(), change.key(), creation, change.deletion(), value, Optional.empty(), because));
            because.ifPresent(version -> causes.add(version.value()));
            if (!creation) {
                replaced.put(new Place(change.key(), change.replaced().value()), newestFirst.size() - 1);
            }
            // an earlier object of the name is another one
            created |= own && creation;
        }

        CausalChain chain(boolean all) {
            if (newestFirst.isEmpty()) {
                // the log is younger than the object
                newestFirst.add(new Step(object.version(), object.key(), false, false, object, Optional.empty(), Step.because(object.origin().cause())));
            }
            return new CausalChain(newestFirst.reversed(), created && causes.isEmpty() && !truncated, all ? oldest : ResourceVersion.NONE);
        }
    }
}
