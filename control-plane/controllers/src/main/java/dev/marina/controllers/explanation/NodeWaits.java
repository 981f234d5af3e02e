package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pod that has a node and does not run there: the node is gone or not ready, or says what its containers wait for.
public final class NodeWaits implements Waits {

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        String node = object.fields().selectable().getOrDefault("spec.nodeName", "");
        if (!object.key().resource().equals(Types.PODS.groupResource()) || node.isEmpty()) {
            return List.of();
        }
        Document pod = Document.parse(object.bytes());
        String phase = pod.text("status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return List.of();
        }
        List<ObjectNode> reasons = new ArrayList<>();
        ObjectKey key = Types.NODES.key(snapshot.cluster(), "", node);
        if (readable.may(key)) {
            Optional<Document> found = snapshot.stored(key).filter(each -> !each.opaque()).map(each -> Document.parse(each.bytes()));
            if (found.isEmpty()) {
                reasons.add(Waits.because("NodeGone", "its node is not there").put("node", node));
            } else if (found.get().at("status", "conditions").valueStream().noneMatch(NodeWaits::ready)) {
                reasons.add(Waits.because("NodeNotReady", "its node does not say that it is ready").put("node", node));
            }
        }
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            pod.at("status", list).forEach(container -> waits(snapshot, object, readable, container, reasons));
        }
        return reasons;
    }

    private static boolean ready(JsonNode condition) {
        return condition.path("type").asText().equals("Ready") && condition.path("status").asText().equals("True");
    }

    private static void waits(Snapshot snapshot, Stored pod, Readable readable, JsonNode container, List<ObjectNode> reasons) {
        JsonNode waiting = container.path("state").path("waiting");
        if (waiting.isObject()) {
            ObjectNode reason = Waits.because("ContainerWaiting", waiting.path("message").asText("")).put("container", container.path("name").asText())
                    .put("waitsFor", waiting.path("reason").asText()).put("restarts", container.path("restartCount").asInt());
            JsonNode last = container.path("lastState").path("terminated");
            if (last.isObject()) {
                reason.put("ended", last.path("reason").asText()).put("exitCode", last.path("exitCode").asInt());
            }
            reasons.add(waiting.path("reason").asText().equals("CreateContainerConfigError")
                    ? Remedy.with(reason, ReferenceRemedies.find(snapshot, readable, pod, container.path("name").asText()))
                    : reason);
        }
    }
}
