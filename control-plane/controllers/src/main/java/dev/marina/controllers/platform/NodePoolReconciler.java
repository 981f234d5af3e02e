package dev.marina.controllers.platform;

import dev.marina.api.Document;
import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Cluster;
import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Gives a pool its nodes: writes into machines what they are to realise, and takes the nodes back before the pool goes and while its tenant is
/// suspended.
/// One worker for all pools, since addresses and network identifiers are unique on the platform.
final class NodePoolReconciler implements Reconciler {

    /// A machine that has not reported for so long gets no new nodes, and nobody waits for it.
    private static final Duration SILENT = Duration.ofSeconds(60);
    private static final Duration RECHECK = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration DRAINING = Duration.ofSeconds(2);
    private static final Duration BROKEN = Duration.ofSeconds(30);

    private static final String POD_CIDR = "10.244.0.0/16";
    private static final String SERVICE_CIDR = "10.96.0.0/16";

    private final ManagementCluster management;
    private final Underlay underlay;

    NodePoolReconciler(ManagementCluster management, Underlay underlay) {
        this.management = management;
        this.underlay = underlay;
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<NodePool> found = management.is(turn.cluster()) ? turn.find(Types.NODE_POOLS) : Optional.empty();
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        NodePool pool = found.get();
        boolean ours = Finalizers.POOL.holds(pool);
        boolean ending = pool.getMetadata().getDeletionTimestamp() != null;
        if (ending && !ours) {
            return Outcome.SETTLED;
        }
        Optional<ClusterRecord> record = management.record(pool.getMetadata().getNamespace(), pool.getSpec().cluster());
        if (ending) {
            return end(turn, pool, record);
        }
        if (!ours) {
            Finalizers.POOL.hold(turn, Types.NODE_POOLS, pool);
        }
        if (record.isEmpty() || deleting(turn.snapshot(), pool)) {
            say(turn, pool, List.of(), 0, false, "NoCluster", "cluster %s is not there".formatted(pool.getSpec().cluster()));
            return Outcome.SETTLED;
        }
        if (record.get().state() == ClusterRecord.State.FILLING) {
            // Whoever writes into it now makes it look further filled than it is. Its Cluster object changes when it is full.
            say(turn, pool, List.of(), 0, false, "Restoring", "the objects of cluster %s are being written".formatted(pool.getSpec().cluster()));
            return Outcome.SETTLED;
        }
        return provide(turn, pool, record.get());
    }

    private static boolean deleting(Snapshot snapshot, NodePool pool) {
        return snapshot.find(Types.CLUSTERS, pool.getMetadata().getNamespace(), pool.getSpec().cluster())
                .filter(cluster -> cluster.getMetadata().getDeletionTimestamp() == null).isEmpty();
    }

    private static boolean suspended(Snapshot snapshot, NodePool pool) {
        return snapshot.find(Types.TENANTS, "", pool.getMetadata().getNamespace()).filter(tenant -> Boolean.TRUE.equals(tenant.getSpec().suspended()))
                .isPresent();
    }

    private Outcome provide(Turn turn, NodePool pool, ClusterRecord record) {
        boolean suspended = suspended(turn.snapshot(), pool);
        int replicas = suspended || pool.getSpec().replicas() == null ? 0 : pool.getSpec().replicas();
        List<Node> present = nodes(turn, pool, record);
        PoolNodesPlan.Seen seen = seen(turn, pool, record, present);
        // What is suspended is not in use.
        PoolNodesPlan going = suspended
                ? new PoolNodesPlan(List.of(), List.of(), Set.of(), Optional.empty())
                : PoolNodesPlan.of(replicas, repairAfter(pool.getSpec()), seen, turn.realNow());
        Optional<String> leaving = new NodeLeaving(turn, pool, record).carryOut(going, seen.pods());
        int kept = suspended ? 0 : Math.max(replicas, seen.assigned().size() - going.gone().size());
        NodePoolPlan plan = assign(turn, pool, record, kept, going.gone());
        Set<String> names = Set.copyOf(plan.nodes());
        int ready = (int) present.stream().filter(node -> names.contains(node.getMetadata().getName()) && NodeStatuses.ready(node)).count();
        removeStrangers(turn, pool, record, present, names);
        bear(turn, pool, record, present);
        if (plan.unplaced() > 0) {
            boolean offered = turn.snapshot().list(Types.MACHINES, "").stream().anyMatch(machine -> NodePoolPlan.offers(machine, pool.getSpec().runtime()));
            if (offered) {
                say(turn, pool, plan.nodes(), ready, false, "NoMachine", "%d nodes wait for a machine".formatted(plan.unplaced()));
            } else {
                say(turn, pool, plan.nodes(), ready, false, "RuntimeNotOffered",
                        "%d nodes wait for a machine whose operator allows the runtime %s".formatted(plan.unplaced(), pool.getSpec().runtime()));
            }
            return Outcome.recheckAfter(RECHECK);
        }
        if (leaving.isPresent()) {
            say(turn, pool, plan.nodes(), ready, false, "Draining", leaving.get());
            return Outcome.recheckAfter(DRAINING);
        }
        if (suspended) {
            say(turn, pool, plan.nodes(), ready, false, "Suspended", "the tenant is suspended");
        } else {
            say(turn, pool, plan.nodes(), ready, ready == replicas, ready == replicas ? "NodesReady" : "NodesNotReady",
                    "%d of %d nodes are ready".formatted(ready, replicas));
        }
        if (!present.stream().allMatch(node -> names.contains(node.getMetadata().getName()))) {
            return Outcome.recheckAfter(SOON);
        }
        // One that is not ready is looked at again, in case it stays so.
        return ready < replicas ? Outcome.recheckAfter(BROKEN) : Outcome.SETTLED;
    }

    private static Optional<Duration> repairAfter(NodePool.Spec spec) {
        Duration after = spec.repairMinutes() == null ? PoolNodesPlan.REPAIR : Duration.ofMinutes(spec.repairMinutes());
        return after.isZero() ? Optional.empty() : Optional.of(after);
    }

    private PoolNodesPlan.Seen seen(Turn turn, NodePool pool, ClusterRecord record, List<Node> present) {
        List<String> assigned = turn.snapshot().list(Types.MACHINES, "").stream().flatMap(machine -> NodePoolPlan.assigned(machine).stream())
                .filter(node -> record.id().value().equals(node.clusterId()) && pool.getMetadata().getName().equals(node.pool()))
                .map(Machine.AssignedNode::name).toList();
        Map<String, Node> objects = present.stream().filter(node -> assigned.contains(node.getMetadata().getName()))
                .collect(Collectors.toMap(node -> node.getMetadata().getName(), node -> node, (one, _) -> one, TreeMap::new));
        Map<String, List<Pod>> pods = new HashMap<>();
        if (assigned.size() > (pool.getSpec().replicas() == null ? 0 : pool.getSpec().replicas())) {
            management.served(record.id().value()).map(turn::snapshot).ifPresent(inside -> objects.keySet().forEach(
                    name -> pods.put(name, inside.byField(Types.PODS, "", "spec.nodeName", name).stream().filter(DrainedPods::waitsFor).toList())));
        }
        return new PoolNodesPlan.Seen(assigned, objects, pods);
    }

    private static void bear(Turn turn, NodePool pool, ClusterRecord record, List<Node> present) {
        present.forEach(node -> NodeBearing.patch(node, pool.getSpec())
                .ifPresent(change -> turn.writes(record.id(), pool).merge(Types.NODES, node, "", patch -> patch.setAll(change))));
    }

    private NodePoolPlan assign(Turn turn, NodePool pool, ClusterRecord record, int replicas, Set<String> leaving) {
        Snapshot snapshot = turn.snapshot();
        List<Machine> machines = snapshot.list(Types.MACHINES, "");
        NodePoolPlan plan = NodePoolPlan.of(wanted(snapshot, pool, record, replicas, leaving), machines, alive(snapshot, turn.realNow()), underlay);
        for (Machine machine : machines) {
            Machine.Spec spec = plan.machines().get(machine.getMetadata().getName());
            if (spec != null) {
                // Addresses in it are another controller's: what is not named stays.
                turn.writes().merge(Types.MACHINES, machine, "", patch -> patch.set("spec", Document.mapper().valueToTree(spec)));
            }
        }
        return plan;
    }

    private static NodePoolPlan.Wanted wanted(Snapshot snapshot, NodePool pool, ClusterRecord record, int replicas, Set<String> leaving) {
        Optional<Cluster.Spec> spec = snapshot.find(Types.CLUSTERS, pool.getMetadata().getNamespace(), pool.getSpec().cluster()).map(Cluster::getSpec);
        return new NodePoolPlan.Wanted(pool.getMetadata().getNamespace(), pool.getSpec().cluster(), record.id().value(),
                pool.getMetadata().getName(), replicas, Objects.requireNonNullElse(pool.getSpec().cpu(), "1"),
                Objects.requireNonNullElse(pool.getSpec().memory(), "2Gi"),
                spec.map(Cluster.Spec::podCidr).orElse(record.settings().getOrDefault(ClusterProvisioning.POD_CIDR, POD_CIDR)),
                spec.map(Cluster.Spec::serviceCidr).orElse(record.settings().getOrDefault(ClusterProvisioning.SERVICE_CIDR, SERVICE_CIDR)),
                pool.getSpec().labels(), pool.getSpec().taints(), leaving, pool.getSpec().runtime(), pool.getSpec().subnet(),
                spec.map(Cluster.Spec::network).orElse(null));
    }

    private static Set<String> alive(Snapshot snapshot, Instant now) {
        return snapshot.list(Types.MACHINES, "").stream().filter(machine -> lastSign(snapshot, machine).isAfter(now.minus(SILENT)))
                .map(machine -> machine.getMetadata().getName()).collect(Collectors.toSet());
    }

    private static Instant lastSign(Snapshot snapshot, Machine machine) {
        return snapshot.find(Types.LEASES, Machine.LEASES, machine.getMetadata().getName()).map(Lease::getSpec).map(LeaseSpec::getRenewTime)
                .map(ZonedDateTime::toInstant).orElseGet(() -> heartbeat(machine));
    }

    /// How agents of an earlier version say that they live.
    private static Instant heartbeat(Machine machine) {
        try {
            return machine.getStatus() == null || machine.getStatus().heartbeat() == null ? Instant.EPOCH : Instant.parse(machine.getStatus().heartbeat());
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }

    private Outcome end(Turn turn, NodePool pool, Optional<ClusterRecord> record) {
        if (record.isPresent()) {
            assign(turn, pool, record.get(), 0, Set.of());
            if (beingRemoved(turn, pool, record.get())) {
                return Outcome.recheckAfter(SOON);
            }
            removeStrangers(turn, pool, record.get(), nodes(turn, pool, record.get()), Set.of());
        }
        Finalizers.POOL.release(turn, Types.NODE_POOLS, pool);
        return Outcome.SETTLED;
    }

    /// Whether a machine that still reports says that it has nodes of this pool.
    private static boolean beingRemoved(Turn turn, NodePool pool, ClusterRecord record) {
        Set<String> alive = alive(turn.snapshot(), turn.realNow());
        return turn.snapshot().list(Types.MACHINES, "").stream()
                .filter(machine -> alive.contains(machine.getMetadata().getName()) && machine.getStatus() != null && machine.getStatus().nodes() != null)
                .flatMap(machine -> machine.getStatus().nodes().stream())
                .anyMatch(node -> record.id().value().equals(node.clusterId()) && node.name() != null && of(pool, node.name()));
    }

    private static boolean of(NodePool pool, String node) {
        String start = pool.getMetadata().getName() + "-";
        return node.startsWith(start) && node.substring(start.length()).matches("\\d+");
    }

    /// The pool's Node objects in the tenant's cluster.
    private List<Node> nodes(Turn turn, NodePool pool, ClusterRecord record) {
        return management.served(record.id().value()).map(id -> turn.snapshot(id).list(Types.NODES, "")).orElse(List.of()).stream()
                .filter(node -> pool.getMetadata().getName().equals(ManagementCluster.pool(node))).toList();
    }

    /// Removes Node objects whose node no machine has any more; those of nodes that are still going are left to their agent.
    private void removeStrangers(Turn turn, NodePool pool, ClusterRecord record, List<Node> present, Set<String> names) {
        List<Node> strangers = new ArrayList<>(present);
        strangers.removeIf(node -> names.contains(node.getMetadata().getName()));
        if (!strangers.isEmpty() && !beingRemoved(turn, pool, record)) {
            strangers.forEach(node -> turn.writes(record.id(), pool).delete(Types.NODES, node));
        }
    }

    private static void say(Turn turn, NodePool pool, List<String> nodes, int ready, boolean fine, String reason, String message) {
        NodePool.Status before = pool.getStatus();
        List<Condition> known = before == null || before.conditions() == null ? List.of() : before.conditions();
        List<Condition> conditions = new ArrayList<>(Ready.condition(known, fine, reason, message, turn.now()));
        // Others say theirs.
        known.stream().filter(condition -> !condition.getType().equals("Ready")).forEach(conditions::add);
        NodePool.Status status = new NodePool.Status(nodes.size(), ready, nodes, before == null ? null : before.idle(), conditions);
        if (!Objects.equals(before, status)) {
            NodePool.Status said = new NodePool.Status(nodes.size(), ready, nodes, null, conditions);
            turn.writes().merge(Types.NODE_POOLS, pool, "status", patch -> {
                patch.putObject("metadata").put("resourceVersion", pool.getMetadata().getResourceVersion());
                patch.set("status", Document.mapper().valueToTree(said));
            });
        }
    }
}
