package dev.marina.controllers.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import dev.marina.model.NodePool;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has nodes give up their pods before they leave: they take no more, and their pods are evicted as far as disruption budgets allow.
record NodeLeaving(Turn turn, NodePool pool, ClusterRecord record) {

    /// Answers what is waited for, in words; empty where nothing is.
    Optional<String> carryOut(PoolNodesPlan plan, Map<String, List<Pod>> pods) {
        plan.stay().forEach(this::stay);
        plan.repaired().ifPresent(name -> turn.event(pool, Severity.Warning, "ReplacingNode", "Node %s has not been ready for too long".formatted(name)));
        plan.gone().stream().filter(name -> plan.repaired().filter(name::equals).isEmpty())
                .forEach(name -> turn.event(pool, Severity.Normal, "RemovingNode", "Node %s leaves".formatted(name)));
        List<String> waits = new ArrayList<>();
        for (Node node : plan.drain()) {
            if (!PoolNodesPlan.leaving(node)) {
                mark(node);
                turn.event(pool, Severity.Normal, "DrainingNode",
                        "Node %s takes no more pods, and its pods are evicted".formatted(node.getMetadata().getName()));
            }
            waits.add(drain(node, pods.getOrDefault(node.getMetadata().getName(), List.of())));
        }
        return waits.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", waits));
    }

    private Writes writes() {
        return turn.writes(record.id(), pool);
    }

    private void mark(Node node) {
        writes().merge(Types.NODES, node, "", patch -> {
            patch.putObject("metadata").putObject("annotations").put(PoolNodesPlan.LEAVING, turn.realNow().toString());
            patch.putObject("spec").put("unschedulable", true);
        });
    }

    private void stay(Node node) {
        writes().merge(Types.NODES, node, "", patch -> {
            patch.putObject("metadata").putObject("annotations").putNull(PoolNodesPlan.LEAVING);
            patch.putObject("spec").putNull("unschedulable");
        });
        turn.event(pool, Severity.Normal, "KeepingNode", "Node %s is needed again".formatted(node.getMetadata().getName()));
    }

    private String drain(Node node, List<Pod> pods) {
        int kept = 0;
        for (Pod pod : pods) {
            if (pod.getMetadata().getDeletionTimestamp() == null && !evict(pod)) {
                kept++;
            }
        }
        return "node %s gives up its pods: %d left%s".formatted(node.getMetadata().getName(), pods.size(),
                kept == 0 ? "" : ", %d kept by disruption budgets for now".formatted(kept));
    }

    /// Whether it was let go.
    private boolean evict(Pod pod) {
        ObjectNode eviction = Document.mapper().createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", pod.getMetadata().getName()).put("namespace", pod.getMetadata().getNamespace());
        eviction.putObject("deleteOptions").putObject("preconditions").put("uid", pod.getMetadata().getUid());
        Writes writes = writes();
        try {
            writes.client().createSub(writes.call(), Types.PODS.resource(), pod.getMetadata().getNamespace(), pod.getMetadata().getName(), "eviction",
                    Document.of(eviction));
            return true;
        } catch (StatusException e) {
            // Refused by a budget, or gone or another one by now: it is looked at again.
            return e.is("NotFound") || e.is("Conflict");
        }
    }
}
