package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// Follows objects that got another name, wherever others name them. sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts/namereference.go
final class NameReferences {

    /// Fields with an object that has a name, by the kind that it is of.
    private static final Map<String, String> OBJECTS = Map.ofEntries(Map.entry("configMap", "ConfigMap"), Map.entry("configMapRef", "ConfigMap"),
            Map.entry("configMapKeyRef", "ConfigMap"), Map.entry("secret", "Secret"), Map.entry("secretRef", "Secret"), Map.entry("secretKeyRef", "Secret"),
            Map.entry("service", "Service"), Map.entry("imagePullSecrets", "Secret"), Map.entry("secrets", "Secret"));
    private static final Map<String, String> TEXTS = Map.of("secretName", "Secret", "serviceAccountName", "ServiceAccount", "serviceName", "Service",
            "claimName",
            "PersistentVolumeClaim", "priorityClassName", "PriorityClass", "storageClassName", "StorageClass", "ingressClassName", "IngressClass");
    /// That say themselves of which kind they are.
    private static final List<String> KINDED = List.of("scaleTargetRef", "roleRef", "subjects");

    /// @param renamed the new name of what had a name: `Kind/name`
    private final Map<String, String> renamed;

    private NameReferences(Map<String, String> renamed) {
        this.renamed = renamed;
    }

    static void follow(Map<String, String> renamed, List<Resource> resources) {
        if (renamed.isEmpty()) {
            return;
        }
        NameReferences references = new NameReferences(renamed);
        resources.stream().filter(Resource::builtIn).forEach(resource -> resource.object.properties().stream()
                .filter(field -> !field.getKey().equals("metadata") && !field.getKey().equals("data") && !field.getKey().equals("stringData"))
                .forEach(field -> references.field(resource.object, field.getKey(), field.getValue())));
    }

    private void field(ObjectNode parent, String name, JsonNode value) {
        if (value.isTextual() && TEXTS.containsKey(name)) {
            parent.put(name, renamed.getOrDefault(TEXTS.get(name) + "/" + value.asText(), value.asText()));
        } else if (value instanceof ObjectNode object) {
            named(name, object);
        } else if (value instanceof ArrayNode list) {
            list.forEach(item -> {
                if (item instanceof ObjectNode object) {
                    named(name, object);
                }
            });
        }
    }

    private void named(String field, ObjectNode object) {
        String kind = KINDED.contains(field) ? object.path("kind").asText() : OBJECTS.getOrDefault(field, "");
        if (!kind.isEmpty() && object.path("name").isTextual()) {
            String name = object.path("name").asText();
            object.put("name", renamed.getOrDefault(kind + "/" + name, name));
        }
        object.properties().forEach(each -> field(object, each.getKey(), each.getValue()));
    }
}
