package dev.marina.labs.run;

import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.GroupVersionKind;
import dev.marina.labs.grading.Kinds;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The types of a cluster, each asked for once.
public final class ServedKinds {

    private ServedKinds() {}

    public static Kinds of(ClusterReads reads, ClusterId cluster) {
        Map<GroupVersionKind, Optional<ClusterReads.ServedKind>> known = new ConcurrentHashMap<>();
        return kind -> known.computeIfAbsent(kind, each -> reads.kind(cluster, each.group(), each.kind()));
    }
}
