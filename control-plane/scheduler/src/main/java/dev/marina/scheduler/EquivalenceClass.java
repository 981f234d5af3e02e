package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What plugins read of a pod that look at one node and nothing else: pods that have it in common are alike to them.
///
/// @see SchedulerPlugin.Filter#filtersByNodeAlone
record EquivalenceClass(String nodeName, Amounts requests, List<HostPort> hostPorts, List<Toleration> tolerations, Map<String, String> nodeSelector,
        NodeAffinity nodeAffinity, PodImages images, Set<String> features) {

    static EquivalenceClass of(PodFacts pod) {
        return new EquivalenceClass(pod.nodeName(), pod.requests(), pod.hostPorts(), pod.tolerations(), pod.nodeSelector(),
                pod.affinity() == null ? null : pod.affinity().getNodeAffinity(), pod.images(), pod.features());
    }
}
