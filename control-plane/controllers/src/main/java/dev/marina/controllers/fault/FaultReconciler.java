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
import dev.marina.model.FaultCase;
import dev.marina.model.Machine;
import dev.marina.model.SteeredController;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Begins and ends what is broken of a cluster's nodes and controllers. Not held up by a tenant's gate: what is broken has an end.
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
                .alsoWatches(Types.STEERED_CONTROLLERS, FaultReconciler::slowing)
                .platform().workers(2).with(new FaultReconciler(store));
    }

    private static Stream<ClusterKey> faultsOf(Node node, Snapshot snapshot) {
        return snapshot.list(Types.FAULTS, "").stream().filter(fault -> fault.getSpec().nodes().contains(node.getMetadata().getName()))
                .map(fault -> new ClusterKey(snapshot.cluster(), "", fault.getMetadata().getName()));
    }

    private static Stream<ClusterKey> slowing(SteeredController controller, Snapshot snapshot) {
        String name = controller.getMetadata().getName();
        return snapshot.list(Types.FAULTS, "").stream().filter(fault -> fault.getSpec().controllers().contains(name))
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
        return FaultCase.of(fault.getSpec().type()).filter(type -> !type.ofNodes()).isPresent() ? slow(turn, fault) : breakNodes(turn, fault);
    }

    private static Outcome slow(Turn turn, Fault fault) {
        Map<String, SteeredController> controllers = found(turn, Types.STEERED_CONTROLLERS, fault.getSpec().controllers());
        SlowingPlan plan = SlowingPlan.of(fault, controllers, turn.realNow());
        plan.slowed().forEach((name, by) -> turn.writes(fault).merge(Types.STEERED_CONTROLLERS, controllers.getOrDefault(name, untouched(name)), "status",
                patch -> {
                    // what others made of the list meanwhile is not lost: then this is a conflict, and looked at again
                    Optional.ofNullable(controllers.get(name)).ifPresent(
                            found -> patch.putObject("metadata").put("resourceVersion", found.getMetadata().getResourceVersion()));
                    patch.putObject("status").set("slowedBy", Document.mapper().valueToTree(by));
                }));
        return end(turn, fault, plan.status(), plan.next());
    }

    /// Every cluster has it, and it is shared until somebody changes it.
    private static SteeredController untouched(String name) {
        SteeredController controller = new SteeredController();
        controller.setMetadata(new ObjectMetaBuilder().withName(name).build());
        return controller;
    }

    private static <T extends HasMetadata> Map<String, T> found(Turn turn, ResourceType<T> type, List<String> names) {
        return names.stream().flatMap(name -> turn.snapshot().find(type, "", name).stream())
                .collect(Collectors.toMap(object -> object.getMetadata().getName(), Function.identity()));
    }

    private Outcome breakNodes(Turn turn, Fault fault) {
        Optional<Snapshot> management = store.find("marina", "management").map(ClusterRecord::id).map(turn::snapshot);
        List<Machine> machines = management.map(snapshot -> snapshot.list(Types.MACHINES, "")).orElse(List.of());
        Map<String, Node> nodes = found(turn, Types.NODES, fault.getSpec().nodes());
        FaultPlan plan = FaultPlan.of(fault, turn.cluster().value(), machines, nodes, turn.realNow());

        plan.machines().forEach((name, faults) -> tell(turn, fault, management.orElseThrow(), name, faults));
        return end(turn, fault, plan.status(), plan.next());
    }

    /// Once everybody has been told.
    private static Outcome end(Turn turn, Fault fault, Fault.Status status, Optional<Duration> next) {
        if (fault.isMarkedForDeletion()) {
            if (FINALIZER.holds(fault)) {
                FINALIZER.release(turn, Types.FAULTS, fault);
            }
            return Outcome.SETTLED;
        }
        say(turn, fault, status);
        return next.map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
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
            each(said, "nodes", status.nodes(), before == null ? null : before.nodes());
            each(said, "controllers", status.controllers(), before == null ? null : before.controllers());
            if (status.prediction() != null) {
                said.set("prediction", Document.mapper().valueToTree(status.prediction()));
            }
        });
        String phase = before == null ? null : before.phase();
        if (!Objects.equals(phase, status.phase())) {
            turn.event(fault, Severity.Normal, "Fault" + status.phase(),
                    "%s of %s is %s".formatted(fault.getSpec().type(),
                            String.join(", ", Stream.concat(fault.getSpec().nodes().stream(), fault.getSpec().controllers().stream()).toList()),
                            status.phase()));
        }
    }

    private static void each(ObjectNode said, String field, Map<String, Fault.OnNode> wanted, Map<String, Fault.OnNode> before) {
        if (wanted == null) {
            return;
        }
        ObjectNode all = said.putObject(field);
        wanted.forEach((name, one) -> {
            // what is said already is left alone: whoever keeps a node that no machine has may say something else of it now
            if (before == null || !one.equals(before.get(name))) {
                all.putObject(name).put("state", one.state()).put("since", one.since()).put("message", one.message());
            }
        });
    }
}
