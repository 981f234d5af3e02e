package dev.marina.testing;

import dev.marina.model.Fault;
import dev.marina.model.FaultCase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is broken of a pretended node ([LabNode]), by the faults of its cluster: they are in effect as long as their status says, and the node says so in
/// it. What takes a real node minutes to say, it says at once.
final class LabFaults implements AutoCloseable, Watcher<Fault> {

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final Set<FaultCase> SILENT = EnumSet.of(FaultCase.NODE_STOPPED, FaultCase.AGENT_PAUSED, FaultCase.NODE_PARTITIONED,
            FaultCase.CERTIFICATE_EXPIRED);

    private final KubernetesClient client;
    private final String node;
    private final Runnable changed;
    private final Map<String, FaultCase> present = new HashMap<>();
    private final Watch watch;

    /// @param changed is called when something else is broken
    LabFaults(KubernetesClient client, String node, Runnable changed) {
        this.client = client;
        this.node = node;
        this.changed = changed;
        watch = client.resources(Fault.class).watch(this);
    }

    @Override
    public void eventReceived(Action action, Fault fault) {
        Optional<FaultCase> broken = FaultCase.of(fault.getSpec().type()).filter(_ -> fault.getSpec().nodes().contains(node));
        if (broken.isEmpty()) {
            return;
        }
        String uid = fault.getMetadata().getUid();
        boolean lasts = action != Action.DELETED && fault.getMetadata().getDeletionTimestamp() == null && fault.getStatus() != null
                && Set.of(Fault.STARTING, Fault.ACTIVE).contains(fault.getStatus().phase());
        boolean changes;
        synchronized (present) {
            changes = lasts ? present.put(uid, broken.get()) == null : present.remove(uid) != null;
        }
        if (changes) {
            changed.run();
        }
        if (changes && action != Action.DELETED) {
            say(fault.getMetadata().getName(), lasts ? Fault.ACTIVE : Fault.ENDED);
        }
    }

    private void say(String fault, String state) {
        try {
            client.resources(Fault.class).withName(fault).subresource("status").patch(MERGE,
                    "{\"status\":{\"nodes\":{\"%s\":{\"state\":\"%s\",\"since\":\"%s\"}}}}".formatted(node, state,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        } catch (KubernetesClientException gone) {
            if (gone.getCode() != 404) {
                throw gone;
            }
        }
    }

    boolean has(FaultCase one) {
        synchronized (present) {
            return present.containsValue(one);
        }
    }

    /// Nothing is heard of the node.
    boolean silent() {
        return SILENT.stream().anyMatch(this::has);
    }

    /// It says that it lives, and begins and ends nothing.
    boolean idle() {
        return has(FaultCase.RUNTIME_STALLED) || has(FaultCase.NETWORK_DAEMON_STOPPED);
    }

    /// Why it is not ready, as far as it can say.
    Optional<String> trouble() {
        if (has(FaultCase.RUNTIME_STALLED)) {
            return Optional.of("[container runtime is down, PLEG is not healthy: pleg was last seen active 3m5s ago; threshold is 3m0s]");
        }
        return has(FaultCase.NETWORK_DAEMON_STOPPED)
                ? Optional.of("container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                        + "message:Network plugin returns error: cni plugin not initialized")
                : Optional.empty();
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch of a lab's faults ended", cause);
    }

    @Override
    public void close() {
        watch.close();
    }
}
