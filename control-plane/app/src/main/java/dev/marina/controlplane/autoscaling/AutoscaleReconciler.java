package dev.marina.controlplane.autoscaling;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.apiserver.ApiServer;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.NodePool;
import dev.marina.scheduler.NodeForecast;
import dev.marina.scheduler.NodeForecast.Need;
import dev.marina.scheduler.Profile;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Says how many nodes a pool has by what the scheduler's filters say of its nodes and of pods that wait. Of several pools the first by name that would do is asked.
public final class AutoscaleReconciler implements Reconciler {

    private static final String AUTOSCALING = "Autoscaling";
    /// Looked at in one turn; the others when these have their nodes.
    private static final int MOST_PODS = 500;
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final Duration AT_LEAST = Duration.ofSeconds(1);
    private static final Comparator<Pod> URGENT_FIRST = Comparator
            .comparing((Pod pod) -> pod.getSpec().getPriority() == null ? 0 : -pod.getSpec().getPriority())
            .thenComparing(pod -> pod.getMetadata().getCreationTimestamp());

    private final ClusterStore store;
    private final Profile profile = Profile.standard();

    private AutoscaleReconciler(ClusterStore store) {
        this.store = store;
    }

    public static Controller controller(ClusterStore store) {
        AutoscaleReconciler reconciler = new AutoscaleReconciler(store);
        return Controller.named("nodepool-autoscaler").reconciles(Types.NODE_POOLS)
                .alsoWatches(Types.PODS, reconciler::pools, AutoscaleReconciler::waits)
                .platform().workers(2).with(reconciler);
    }

    private static boolean waits(StoreEvent event) {
        return event.current().filter(pod -> pod.fields().selectable().getOrDefault("spec.nodeName", "").isEmpty()).isPresent();
    }

    /// Pools that grow by themselves, of the cluster in which the pod is.
    private Stream<ClusterKey> pools(Pod pod, Snapshot inside) {
        Optional<ClusterRecord> record = store.find(inside.cluster());
        Optional<ClusterId> management = management();
        if (record.isEmpty() || management.isEmpty() || management.get().equals(inside.cluster()) || !unschedulable(pod)) {
            return Stream.empty();
        }
        return pools(new Snapshot(store.image(management.get()), inside.decoder()), record.get().tenant(), record.get().name()).stream()
                .map(pool -> new ClusterKey(management.get(), pool.getMetadata().getNamespace(), pool.getMetadata().getName()));
    }

    private Optional<ClusterId> management() {
        return store.find(ApiServer.MANAGEMENT_TENANT, ApiServer.MANAGEMENT_CLUSTER).map(ClusterRecord::id);
    }

    private static List<NodePool> pools(Snapshot management, String tenant, String cluster) {
        return management.list(Types.NODE_POOLS, tenant).stream()
                .filter(pool -> cluster.equals(pool.getSpec().cluster()) && pool.getSpec().autoscaling() != null && !pool.isMarkedForDeletion()).toList();
    }

    private static boolean unschedulable(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && (pod.getSpec().getNodeName() == null || pod.getSpec().getNodeName().isEmpty())
                && pod.getStatus() != null && pod.getStatus().getConditions().stream().anyMatch(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False") && "Unschedulable".equals(condition.getReason()));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<NodePool> found = management().filter(turn.cluster()::equals).flatMap(_ -> turn.find(Types.NODE_POOLS))
                .filter(pool -> pool.getSpec().autoscaling() != null && !pool.isMarkedForDeletion());
        Optional<ClusterRecord> record = found.flatMap(pool -> store.find(pool.getMetadata().getNamespace(), pool.getSpec().cluster()))
                .filter(each -> each.state() == ClusterRecord.State.ACTIVE);
        if (record.isEmpty() || suspended(turn, found.get())) {
            return Outcome.SETTLED;
        }
        try {
            return carryOut(turn, found.get(), turn.snapshot(record.get().id()));
        } catch (StoreException.NotOwner | StoreException.NoSuchCluster _) {
            return Outcome.recheckAfter(AGAIN);
        }
    }

    private static boolean suspended(Turn turn, NodePool pool) {
        return turn.snapshot().find(Types.TENANTS, "", pool.getMetadata().getNamespace()).filter(tenant -> Boolean.TRUE.equals(tenant.getSpec().suspended()))
                .isPresent();
    }

    private Outcome carryOut(Turn turn, NodePool pool, Snapshot inside) {
        int replicas = pool.getSpec().replicas() == null ? 0 : pool.getSpec().replicas();
        List<Node> nodes = nodes(pool, inside);
        List<Node> ready = nodes.stream().filter(AutoscaleReconciler::ready).toList();
        NodeForecast forecast = new NodeForecast(profile, inside);
        Need need = need(turn, pool, inside, forecast, replicas - ready.size());
        Set<String> idle = new IdleNodes(inside, forecast).of(ready);
        Map<String, String> before = pool.getStatus() == null || pool.getStatus().idle() == null ? Map.of() : pool.getStatus().idle();
        boolean settled = ready.size() == replicas && nodes.size() == replicas;
        AutoscalePlan plan = AutoscalePlan.of(pool.getSpec().autoscaling(), replicas, settled, need, idle, before, turn.realNow());
        Optional<String> refused = plan.replicas() == replicas ? Optional.empty() : resize(turn, pool, plan);
        say(turn, pool, plan, refused);
        return again(pool, plan, need, replicas);
    }

    /// A cluster in which nothing waits and nothing could go is left to sleep.
    private static Outcome again(NodePool pool, AutoscalePlan plan, Need need, int replicas) {
        int min = pool.getSpec().autoscaling().min() == null ? 0 : pool.getSpec().autoscaling().min();
        if (plan.replicas() == replicas && replicas <= min) {
            return need.impossible().isEmpty() && need.left() == 0 ? Outcome.SETTLED : Outcome.recheckAfter(SELDOM);
        }
        return Outcome.recheckAfter(plan.recheck().filter(time -> time.compareTo(AGAIN) < 0).map(time -> time.compareTo(AT_LEAST) < 0 ? AT_LEAST : time)
                .orElse(AGAIN));
    }

    private static List<Node> nodes(NodePool pool, Snapshot inside) {
        return inside.list(Types.NODES, "").stream().filter(node -> node.getMetadata().getLabels() != null
                && pool.getMetadata().getName().equals(node.getMetadata().getLabels().get("marina.dev/pool"))).toList();
    }

    private static boolean ready(Node node) {
        return node.getStatus() != null && node.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    }

    /// @param coming nodes of the pool that are not ready yet
    private static Need need(Turn turn, NodePool pool, Snapshot inside, NodeForecast forecast, int coming) {
        List<Pod> waiting = inside.byField(Types.PODS, "", "spec.nodeName", "").stream().filter(AutoscaleReconciler::unschedulable).sorted(URGENT_FIRST)
                .limit(MOST_PODS).toList();
        for (NodePool other : pools(turn.snapshot(), pool.getMetadata().getNamespace(), pool.getSpec().cluster())) {
            if (other.getMetadata().getName().compareTo(pool.getMetadata().getName()) < 0 && room(other) > 0) {
                Set<String> impossible = forecast.need(waiting, template(other, inside), 0, room(other)).impossible().keySet();
                waiting = waiting.stream().filter(pod -> impossible.contains(pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName())).toList();
            }
        }
        return forecast.need(waiting, template(pool, inside), Math.max(0, coming), room(pool));
    }

    private static Node template(NodePool pool, Snapshot inside) {
        return NodeTemplate.of(pool, nodes(pool, inside).stream().findFirst());
    }

    private static int room(NodePool pool) {
        return Math.max(0, pool.getSpec().autoscaling().max() - (pool.getSpec().replicas() == null ? 0 : pool.getSpec().replicas()));
    }

    /// Answers why it is refused, where it is. Of more nodes than the plan has, half are asked for, and half of those.
    private static Optional<String> resize(Turn turn, NodePool pool, AutoscalePlan plan) {
        int replicas = pool.getSpec().replicas() == null ? 0 : pool.getSpec().replicas();
        Optional<String> refused = Optional.empty();
        for (int step = plan.replicas() - replicas; step != 0; step /= 2) {
            Optional<String> refusal = resize(turn, pool, replicas + step);
            if (refusal.isEmpty()) {
                turn.event(pool, Severity.Normal, plan.reason(), plan.message());
                return refused;
            }
            refused = refused.or(() -> refusal);
        }
        return refused;
    }

    private static Optional<String> resize(Turn turn, NodePool pool, int replicas) {
        try {
            turn.writes().merge(Types.NODE_POOLS, pool, "", patch -> {
                patch.putObject("metadata").put("resourceVersion", pool.getMetadata().getResourceVersion());
                patch.putObject("spec").put("replicas", replicas);
            });
            return Optional.empty();
        } catch (StatusException e) {
            if (!e.is("Forbidden")) {
                throw e;
            }
            return Optional.of(e.getMessage());
        }
    }

    private static void say(Turn turn, NodePool pool, AutoscalePlan plan, Optional<String> refused) {
        NodePool now = turn.find(Types.NODE_POOLS).orElse(pool);
        NodePool.Status before = now.getStatus() == null ? new NodePool.Status(0, 0, List.of(), List.of()) : now.getStatus();
        List<Condition> conditions = new ArrayList<>(before.conditions() == null ? List.of() : before.conditions());
        Optional<Condition> known = conditions.stream().filter(condition -> condition.getType().equals(AUTOSCALING)).findFirst();
        conditions.removeIf(condition -> condition.getType().equals(AUTOSCALING));
        boolean fine = refused.isEmpty() && !Set.of("AtMaximum", "CannotHelp").contains(plan.reason());
        String status = fine ? "True" : "False";
        String since = known.filter(condition -> condition.getStatus().equals(status)).map(Condition::getLastTransitionTime)
                .orElse(turn.realNow().truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.add(new ConditionBuilder().withType(AUTOSCALING).withStatus(status).withReason(refused.isPresent() ? "PlanExceeded" : plan.reason())
                .withMessage(refused.orElse(plan.message())).withLastTransitionTime(since).build());
        NodePool.Status wanted = new NodePool.Status(before.replicas(), before.readyReplicas(), before.nodes(), plan.idle(), conditions);
        if (!Objects.equals(before, wanted)) {
            NodePool said = new NodePool();
            said.setMetadata(now.getMetadata());
            said.setSpec(now.getSpec());
            said.setStatus(wanted);
            turn.writes().updateStatus(Types.NODE_POOLS, said);
        }
    }
}
