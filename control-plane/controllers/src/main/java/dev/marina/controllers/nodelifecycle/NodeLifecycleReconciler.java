package dev.marina.controllers.nodelifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodDisruption;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Watches over nodes.
public final class NodeLifecycleReconciler implements Reconciler {

    private static final String LEASES = "kube-node-lease";
    private static final Duration GRACE = Duration.ofSeconds(50);
    /// How long it is believed that no node is ready.
    private static final Duration NONE_READY = Duration.ofSeconds(1);
    /// addConditionAndDeletePod in pkg/controller/tainteviction/taint_eviction.go
    private static final PodDisruption DISRUPTION = new PodDisruption("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint");

    /// What a node last reported and when we first saw that, by our own clock: the node's may be wrong, and after a pause of
    /// the control plane every node deserves its full time. Small, and rebuilt by watching.
    private final ConcurrentHashMap<ClusterKey, Seen> seen = new ConcurrentHashMap<>();

    /// A node that was ready when one was looked for, or that there was none: with thousands of nodes that are all unreachable, each would look at all others.
    private final ConcurrentHashMap<ClusterId, Ready> ready = new ConcurrentHashMap<>();

    private record Seen(String report, Instant at) {}

    /// @param node its name, or ""
    private record Ready(String node, Instant at) {}

    public static Controller controller() {
        return Controller.named("node").reconciles(Types.NODES)
                .alsoWatches(Types.LEASES, (lease, snapshot) -> Stream.of(new ClusterKey(snapshot.cluster(), "", lease.getMetadata().getName())),
                        event -> event.key().namespace().equals(LEASES))
                .alsoWatches(Types.PODS, NodeLifecycleReconciler::evicting, event -> event.creation() || assigned(event))
                .platform().workers(2).with(new NodeLifecycleReconciler());
    }

    /// The pod's node, if it lets pods go: one that will do so is looked at when that is seen of it.
    private static Stream<ClusterKey> evicting(Pod pod, Snapshot snapshot) {
        String node = PodState.nodeName(pod);
        return snapshot.find(Types.NODES, "", node)
                .filter(each -> NodeLifecyclePlan.taints(each).stream().anyMatch(taint -> taint.getEffect().equals("NoExecute")))
                .map(_ -> new ClusterKey(snapshot.cluster(), "", node)).stream();
    }

    private static boolean assigned(dev.marina.store.StoreEvent event) {
        return event.current().isPresent() && event.previous().isPresent()
                && !event.previous().get().fields().selectable().getOrDefault("spec.nodeName", "")
                        .equals(event.current().get().fields().selectable().getOrDefault("spec.nodeName", ""));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Node> found = turn.find(Types.NODES);
        if (found.isEmpty()) {
            seen.remove(turn.key());
            return Outcome.SETTLED;
        }
        Node node = found.get();
        Instant now = turn.realNow();
        Duration left = Duration.between(now, lastReport(turn, node, now).plus(GRACE));
        NodeLifecyclePlan plan = NodeLifecyclePlan.of(node, !left.isPositive(), now);
        if (plan.unknown()) {
            sayUnknown(turn, node, now);
            turn.event(node, Severity.Normal, "NodeNotReady", "Node %s status is now: NodeNotReady".formatted(node.getMetadata().getName()));
        }
        if (!left.isPositive()) {
            markNotReady(turn, node.getMetadata().getName());
        }
        if (!plan.taints().equals(NodeLifecyclePlan.taints(node))) {
            setTaints(turn, node, plan);
        }
        Optional<Duration> eviction = evict(turn, node, plan, now);
        Duration next = left.isPositive() ? left : GRACE;
        return Outcome.recheckAfter(eviction.filter(sooner -> sooner.compareTo(next) < 0).orElse(next).plusMillis(100));
    }

    private Instant lastReport(Turn turn, Node node, Instant now) {
        String renewed = turn.snapshot().find(Types.LEASES, LEASES, node.getMetadata().getName()).map(Lease::getSpec)
                .map(spec -> String.valueOf(spec.getRenewTime())).orElse("");
        String heartbeat = node.getStatus() == null
                ? ""
                : node.getStatus().getConditions().stream()
                        .filter(condition -> !"Unknown".equals(condition.getStatus()))
                        .map(NodeCondition::getLastHeartbeatTime).filter(time -> time != null).max(String::compareTo).orElse("");
        String report = renewed + "/" + heartbeat;
        return seen.compute(turn.key(), (_, before) -> before != null && before.report().equals(report) ? before : new Seen(report, now)).at();
    }

    private static void sayUnknown(Turn turn, Node node, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        turn.writes().merge(Types.NODES, node, "status", patch -> {
            ArrayNode conditions = patch.putObject("status").putArray("conditions");
            for (NodeCondition condition : node.getStatus() == null ? List.<NodeCondition>of() : node.getStatus().getConditions()) {
                ObjectNode unknown = conditions.addObject().put("type", condition.getType()).put("status", "Unknown").put("reason", "NodeStatusUnknown")
                        .put("message", "Kubelet stopped posting node status.").put("lastTransitionTime", time);
                if (condition.getLastHeartbeatTime() != null) {
                    unknown.put("lastHeartbeatTime", condition.getLastHeartbeatTime());
                }
            }
        });
    }

    /// What nobody hears of stands behind no Service. Its agent says otherwise when it is back. MarkPodsNotReady in
    /// pkg/controller/util/node/controller_utils.go
    private static void markNotReady(Turn turn, String node) {
        for (Pod pod : podsOn(turn.snapshot(), node)) {
            if (pod.getStatus() == null || pod.getStatus().getConditions().stream().noneMatch(NodeLifecycleReconciler::ready)) {
                continue;
            }
            List<PodCondition> conditions = pod.getStatus().getConditions().stream().map(condition -> ready(condition)
                    ? new PodConditionBuilder(condition).withStatus("False").withLastTransitionTime(turn.now().truncatedTo(ChronoUnit.SECONDS).toString())
                            .build()
                    : condition).toList();
            turn.writes().updateStatus(Types.PODS, new PodBuilder(pod).editStatus().withConditions(conditions).endStatus().build());
            turn.event(pod, Severity.Warning, "NodeNotReady", "Node is not ready");
        }
    }

    private static boolean ready(PodCondition condition) {
        return "Ready".equals(condition.getType()) && "True".equals(condition.getStatus());
    }

    private static void setTaints(Turn turn, Node node, NodeLifecyclePlan plan) {
        turn.writes().merge(Types.NODES, node, "", patch -> {
            patch.putObject("metadata").put("uid", node.getMetadata().getUid()).put("resourceVersion", turn.snapshot()
                    .stored(Types.NODES.key(turn.cluster(), "", node.getMetadata().getName())).map(stored -> stored.version().toString()).orElse(""));
            patch.putObject("spec").set("taints", Document.mapper().valueToTree(plan.taints()));
        });
    }

    /// Deletes the pods that may stay no longer; answers when the next one's time is up.
    private Optional<Duration> evict(Turn turn, Node node, NodeLifecyclePlan plan, Instant now) {
        if (plan.taints().stream().noneMatch(taint -> taint.getEffect().equals("NoExecute"))) {
            return Optional.empty();
        }
        Snapshot snapshot = turn.snapshot();
        if (!anyReady(snapshot, now)) {
            return Optional.empty();
        }
        Optional<Duration> next = Optional.empty();
        for (Pod pod : podsOn(snapshot, node.getMetadata().getName())) {
            Optional<Duration> left = pod.getMetadata().getDeletionTimestamp() == null ? NodeLifecyclePlan.mayStay(pod, plan.taints(), now) : Optional.empty();
            if (left.isPresent() && !left.get().isPositive()) {
                turn.event(pod, Severity.Normal, "TaintManagerEviction", "Marking for deletion Pod %s/%s".formatted(
                        pod.getMetadata().getNamespace(), pod.getMetadata().getName()));
                DISRUPTION.end(turn, pod);
            } else if (left.isPresent() && (next.isEmpty() || left.get().compareTo(next.get()) < 0)) {
                next = left;
            }
        }
        return next;
    }

    /// Where no node reports any more it is the control plane that is cut off, and nothing is evicted.
    private boolean anyReady(Snapshot snapshot, Instant now) {
        Ready known = ready.get(snapshot.cluster());
        if (known != null && (known.node.isEmpty()
                ? Duration.between(known.at, now).abs().compareTo(NONE_READY) < 0
                : snapshot.find(Types.NODES, "", known.node).filter(NodeStatuses::ready).isPresent())) {
            return !known.node.isEmpty();
        }
        Optional<Node> found = snapshot.first(Types.NODES, "", NodeStatuses::ready);
        ready.put(snapshot.cluster(), new Ready(found.map(node -> node.getMetadata().getName()).orElse(""), now));
        return found.isPresent();
    }

    private static List<Pod> podsOn(Snapshot snapshot, String node) {
        return snapshot.byField(Types.PODS, "", "spec.nodeName", node);
    }

    @Override
    public void forget(ClusterId cluster) {
        ready.remove(cluster);
        seen.keySet().removeIf(key -> key.cluster().equals(cluster));
    }
}
