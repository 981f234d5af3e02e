package dev.marina.store;

import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// What was read out of stored objects, by key, uid and version, the longest unused forgotten first.
public final class ParsedCache<T> {

    private record Key(ObjectKey key, String uid, long version) {}

    private final Function<Document, T> parse;
    private final Map<Key, T> kept;

    public ParsedCache(int most, Function<Document, T> parse) {
        this.parse = parse;
        this.kept = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, T> eldest) {
                return size() > most;
            }
        };
    }

    public T get(Stored stored) {
        Key key = new Key(stored.key(), stored.fields().uid(), stored.version().value());
        synchronized (kept) {
            T known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        T parsed = parse.apply(Document.parse(stored.bytes()));
        synchronized (kept) {
            kept.put(key, parsed);
        }
        return parsed;
    }
}
