package dev.marina.apiserver.course;

import dev.marina.api.Cause;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.explanation.Step;
import dev.marina.store.PastChange;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One change, and every later one that it caused, directly or through others: found by going forward through the log, since a cause is always older
/// than what it caused.
///
/// @param steps the oldest first
/// @param complete whether the log, as far as it was looked at, has all of them
record Consequences(List<Step> steps, boolean complete) {

    static final int MOST_STEPS = 500;

    /// @param newestFirst the cluster's log, or its newest part
    /// @param root the change that everything began with
    static Consequences of(List<PastChange> newestFirst, ResourceVersion root) {
        Set<Long> reached = new HashSet<>();
        Map<ObjectKey, Stored> latest = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        Optional<Cause> request = Optional.empty();
        for (PastChange change : newestFirst.reversed()) {
            Stored value = change.value().get();
            Optional<Stored> before = Optional.ofNullable(latest.get(change.key())).filter(last -> last.version().equals(change.replaced()));
            latest.put(change.key(), value);
            boolean first = change.version().equals(root);
            if (first) {
                request = Optional.of(value.origin().cause()).filter(cause -> cause.value().startsWith("request/"));
            }
            Optional<ResourceVersion> because = Step.because(value.origin().cause());
            boolean caused = because.filter(cause -> reached.contains(cause.value())).isPresent()
                    || change.version().isAfter(root) && request.filter(value.origin().cause()::equals).isPresent();
            if (!first && !caused) {
                continue;
            }
            if (steps.size() == MOST_STEPS) {
                return new Consequences(steps, false);
            }
            reached.add(change.version().value());
            boolean creation = change.replaced().equals(ResourceVersion.NONE);
            steps.add(new Step(change.version(), change.key(), creation, change.deletion(), value, before, first ? Optional.empty() : because));
        }
        return new Consequences(steps, reached.contains(root.value()));
    }
}
