package dev.marina.console.debugger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.kube.Permission;
import java.util.ArrayList;
import java.util.List;

/// What may be asked of a controller, as requests.
final class Steering {

    static final String CONTROLLERS = "/apis/marina.dev/v1/controllers";
    static final String MERGE = "application/merge-patch+json";
    static final Permission HOLDING = new Permission("patch", "marina.dev", "controllers", "", "");
    static final Permission STEPPING = new Permission("create", "marina.dev", "controllers", "step", "");

    private Steering() {}

    /// @param kind "" for any
    /// @param namespace "" for any
    /// @param name "" for any
    record Breakpoint(String kind, String namespace, String name) {

        boolean empty() {
            return kind.isEmpty() && namespace.isEmpty() && name.isEmpty();
        }

        String text() {
            return "%s %s/%s".formatted(any(kind), any(namespace), any(name));
        }

        private static String any(String part) {
            return part.isEmpty() ? "*" : part;
        }
    }

    static List<Breakpoint> breakpoints(JsonNode controller) {
        return controller.path("spec").path("breakpoints").valueStream()
                .map(each -> new Breakpoint(each.path("kind").asText(), each.path("namespace").asText(), each.path("name").asText())).toList();
    }

    static String paused(boolean paused) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("spec").put("paused", paused);
        return root.toString();
    }

    /// @param millis from one item to the next
    static String delayed(int millis) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("spec").put("delayMillis", millis);
        return root.toString();
    }

    static String with(List<Breakpoint> present, Breakpoint added) {
        List<Breakpoint> all = new ArrayList<>(present);
        if (!all.contains(added)) {
            all.add(added);
        }
        return patch(all);
    }

    static String without(List<Breakpoint> present, Breakpoint removed) {
        return patch(present.stream().filter(each -> !each.equals(removed)).toList());
    }

    /// A merge replaces lists: the whole list is sent.
    private static String patch(List<Breakpoint> all) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode list = root.putObject("spec").putArray("breakpoints");
        all.forEach(each -> {
            ObjectNode one = list.addObject();
            put(one, "kind", each.kind());
            put(one, "namespace", each.namespace());
            put(one, "name", each.name());
        });
        return root.toString();
    }

    private static void put(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }

    static String step(int items) {
        return JsonNodeFactory.instance.objectNode().put("apiVersion", "marina.dev/v1").put("kind", "ControllerStep").put("items", items).toString();
    }
}
