package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A workload has not what it wants: it is paused, its pods are refused, or they are there and do not become ready.
public final class WorkloadWaits implements Waits {

    private static final GroupResource DEPLOYMENTS = Types.DEPLOYMENTS.groupResource();
    private static final GroupResource JOBS = Types.JOBS.groupResource();
    private static final Set<GroupResource> TYPES = Set.of(DEPLOYMENTS, Types.REPLICA_SETS.groupResource(), Types.REPLICATION_CONTROLLERS.groupResource(),
            Types.STATEFUL_SETS.groupResource(), Types.DAEMON_SETS.groupResource(), JOBS, Types.CRON_JOBS.groupResource());

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        if (!TYPES.contains(object.key().resource())) {
            return List.of();
        }
        Document workload = Document.parse(object.bytes());
        List<ObjectNode> reasons = new ArrayList<>();
        if (workload.at("spec", "paused").asBoolean() || workload.at("spec", "suspend").asBoolean()) {
            String field = workload.at("spec", "paused").asBoolean() ? "paused" : "suspend";
            reasons.add(Remedy.with(Waits.because("Paused", "its own spec says that it is not to proceed"),
                    List.of(Remedy.of(object, workload, "goOn", "let it go on").put("/spec/" + field, BooleanNode.FALSE))));
        }
        List<Stored> sets = object.key().resource().equals(DEPLOYMENTS)
                ? snapshot.image().ownedBy(object.fields().uid()).filter(each -> each.key().resource().equals(Types.REPLICA_SETS.groupResource())).toList()
                : List.of(object);
        Stream.concat(Stream.of(object), sets.stream()).distinct().filter(each -> !each.opaque() && readable.may(each.key()))
                .forEach(each -> conditions(each, reasons));
        pods(snapshot, sets, readable, reasons);
        return reasons;
    }

    private static void conditions(Stored stored, List<ObjectNode> reasons) {
        for (JsonNode condition : Document.parse(stored.bytes()).at("status", "conditions")) {
            String type = condition.path("type").asText();
            boolean status = condition.path("status").asText().equals("True");
            if (type.equals("ReplicaFailure") && status || type.equals("Progressing") && !status || type.equals("Failed") && status) {
                ObjectNode reason = Waits.because(type.equals("ReplicaFailure") ? "PodsRefused" : condition.path("reason").asText(),
                        condition.path("message").asText()).put("condition", type).put("since", condition.path("lastTransitionTime").asText());
                Waits.name(reason.putObject("object"), stored.key());
                reasons.add(reason);
            }
        }
    }

    private static void pods(Snapshot snapshot, List<Stored> sets, Readable readable, List<ObjectNode> reasons) {
        List<Pod> unready = sets.stream().flatMap(set -> snapshot.controlledBy(Types.PODS, set.fields().uid()).stream())
                .filter(pod -> PodState.active(pod) && !PodState.ready(pod)).toList();
        if (unready.isEmpty()) {
            return;
        }
        ObjectNode reason = Waits.because("PodsNotReady", "%d of its pods are not ready; each has an explanation of its own".formatted(unready.size()))
                .put("count", unready.size());
        ArrayNode named = reason.putArray("pods");
        unready.stream().filter(pod -> readable.may(Types.PODS.key(snapshot.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName())))
                .limit(MOST_NAMED).forEach(pod -> describe(named.addObject(), pod));
        reasons.add(reason);
    }

    static void describe(ObjectNode node, Pod pod) {
        node.put("name", pod.getMetadata().getName()).put("phase", PodState.phase(pod));
        if (!PodState.nodeName(pod).isEmpty()) {
            node.put("node", PodState.nodeName(pod));
        }
    }
}
