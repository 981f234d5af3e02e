package dev.marina.scheduler;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which pods are of which PodGroup, kept as they come and go. Owned by the scheduler's thread.
final class Gangs {

    private record Key(String namespace, String group) {}

    private final Map<Key, Map<String, String>> names = new HashMap<>();

    /// Names by uid, the oldest first; not to be changed.
    Map<String, String> members(String namespace, String group) {
        return names.getOrDefault(new Key(namespace, group), Map.of());
    }

    void add(String namespace, String group, String uid, String name) {
        names.computeIfAbsent(new Key(namespace, group), _ -> new LinkedHashMap<>()).put(uid, name);
    }

    void remove(String namespace, String group, String uid) {
        names.computeIfPresent(new Key(namespace, group), (_, members) -> {
            members.remove(uid);
            return members.isEmpty() ? null : members;
        });
    }
}
