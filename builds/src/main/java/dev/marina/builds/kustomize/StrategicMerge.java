package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A patch that looks like the object. Lists whose items have names are merged by them; other lists are replaced, and so are all lists of types that are not
/// Kubernetes' own. https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
final class StrategicMerge {

    private static final String DIRECTIVE = "$patch";
    private static final Map<String, String> KEYS = Map.ofEntries(Map.entry("containers", "name"), Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"), Map.entry("env", "name"), Map.entry("volumes", "name"), Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumeDevices", "devicePath"), Map.entry("imagePullSecrets", "name"), Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"), Map.entry("secrets", "name"), Map.entry("webhooks", "name"),
            Map.entry("resourceClaims", "name"), Map.entry("conditions", "type"), Map.entry("ownerReferences", "uid"));
    private static final Set<String> SETS = Set.of("finalizers");

    private final boolean named;

    private StrategicMerge(boolean named) {
        this.named = named;
    }

    static void into(Resource resource, ObjectNode patch) {
        new StrategicMerge(resource.builtIn()).merge(resource.object, patch);
    }

    private void merge(ObjectNode target, ObjectNode patch) {
        if (patch.path(DIRECTIVE).asText().equals("replace")) {
            target.removeAll();
        }
        patch.properties().forEach(field -> {
            if (!field.getKey().equals(DIRECTIVE)) {
                field(target, field.getKey(), field.getValue());
            }
        });
    }

    private void field(ObjectNode target, String name, JsonNode value) {
        if (value.isNull() || value.path(DIRECTIVE).asText().equals("delete")) {
            target.remove(name);
        } else if (value instanceof ObjectNode object) {
            JsonNode present = target.get(name);
            merge(present instanceof ObjectNode known ? known : target.putObject(name), object);
        } else if (value instanceof ArrayNode list && target.get(name) instanceof ArrayNode present) {
            list(target, name, present, list);
        } else if (value instanceof ArrayNode list) {
            ArrayNode made = target.putArray(name);
            list.forEach(item -> add(made, item));
        } else {
            target.set(name, value);
        }
    }

    private void list(ObjectNode target, String name, ArrayNode present, ArrayNode patch) {
        boolean replaces = patch.valueStream().anyMatch(item -> item.path(DIRECTIVE).asText().equals("replace"));
        if (!replaces && named && SETS.contains(name)) {
            patch.valueStream().filter(item -> present.valueStream().noneMatch(item::equals)).toList().forEach(present::add);
            return;
        }
        Optional<String> key = replaces || !named ? Optional.empty() : key(name, present, patch);
        if (key.isEmpty()) {
            ArrayNode made = target.putArray(name);
            patch.forEach(item -> add(made, item));
            return;
        }
        patch.forEach(item -> item(present, key.get(), item));
    }

    /// Ports are known by what they are of, a container or a Service.
    private static Optional<String> key(String name, ArrayNode present, ArrayNode patch) {
        String key = name.equals("ports")
                ? present.path(0).has("containerPort") || patch.path(0).has("containerPort") ? "containerPort" : "port"
                : KEYS.get(name);
        return Optional.ofNullable(key).filter(each -> Stream.concat(present.valueStream(), patch.valueStream()).allMatch(item -> item.has(each)));
    }

    private void item(ArrayNode present, String key, JsonNode patch) {
        for (int i = 0; i < present.size(); i++) {
            if (present.get(i).path(key).equals(patch.path(key)) && present.get(i) instanceof ObjectNode object) {
                if (patch.path(DIRECTIVE).asText().equals("delete")) {
                    present.remove(i);
                } else {
                    merge(object, (ObjectNode) patch);
                }
                return;
            }
        }
        add(present, patch);
    }

    /// Without what only a patch has.
    private void add(ArrayNode list, JsonNode item) {
        if (!(item instanceof ObjectNode object)) {
            list.add(item);
        } else if (!object.has(DIRECTIVE)) {
            merge(list.addObject(), object);
        }
    }
}
