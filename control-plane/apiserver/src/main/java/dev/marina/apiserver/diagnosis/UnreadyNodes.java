package dev.marina.apiserver.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.Optional;
import java.util.stream.Stream;

/// Nodes that run no pods, or take none.
final class UnreadyNodes implements DiagnosisCheck {

    private static final GroupResource NODES = new GroupResource("", "nodes");

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        return objects.list(NODES).flatMap(node -> of(node).stream());
    }

    private static Optional<Finding> of(Document node) {
        Optional<JsonNode> ready = Conditions.find(node, "Ready");
        if (ready.isEmpty() || !ready.get().path("status").asText().equals("True")) {
            return Optional.of(Finding.of("NodeNotReady", Severity.CRITICAL, NODES, node,
                    ready.map(each -> "is not ready since %s: %s".formatted(each.path("lastTransitionTime").asText("an unknown time"), Conditions.words(each)))
                            .orElse("has not said yet that it is ready"),
                    "Its pool replaces it after its repair time; look at its conditions and events, or delete the node to have another at once")
                    .inTheWayOfUpgrades());
        }
        return node.at("spec", "unschedulable").asBoolean()
                ? Optional.of(Finding.of("NodeCordoned", Severity.NOTICE, NODES, node, "takes no further pods", "kubectl uncordon it when its work is done"))
                : Optional.empty();
    }
}
