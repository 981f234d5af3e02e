package dev.marina.testing.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Machines with a kubelet each, as far as the control plane sees them: they report, start the pods that are given to them, say how these
/// are, and end those that are to go. One that is cut off goes on running what it runs.
final class SimulatedNodes {

    private static final String LEASES = "kube-node-lease";
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(20);

    private final Writes writes;
    private final Supplier<Snapshot> snapshot;
    private final Supplier<Instant> now;
    private final Map<String, Machine> machines = new TreeMap<>();
    private int made;

    private static final class Machine {
        private boolean cutOff;
        private Instant reported = Instant.MIN;
        /// Names of pods whose containers run, by uid.
        private final Map<String, String> running = new HashMap<>();
    }

    SimulatedNodes(Writes writes, Supplier<Snapshot> snapshot, Supplier<Instant> now) {
        this.writes = writes;
        this.snapshot = snapshot;
        this.now = now;
    }

    void add(int milliCpu) {
        String name = "n" + ++made;
        machines.put(name, new Machine());
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity(milliCpu + "m"), "memory", new Quantity("8Gi"), "pods", new Quantity("110"));
        writes.create(Types.NODES, new NodeBuilder().withNewMetadata().withName(name).addToLabels("kubernetes.io/hostname", name).endMetadata().withNewSpec()
                .endSpec().withNewStatus().withCapacity(amounts).withAllocatable(amounts)
                .addToConditions(new NodeConditionBuilder().withType("Ready").withStatus("True").withReason("KubeletReady").withMessage("ready")
                        .withLastHeartbeatTime(now.get().toString()).withLastTransitionTime(now.get().toString()).build())
                .endStatus().build());
        report();
    }

    /// The machine is destroyed with all that runs on it, and its node deleted.
    void destroy(String name) {
        machines.remove(name);
        snapshot.get().find(Types.NODES, "", name).ifPresent(node -> writes.delete(Types.NODES, node));
    }

    List<String> names() {
        return List.copyOf(machines.keySet());
    }

    void cutOff(String name) {
        machines.get(name).cutOff = true;
    }

    void rejoin() {
        machines.values().forEach(machine -> machine.cutOff = false);
        report();
    }

    /// Those that have not reported for a while do, if they can.
    void report() {
        Instant time = now.get();
        machines.forEach((name, machine) -> {
            if (!machine.cutOff && (machine.reported == Instant.MIN || Duration.between(machine.reported, time).compareTo(BETWEEN_REPORTS) >= 0)) {
                machine.reported = time;
                renew(name, time);
                snapshot.get().find(Types.NODES, "", name).filter(node -> !ready(node)).ifPresent(this::recover);
            }
        });
    }

    private void renew(String name, Instant time) {
        Optional<Lease> before = snapshot.get().find(Types.LEASES, LEASES, name);
        Lease lease = before.map(LeaseBuilder::new).orElseGet(() -> new LeaseBuilder().withNewMetadata().withName(name).withNamespace(LEASES).endMetadata())
                .editOrNewSpec().withHolderIdentity(name).withLeaseDurationSeconds(40).withRenewTime(time.atZone(ZoneOffset.UTC)).endSpec().build();
        if (before.isPresent()) {
            writes.update(Types.LEASES, lease);
        } else {
            writes.create(Types.LEASES, lease);
        }
    }

    private static boolean ready(Node node) {
        return node.getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    }

    private void recover(Node node) {
        writes.updateStatus(Types.NODES, new NodeBuilder(node).editStatus().editFirstCondition().withStatus("True")
                .withLastHeartbeatTime(now.get().toString()).endCondition().endStatus().build());
    }

    /// Pods that some kubelet can do something about.
    List<Pod> reachable() {
        return snapshot.get().list(Types.PODS, "").stream().filter(pod -> {
            Machine machine = machines.get(PodState.nodeName(pod));
            return machine != null && !machine.cutOff;
        }).toList();
    }

    /// Takes a reachable pod a step further as far as any pod goes; answers false when it is ready, and what happens next is its workload's.
    boolean progress(Pod pod) {
        Machine machine = machines.get(PodState.nodeName(pod));
        String uid = pod.getMetadata().getUid();
        if (PodState.terminating(pod)) {
            machine.running.remove(uid);
            finish(pod);
            return true;
        }
        if (PodState.ended(pod)) {
            machine.running.remove(uid);
            return true;
        }
        if (PodState.phase(pod).equals("Pending")) {
            start(machine, pod);
            return true;
        }
        if (!PodState.ready(pod)) {
            say(pod, "Running", true);
            return true;
        }
        return false;
    }

    private void finish(Pod pod) {
        ObjectNode options = Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions").put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
        if (!PodState.ended(pod)) {
            say(pod, "Failed", false);
        }
        writes.delete(Types.PODS, pod, options);
    }

    /// What is of an earlier pod and nobody has told to go is ended first: a kubelet that comes back looks who is still wanted.
    private void start(Machine machine, Pod pod) {
        machine.running.keySet().removeIf(uid -> snapshot.get().list(Types.PODS, "").stream().noneMatch(other -> other.getMetadata().getUid().equals(uid)));
        machine.running.put(pod.getMetadata().getUid(), pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName());
        say(pod, "Running", false);
    }

    /// The pod's own containers have ended so.
    void end(Pod pod, String phase) {
        machines.get(PodState.nodeName(pod)).running.remove(pod.getMetadata().getUid());
        say(pod, phase, false);
    }

    void unready(Pod pod) {
        say(pod, "Running", false);
    }

    private void say(Pod pod, String phase, boolean ready) {
        List<PodCondition> conditions = new ArrayList<>(pod.getStatus().getConditions());
        conditions.removeIf(condition -> condition.getType().equals("Ready"));
        conditions.add(new PodConditionBuilder().withType("Ready").withStatus(ready ? "True" : "False").withLastTransitionTime(now.get().toString()).build());
        String started = pod.getStatus().getStartTime() == null ? now.get().truncatedTo(ChronoUnit.SECONDS).toString() : pod.getStatus().getStartTime();
        writes.updateStatus(Types.PODS, new PodBuilder(pod).editStatus().withPhase(phase).withPodIP("10.244.1.7").withStartTime(started)
                .withConditions(conditions).endStatus().build());
    }

    /// Two machines, or one, that run containers of two pods of one name.
    Optional<String> twice() {
        Map<String, String> first = new HashMap<>();
        for (Machine machine : machines.values()) {
            for (Map.Entry<String, String> each : machine.running.entrySet()) {
                String other = first.put(each.getValue(), each.getKey());
                if (other != null && !other.equals(each.getKey())) {
                    return Optional.of("two pods %s run: %s and %s".formatted(each.getValue(), other, each.getKey()));
                }
            }
        }
        return Optional.empty();
    }
}
