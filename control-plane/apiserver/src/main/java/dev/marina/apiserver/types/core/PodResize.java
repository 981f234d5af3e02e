package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.pod.QosClass;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import java.util.List;
import java.util.Set;

/// `pods/resize`: other amounts of processor and memory for containers that run.
/// podResizeStrategy in pkg/registry/core/pod/strategy.go, ValidatePodResize in pkg/apis/core/validation/validation.go
final class PodResize implements ResourceStrategy {

    private static final List<String> LISTS = List.of("initContainers", "containers");
    private static final Set<String> RESIZABLE = Set.of("cpu", "memory");

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    /// Where containers are others than before, the list is kept as it came, for the rules to refuse.
    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return stored.edited(root -> {
            ObjectNode spec = (ObjectNode) root.path("spec");
            spec.remove("resources");
            if (submitted.at("spec").has("resources")) {
                spec.set("resources", submitted.at("spec", "resources"));
            }
            LISTS.forEach(list -> take(root, submitted, stored, list));
        });
    }

    private static void take(ObjectNode root, Document submitted, Document stored, String list) {
        JsonNode wanted = submitted.at("spec", list);
        if (!names(wanted).equals(names(stored.at("spec", list)))) {
            ((ObjectNode) root.path("spec")).set(list, wanted);
            return;
        }
        for (int i = 0; i < wanted.size(); i++) {
            ObjectNode container = (ObjectNode) root.path("spec").path(list).get(i);
            for (String field : List.of("resources", "resizePolicy")) {
                container.remove(field);
                if (wanted.get(i).has(field)) {
                    container.set(field, wanted.get(i).get(field));
                }
            }
        }
    }

    private static List<String> names(JsonNode containers) {
        return containers.valueStream().map(container -> container.path("name").asText()).toList();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        for (String list : LISTS) {
            sameContainers(errors, object.at("spec", list), stored.at("spec", list), list);
        }
        if (!errors.empty()) {
            return errors.found();
        }
        errors.addAll(PodRules.resources(object));
        if (!QosClass.of(object).equals(QosClass.of(stored))) {
            errors.invalid("spec", QosClass.of(object), "Pod QOS Class may not change as a result of resizing");
        }
        if (nodeCannot(stored)) {
            errors.forbidden("spec", "Pod running on node without support for resize");
        }
        wholePod(errors, object.at("spec"), stored.at("spec"));
        for (String list : LISTS) {
            for (int i = 0; i < stored.at("spec", list).size(); i++) {
                container(errors, object.at("spec", list).get(i), stored.at("spec", list).get(i), "spec.%s[%d]".formatted(list, i), list);
            }
        }
        return errors.found();
    }

    /// A node that can says of its containers what they have.
    private static boolean nodeCannot(Document pod) {
        return pod.at("status", "containerStatuses").valueStream().filter(status -> status.path("state").has("running")).findFirst()
                .filter(status -> !status.has("resources")).isPresent();
    }

    private static void sameContainers(Errors errors, JsonNode now, JsonNode before, String list) {
        if (now.size() != before.size()) {
            errors.forbidden("spec." + list, "%s may not be added or removed on resize".formatted(list));
            return;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i).path("name").equals(before.get(i).path("name"))) {
                errors.forbidden("spec.%s[%d].name".formatted(list, i), "%s may not be renamed or reordered on resize".formatted(list));
            }
        }
    }

    /// What the pod as a whole may use, whatever its containers are given.
    private static void wholePod(Errors errors, JsonNode now, JsonNode before) {
        if (before.has("resources") && !now.has("resources")) {
            errors.forbidden("spec.resources", "pod-level resources cannot be removed");
            return;
        }
        for (String part : List.of("requests", "limits")) {
            if (removed(now, before, part)) {
                errors.forbidden("spec.resources." + part, "pod-level resource %s cannot be removed".formatted(part));
            }
        }
        if (!others(now).path("resources").equals(others(before).path("resources")) && before.has("resources")) {
            errors.forbidden("spec", "only cpu and memory resources are mutable at pod-level");
        }
    }

    private static boolean removed(JsonNode now, JsonNode before, String part) {
        return before.path("resources").path(part).propertyStream().anyMatch(had -> !now.path("resources").path(part).has(had.getKey()));
    }

    private static void container(Errors errors, JsonNode now, JsonNode before, String path, String list) {
        for (String part : List.of("requests", "limits")) {
            if (removed(now, before, part)) {
                errors.forbidden("%s.resources.%s".formatted(path, part), "resource %s cannot be removed".formatted(part));
            }
        }
        boolean once = list.equals("initContainers") && !now.path("restartPolicy").asText().equals("Always");
        if (once && !now.equals(before) && now.path("resizePolicy").valueStream().anyMatch(policy -> policy.path("restartPolicy").asText()
                .equals("RestartContainer"))) {
            errors.forbidden(path, "non-sidecar init containers with a resize policy of RestartContainer cannot be resized");
        } else if (!others(now).equals(others(before))) {
            if (list.equals("containers")) {
                errors.forbidden("spec", "only cpu and memory resources are mutable");
            } else {
                errors.forbidden(path, "only cpu and memory resources for init or sidecar containers are mutable");
            }
        }
    }

    /// What no resize may touch.
    private static JsonNode others(JsonNode container) {
        ObjectNode rest = container.deepCopy();
        for (String part : List.of("requests", "limits")) {
            if (rest.path("resources").path(part) instanceof ObjectNode amounts) {
                amounts.remove(RESIZABLE);
                if (amounts.isEmpty()) {
                    ((ObjectNode) rest.path("resources")).remove(part);
                }
            }
        }
        return rest;
    }
}
