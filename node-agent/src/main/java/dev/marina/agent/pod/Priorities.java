package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/// What a pod's priority means to its node. pkg/kubelet/types/pod_update.go
public final class Priorities {

    /// Of `system-cluster-critical`; `system-node-critical` has more.
    private static final int CRITICAL = 2_000_000_000;

    private Priorities() {}

    public static int of(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getPriority()).orElse(0);
    }

    public static boolean critical(Pod pod) {
        return of(pod) >= CRITICAL;
    }

    static boolean preemptable(Pod by, Pod pod) {
        return of(by) > of(pod);
    }
}
