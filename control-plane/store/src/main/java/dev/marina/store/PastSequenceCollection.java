package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Changes of some objects, while they come by from the newest to the oldest. Holds so many of them and no more; of what lies outside only which objects
/// it touched. One thread.
final class PastSequenceCollection {

    private final long until;
    private final Predicate<ObjectKey> wanted;
    private final int most;
    private final List<PastSequence.Change> newestFirst = new ArrayList<>();
    /// Of which it is not known yet how they were before.
    private final Set<ObjectKey> open = new HashSet<>();
    private final Map<ObjectKey, Optional<Stored>> before = new HashMap<>();
    private long bytes;
    private boolean full;

    /// @param until later changes are taken back
    PastSequenceCollection(long until, Predicate<ObjectKey> wanted, int most) {
        this.until = until;
        this.wanted = wanted;
        this.most = most;
    }

    void change(PastObject change) {
        if (!wanted.test(change.key())) {
            return;
        }
        if (change.version() > until) {
            open.add(change.key());
            return;
        }
        full |= newestFirst.size() == most || bytes + change.weight() > PastSequence.MOST_BYTES;
        if (full) {
            before(change);
            return;
        }
        bytes += change.weight();
        open.add(change.key());
        Optional<Stored> value = change.value().get();
        newestFirst.add(new PastSequence.Change(new ResourceVersion(change.version()), change.key(), change.gone() ? Optional.empty() : value,
                value.map(stored -> stored.origin().actor()).orElse(""), value.map(Stored::changed).orElse(Instant.EPOCH)));
    }

    /// The newest of what is older counts.
    void before(PastObject object) {
        if (open.remove(object.key())) {
            before.put(object.key(), object.gone() ? Optional.empty() : object.value().get());
        }
    }

    PastSequence sequence() {
        open.forEach(key -> before.put(key, Optional.empty()));
        return new PastSequence(newestFirst.reversed().stream().toList(), Map.copyOf(before), !full);
    }
}
