package dev.marina.controlplane.plan;

import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.worlds.WorldTold.Refused;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A node that somebody drains, as kubectl does: every pod is evicted but those of DaemonSets, and one that a budget guards is tried again every five
/// seconds. evictPods in k8s.io/kubectl/pkg/drain/drain.go
final class Draining {

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final ClusterCopy copy;
    private final Asker asker;
    private final String node;
    private final Map<String, Instant> next = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final List<Refused> refused = new ArrayList<>();

    Draining(ClusterCopy copy, Asker asker, String node) {
        this.copy = copy;
        this.asker = asker;
        this.node = node;
    }

    /// Evicts what is due at this second.
    void step(int second) {
        Instant now = copy.clock().instant();
        for (Pod pod : copy.snapshot().byField(Types.PODS, "", "spec.nodeName", node)) {
            String uid = pod.getMetadata().getUid();
            boolean daemon = Snapshot.controller(pod).filter(owner -> owner.getKind().equals("DaemonSet")).isPresent();
            if (!daemon && !PodState.terminating(pod) && !given.contains(uid) && !now.isBefore(next.getOrDefault(uid, Instant.MIN))) {
                evict(pod, second, now);
            }
        }
    }

    private void evict(Pod pod, int second, Instant now) {
        String uid = pod.getMetadata().getUid();
        try {
            asker.evict(pod);
        } catch (StatusException e) {
            // only the first time is told: the others say the same
            if (next.put(uid, now.plus(AGAIN)) == null) {
                refused.add(new Refused(second, key(pod), e.getMessage()));
            }
            if (!e.is("TooManyRequests")) {
                given.add(uid);
            }
        }
    }

    private ObjectKey key(Pod pod) {
        return Types.PODS.key(copy.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }

    List<Refused> refused() {
        return refused;
    }
}
