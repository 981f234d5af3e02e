package dev.marina.apiserver.course;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.Document;
import dev.marina.apiserver.explanation.Step;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What a change of a pod or of a Service's endpoints means for who waits: a node, a container that runs, a probe that passes, an endpoint.
final class Milestones {

    private Milestones() {}

    /// Such as `Scheduled node-1`, `ContainerRunning web`, `ContainerReady web`, `Ready` or `Endpoint 10.244.1.7`.
    static List<String> of(Step step) {
        if (step.deletion() || step.value().opaque()) {
            return List.of();
        }
        JsonNode before = step.before().filter(stored -> !stored.opaque() && stored.bytes().length > 0).map(Milestones::tree).orElse(MissingNode.getInstance());
        JsonNode after = tree(step.value());
        return switch (step.key().resource().toString()) {
            case "pods" -> pod(before, after);
            case "endpointslices.discovery.k8s.io" -> endpoints(before, after);
            default -> List.of();
        };
    }

    private static JsonNode tree(Stored stored) {
        return Document.parse(stored.bytes()).root();
    }

    private static List<String> pod(JsonNode before, JsonNode after) {
        List<String> reached = new ArrayList<>();
        String node = after.path("spec").path("nodeName").asText("");
        if (!node.isEmpty() && before.path("spec").path("nodeName").asText("").isEmpty()) {
            reached.add("Scheduled " + node);
        }
        newly(before, after, status -> status.path("state").has("running")).forEach(name -> reached.add("ContainerRunning " + name));
        newly(before, after, status -> status.path("started").asBoolean()).forEach(name -> reached.add("ContainerStarted " + name));
        newly(before, after, status -> status.path("ready").asBoolean()).forEach(name -> reached.add("ContainerReady " + name));
        if (ready(after) && !ready(before)) {
            reached.add("Ready");
        }
        return reached;
    }

    private static List<String> newly(JsonNode before, JsonNode after, Predicate<JsonNode> is) {
        List<String> names = new ArrayList<>();
        for (JsonNode status : after.path("status").path("containerStatuses")) {
            String name = status.path("name").asText();
            if (is.test(status) && before.path("status").path("containerStatuses").valueStream().noneMatch(each -> each.path("name").asText().equals(name)
                    && is.test(each))) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean ready(JsonNode pod) {
        return pod.path("status").path("conditions").valueStream()
                .anyMatch(condition -> condition.path("type").asText().equals("Ready") && condition.path("status").asText().equals("True"));
    }

    private static List<String> endpoints(JsonNode before, JsonNode after) {
        List<String> known = serving(before);
        return serving(after).stream().filter(address -> !known.contains(address)).map(address -> "Endpoint " + address).toList();
    }

    private static List<String> serving(JsonNode slice) {
        return slice.path("endpoints").valueStream().filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
                .flatMap(endpoint -> endpoint.path("addresses").valueStream()).map(JsonNode::asText).toList();
    }
}
