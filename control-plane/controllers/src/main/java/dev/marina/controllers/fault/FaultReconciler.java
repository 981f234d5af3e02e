package dev.marina.controllers.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Fault;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Begins and ends what is broken of a cluster's nodes. Not held up by a tenant's gate: what is broken has an end.
public final class FaultReconciler implements ObjectReconciler<Fault> {

    private static final Finalizer FINALIZER = new Finalizer(Fault.FINALIZER);

    private final ClusterStore store;

    FaultReconciler(ClusterStore store) {
        this.store = store;
    }

    public static Controller controller(ClusterStore store) {
        return Controller.named("fault").reconciles(Types.FAULTS)
                .alsoWatches(Types.NODES, FaultReconciler::faultsOf)
                .alsoWatches(Types.MACHINES, (machine, _) -> told(machine))
                .platform().workers(2).with(new FaultReconciler(store));
    }

    private static Stream<ClusterKey> faultsOf(Node node, Snapshot snapshot) {
        return snapshot.list(Types.FAULTS, "").stream().filter(fault -> fault.getSpec().nodes().contains(node.getMetadata().getName()))
                .map(fault -> new ClusterKey(snapshot.cluster(), "", fault.getMetadata().getName()));
    }

    /// Those that the machine was told of, and those that it says are in effect.
    private static Stream<ClusterKey> told(Machine machine) {
        Stream<ClusterKey> wanted = machine.getSpec() == null || machine.getSpec().faults() == null
                ? Stream.empty()
                : machine.getSpec().faults().stream().map(fault -> new ClusterKey(new ClusterId(fault.clusterId()), "", fault.fault()));
        Stream<ClusterKey> present = machine.getStatus() == null || machine.getStatus().nodes() == null
                ? Stream.empty()
                : machine.getStatus().nodes().stream().filter(node -> node.faults() != null)
                        .flatMap(node -> node.faults().stream().map(fault -> new ClusterKey(new ClusterId(node.clusterId()), "", fault.fault())));
        return Stream.concat(wanted, present);
    }

    @Override
    public ResourceType<Fault> type() {
        return Types.FAULTS;
    }

    @Override
    public Outcome reconcile(Turn turn, Fault fault) {
        Optional<Snapshot> management = store.find("marina", "management").map(ClusterRecord::id).map(turn::snapshot);
        List<Machine> machines = management.map(snapshot -> snapshot.list(Types.MACHINES, "")).orElse(List.of());
        Map<String, Node> nodes = fault.getSpec().nodes().stream().flatMap(name -> turn.snapshot().find(Types.NODES, "", name).stream())
                .collect(Collectors.toMap(node -> node.getMetadata().getName(), Function.identity()));
        FaultPlan plan = FaultPlan.of(fault, turn.cluster().value(), machines, nodes, turn.realNow());

        plan.machines().forEach((name, faults) -> tell(turn, fault, management.orElseThrow(), name, faults));
        if (fault.isMarkedForDeletion()) {
            if (FINALIZER.holds(fault)) {
                FINALIZER.release(turn, Types.FAULTS, fault);
            }
            return Outcome.SETTLED;
        }
        say(turn, fault, plan.status());
        return plan.next().map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    /// What others made of the machine's list meanwhile is not lost: then this is a conflict, and looked at again.
    private static void tell(Turn turn, Fault fault, Snapshot management, String machine, List<Machine.NodeFault> faults) {
        Machine found = management.find(Types.MACHINES, "", machine).orElseThrow();
        turn.writes(management.cluster(), fault).merge(Types.MACHINES, found, "", patch -> {
            patch.putObject("metadata").put("resourceVersion", found.getMetadata().getResourceVersion());
            patch.putObject("spec").set("faults", Document.mapper().valueToTree(faults));
        });
    }

    private static void say(Turn turn, Fault fault, Fault.Status status) {
        Fault.Status before = fault.getStatus();
        if (status.equals(before)) {
            return;
        }
        turn.writes().merge(Types.FAULTS, fault, "status", patch -> {
            ObjectNode said = patch.putObject("status").put("phase", status.phase()).put("since", status.since()).put("until", status.until())
                    .put("ended", status.ended());
            ObjectNode nodes = said.putObject("nodes");
            status.nodes().forEach((name, node) -> {
                // what is said already is left alone: whoever keeps a node that no machine has may say something else of it now
                if (before == null || before.nodes() == null || !node.equals(before.nodes().get(name))) {
                    nodes.putObject(name).put("state", node.state()).put("since", node.since()).put("message", node.message());
                }
            });
            if (status.prediction() != null) {
                said.set("prediction", Document.mapper().valueToTree(status.prediction()));
            }
        });
        String phase = before == null ? null : before.phase();
        if (!Objects.equals(phase, status.phase())) {
            turn.event(fault, Severity.Normal, "Fault" + status.phase(),
                    "%s of %s is %s".formatted(fault.getSpec().type(), String.join(", ", fault.getSpec().nodes()), status.phase()));
        }
    }
}
