package dev.marina.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Adds what further APIs publish as `/openapi/v2` to what the server itself publishes: paths below the API's own alone, with the
/// definitions that these need. One of a name that is taken by something else gets another name. Pure.
/// kube-aggregator's pkg/controllers/openapi/aggregator, kube-openapi's pkg/aggregator
final class MergedSwagger {

    private static final String REFERENCE = "#/definitions/";

    private final ObjectNode paths;
    private final ObjectNode definitions;

    private MergedSwagger(ObjectNode root) {
        paths = root.withObjectProperty("paths");
        definitions = root.withObjectProperty("definitions");
    }

    /// What one API publishes.
    ///
    /// @param path of the API: `/apis/<group>/<version>`
    record Further(String path, JsonNode document) {}

    static ObjectNode of(Document local, List<Further> further) {
        ObjectNode root = local.root().deepCopy();
        MergedSwagger merged = new MergedSwagger(root);
        further.forEach(merged::add);
        return root;
    }

    private void add(Further further) {
        ObjectNode own = Document.mapper().createObjectNode();
        further.document().path("paths").properties().stream().filter(entry -> entry.getKey().equals(further.path())
                || entry.getKey().startsWith(further.path() + "/")).filter(entry -> !paths.has(entry.getKey()))
                .forEach(entry -> own.set(entry.getKey(), entry.getValue().deepCopy()));
        JsonNode all = further.document().path("definitions");
        Set<String> needed = needed(own, all);
        Map<String, String> names = names(needed, all);
        renamed(own, names);
        paths.setAll(own);
        for (String name : needed) {
            if (!definitions.has(names.get(name))) {
                JsonNode definition = all.get(name).deepCopy();
                renamed(definition, names);
                definitions.set(names.get(name), definition);
            }
        }
    }

    /// Definitions that the paths refer to, and those that they refer to.
    private static Set<String> needed(JsonNode paths, JsonNode all) {
        Set<String> needed = new LinkedHashSet<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(paths));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            String name = referred(node);
            if (all.has(name) && needed.add(name)) {
                open.push(all.get(name));
            }
            node.forEach(open::push);
        }
        return needed;
    }

    private Map<String, String> names(Set<String> needed, JsonNode all) {
        Map<String, String> names = new HashMap<>();
        for (String name : needed) {
            String free = name;
            for (int i = 2; definitions.has(free) && !definitions.get(free).equals(all.get(name)); i++) {
                free = name + "_v" + i;
            }
            names.put(name, free);
        }
        return names;
    }

    private static void renamed(JsonNode root, Map<String, String> names) {
        Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            String name = referred(node);
            if (names.containsKey(name)) {
                ((ObjectNode) node).put("$ref", REFERENCE + names.get(name));
            }
            if (node instanceof ObjectNode || node instanceof ArrayNode) {
                node.forEach(open::push);
            }
        }
    }

    private static String referred(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.startsWith(REFERENCE) ? reference.substring(REFERENCE.length()) : "";
    }
}
