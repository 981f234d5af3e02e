package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.kube.Yaml;
import dev.marina.console.plan.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What is done in both worlds at a later second: an element of `spec.then`, as a form has it.
sealed interface LaterAct {

    int MOST = 20;
    /// As the API names them.
    List<String> KINDS = List.of("manifests", "delete", "drain");

    int seconds();

    /// As the API takes it.
    ObjectNode json() throws Manifests.Unreadable;

    /// @param text in YAML
    record Apply(int seconds, String text) implements LaterAct {
        @Override
        public ObjectNode json() throws Manifests.Unreadable {
            ObjectNode act = at(seconds);
            Manifests.of(text).objects().forEach(act.putArray("manifests")::add);
            return act;
        }
    }

    /// @param namespace empty: the one in which the worlds are asked for, or none
    record Delete(int seconds, String apiVersion, String kind, String namespace, String name) implements LaterAct {
        @Override
        public ObjectNode json() {
            ObjectNode act = at(seconds);
            ObjectNode object = act.putObject("delete").put("apiVersion", apiVersion.strip()).put("kind", kind.strip());
            if (!namespace.isBlank()) {
                object.put("namespace", namespace.strip());
            }
            object.put("name", name.strip());
            return act;
        }
    }

    record Drain(int seconds, String node) implements LaterAct {
        @Override
        public ObjectNode json() {
            return at(seconds).put("drain", node.strip());
        }
    }

    private static ObjectNode at(int seconds) {
        return JsonNodeFactory.instance.objectNode().put("seconds", seconds);
    }

    /// Those that a form can show; what has more than one deed, or none, is left to whoever wrote it.
    static List<LaterAct> of(JsonNode then) {
        List<LaterAct> acts = new ArrayList<>();
        for (JsonNode act : then) {
            int seconds = act.path("seconds").asInt();
            if (act.has("drain")) {
                acts.add(new Drain(seconds, act.path("drain").asText()));
            } else if (act.has("delete")) {
                JsonNode object = act.path("delete");
                acts.add(new Delete(seconds, object.path("apiVersion").asText(), object.path("kind").asText(), object.path("namespace").asText(""),
                        object.path("name").asText()));
            } else {
                acts.add(new Apply(seconds, act.path("manifests").valueStream().map(Yaml::whole).collect(Collectors.joining("---\n"))));
            }
        }
        return acts;
    }
}
