package dev.marina.apiserver.flowcontrol;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.http.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many watch what in one cluster: each of them is told of a write.
final class Watchers {

    private final Map<Watched, Integer> counts = new ConcurrentHashMap<>();

    /// @param namespace "" for all
    /// @param name "" for all
    record Watched(GroupResource resource, String namespace, String name) {
        static Watched of(Target.Resource target, String name) {
            return new Watched(target.groupResource(), target.namespace(), name);
        }
    }

    void add(Watched watched) {
        counts.merge(watched, 1, Integer::sum);
    }

    void remove(Watched watched) {
        counts.computeIfPresent(watched, (_, count) -> count == 1 ? null : count - 1);
    }

    boolean none() {
        return counts.isEmpty();
    }

    /// Of a change of the object, or of one that the collection is to have.
    int of(Target.Resource target) {
        if (counts.isEmpty()) {
            return 0;
        }
        GroupResource resource = target.groupResource();
        int all = count(new Watched(resource, "", ""));
        all += target.namespace().isEmpty() ? 0 : count(new Watched(resource, target.namespace(), ""));
        return all + (target.name().isEmpty() ? 0 : count(new Watched(resource, target.namespace(), target.name())));
    }

    private int count(Watched watched) {
        return counts.getOrDefault(watched, 0);
    }
}
