package dev.marina.store;

import dev.marina.api.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// One page of the past, while changes come by from the newest to the oldest. Of each object the first one counts. It holds no more than a page
/// does: what sorts behind that is left to the next one. One thread.
final class PastCollection {

    private static final long MOST_BYTES = 4 << 20;
    /// Of a key and what holds it.
    private static final int OVERHEAD = 256;

    private final PastQuery query;
    private final TreeMap<ObjectKey, Found> found = new TreeMap<>(Image.BY_TYPE_AND_PLACE);
    private long bytes;
    private int present;
    /// From here on it is the next page's; null as long as everything has room.
    private ObjectKey ceiling;

    PastCollection(PastQuery query) {
        this.query = query;
    }

    /// An object at two moments, of which one may not be asked for.
    static final class Found {

        private final PastObject later;
        private PastObject earlier;

        Found(PastObject later) {
            this.later = later;
        }

        ObjectKey key() {
            return later.key();
        }

        Optional<Stored> later() {
            return value(later);
        }

        Optional<Stored> earlier() {
            return value(earlier);
        }

        private static Optional<Stored> value(PastObject object) {
            return object == null || object.gone() ? Optional.empty() : object.value().get();
        }

        private int present() {
            return later.gone() && (earlier == null || earlier.gone()) ? 0 : 1;
        }

        private long weight() {
            return 2 * OVERHEAD + later.weight() + (earlier == null ? 0 : earlier.weight());
        }
    }

    /// As it was at the later moment.
    void later(PastObject object) {
        ObjectKey key = object.key();
        if (query.asksFor(key) && (ceiling == null || Image.BY_TYPE_AND_PLACE.compare(key, ceiling) < 0) && !found.containsKey(key)) {
            Found one = new Found(object);
            found.put(key, one);
            count(one, 1);
            fit();
        }
    }

    /// As it was at the earlier moment: of interest only where it changed since.
    void earlier(PastObject object) {
        Found one = found.get(object.key());
        if (one != null && one.earlier == null) {
            count(one, -1);
            one.earlier = object;
            count(one, 1);
            fit();
        }
    }

    private void count(Found one, int sign) {
        bytes += sign * one.weight();
        present += sign * one.present();
    }

    private void fit() {
        while (found.size() > 1 && (bytes > MOST_BYTES || present > query.limit())) {
            Found last = found.pollLastEntry().getValue();
            count(last, -1);
            ceiling = last.key();
        }
    }

    <T> PastPage<T> page(Function<Found, Stream<T>> item) {
        List<T> items = found.values().stream().flatMap(item).toList();
        return new PastPage<>(items, ceiling == null ? Optional.empty() : Optional.of(found.lastKey()));
    }
}
