package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.plan.Manifests;
import java.util.ArrayList;
import java.util.List;

/// What is asked of the cluster, from what somebody wrote: manifests, or a whole `TwoWorlds`, and the one difference.
record Question(ObjectNode body) {

    /// As the API names them.
    static final List<String> DIFFERENCES = List.of("patch", "missing", "off", "lost", "pods");

    /// @param begin `Cluster` or `Empty`, of manifests; a TwoWorlds says itself
    /// @param seconds the same
    /// @param kind one of [#DIFFERENCES]
    /// @param difference its value in YAML
    /// @param later what is done at later seconds, after what a TwoWorlds says itself
    static Question of(String text, String begin, int seconds, String kind, String difference, List<JsonNode> later) throws Manifests.Unreadable {
        List<JsonNode> documents = Manifests.of(text).objects();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("apiVersion", "marina.dev/v1").put("kind", "TwoWorlds");
        ObjectNode spec = documents.size() == 1 && documents.getFirst().path("kind").asText().equals("TwoWorlds")
                && documents.getFirst().path("spec") instanceof ObjectNode whole ? whole.deepCopy() : ofManifests(documents, begin, seconds);
        if (!later.isEmpty()) {
            later.forEach(spec.withArrayProperty("then")::add);
        }
        spec.putObject("difference").set(kind, value(kind, difference));
        body.set("spec", spec);
        return new Question(body);
    }

    private static ObjectNode ofManifests(List<JsonNode> manifests, String begin, int seconds) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("begin", begin).put("seconds", seconds);
        if (begin.equals("Empty")) {
            var nodes = spec.putArray("nodes");
            List.of("n1", "n2").forEach(name -> nodes.addObject().put("name", name).put("cpu", "4").put("memory", "8Gi"));
        }
        manifests.forEach(spec.putArray("manifests")::add);
        return spec;
    }

    private static JsonNode value(String kind, String text) throws Manifests.Unreadable {
        if (kind.equals("off")) {
            return JsonNodeFactory.instance.textNode(text.strip());
        }
        // read by the reader of manifests, which is bounded; it wants to know of what kind it is
        List<JsonNode> wrapped = new ArrayList<>(Manifests.of("apiVersion: marina.dev/v1\nkind: Difference\nvalue:\n" + text.strip().indent(2)).objects());
        return wrapped.getFirst().path("value");
    }
}
