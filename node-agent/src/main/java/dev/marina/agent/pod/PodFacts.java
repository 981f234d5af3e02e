package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.SandboxId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a plan needs beyond the pod and its containers.
///
/// @param health by running container
/// @param waiting by container name
/// @param stopping containers that are being stopped already
/// @param postStart hooks that are not done, by running container
/// @param addresses of the pod, once its sandbox is wired
/// @param mounted whether the volumes are in place
/// @param tornDown nothing of the pod is left on the machine
/// @param gone the API server does not know this pod any more: no status is wanted, everything goes
/// @param started when the node began to be responsible for the pod
/// @param nodeNetwork whose network namespace is the node's own now
/// @param replaced containers that were stopped to be started anew at once
/// @param resizing how far a change of the containers' amounts has come
/// @param restart of all its containers in its place
/// @param earlyEnd the node has decided that the pod has to go
/// @param reclaim the node needs what pods that have ended hold
record PodFacts(Instant now, Map<ContainerId, Health> health, Map<String, Waiting> waiting, Set<ContainerId> stopping,
        Map<ContainerId, HookState> postStart, List<String> addresses, boolean mounted, boolean tornDown, boolean gone,
        Optional<Instant> started, Optional<SandboxId> nodeNetwork, Set<ContainerId> replaced, PodResizing resizing,
        PodRestart restart, Optional<EarlyEnd> earlyEnd, boolean reclaim) {

    PodFacts restarting(PodRestart now) {
        return new PodFacts(this.now, health, waiting, stopping, postStart, addresses, mounted, tornDown, gone, started, nodeNetwork, replaced, resizing,
                now, earlyEnd, reclaim);
    }

    Health healthOf(ContainerId id) {
        return health.getOrDefault(id, Health.UNKNOWN);
    }

    HookState postStart(ContainerId id) {
        return postStart.getOrDefault(id, HookState.DONE);
    }
}
