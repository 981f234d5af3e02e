package dev.marina.apiserver.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What was found out on one connection and stays true while it lives, such as whether its client certificate is signed by a
/// certain authority. Ends with the connection.
public final class ConnectionMemory {

    private static final int MOST = 64;
    private final Map<Object, Object> facts = new ConcurrentHashMap<>();

    /// Computes a fact once for each key.
    @SuppressWarnings("unchecked")
    public <K, V> V remember(K key, Function<? super K, V> find) {
        Object known = facts.get(key);
        if (known != null) {
            return (V) known;
        }
        V found = find.apply(key);
        if (facts.size() < MOST) {
            facts.put(key, found);
        }
        return found;
    }
}
