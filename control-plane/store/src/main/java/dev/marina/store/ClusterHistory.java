package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// How one cluster was earlier. Each answer is put together from the log and the archive, which takes as long as there is much to look through, and
/// memory for one page. Throws [StoreException.BeforeHistory] where not enough is kept to say: never half a state. One thread.
public final class ClusterHistory {

    private final PastReading reading;

    ClusterHistory(PastReading reading) {
        this.reading = reading;
    }

    /// After the newest change that is not younger than `time`.
    public PastMoment at(Instant time) {
        return reading.at(time);
    }

    /// After the change of this version. Throws [StoreException.TooNew] where there was none yet.
    public PastMoment of(ResourceVersion version) {
        return reading.of(version.value());
    }

    /// What can be asked for at the earliest.
    public PastMoment oldest() {
        return reading.oldest();
    }

    /// The cluster's own version now.
    public ResourceVersion current() {
        return reading.current();
    }

    public PastMoment newest() {
        return reading.newest();
    }

    /// Objects as they were. What cannot be read is left out.
    public PastPage<Stored> list(ResourceVersion version, PastQuery query) {
        PastCollection collection = new PastCollection(query);
        reading.back(version.value(), version.value(), collection::later, collection::later);
        return collection.page(found -> found.later().stream());
    }

    /// Objects that changed after `from` and until `to`, of those also that are as they were before.
    public PastPage<PastDifference> differences(ResourceVersion from, ResourceVersion to, PastQuery query) {
        PastCollection collection = new PastCollection(query);
        back(to, from, collection::later, collection::earlier);
        return collection.page(ClusterHistory::difference);
    }

    /// Every change of the objects that are wanted after `from` and until `to`, one by one, and how they were before. What happened after `to` and until
    /// `now` is taken back: whatever was changed then is among what was before, as it was at `to`.
    ///
    /// @param most so many changes, the newest, and [PastSequence#MOST_BYTES]; what is older counts as having been before
    public PastSequence sequence(ResourceVersion from, ResourceVersion to, ResourceVersion now, Predicate<ObjectKey> wanted, int most) {
        PastSequenceCollection collection = new PastSequenceCollection(to.value(), wanted, most);
        back(now, from, collection::change, collection::before);
        return collection.sequence();
    }

    private void back(ResourceVersion to, ResourceVersion from, Consumer<PastObject> changes, Consumer<PastObject> before) {
        reading.back(to.value(), from.value(), change -> (change.version() > from.value() ? changes : before).accept(change), before);
    }

    private static Stream<PastDifference> difference(PastCollection.Found found) {
        Optional<Stored> before = found.earlier();
        Optional<Stored> after = found.later();
        return before.isEmpty() && after.isEmpty() ? Stream.empty() : Stream.of(new PastDifference(found.key(), before, after));
    }
}
