package dev.marina.console.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What an object says of others and its row does not.
sealed interface Reference {

    int MOST = 200;

    /// To one object of the same namespace.
    ///
    /// @param kind such as `ConfigMap`
    record To(String kind, String name, Relation relation) implements Reference {}

    /// To the pods that it selects.
    record Pods(Selector selector, Relation relation) implements Reference {}

    /// @param object of a kind that the map reads
    static List<Reference> of(MapKind kind, JsonNode object) {
        JsonNode spec = object.path("spec");
        List<Reference> found = switch (kind.name()) {
            case "Pod" -> template(spec);
            case "Deployment", "StatefulSet", "DaemonSet", "Job" -> template(spec.path("template").path("spec"));
            case "CronJob" -> template(spec.path("jobTemplate").path("spec").path("template").path("spec"));
            case "Service" -> spec.path("selector").isEmpty() ? List.of() : List.of(new Pods(Selector.ofLabels(spec.path("selector")), Relation.SELECTS));
            case "NetworkPolicy" -> List.of(new Pods(Selector.of(spec.path("podSelector")), Relation.APPLIES));
            case "EndpointSlice" -> endpoints(object);
            case "Ingress" -> ingress(spec);
            default -> List.of();
        };
        return found.stream().distinct().limit(MOST).toList();
    }

    private static List<Reference> template(JsonNode spec) {
        List<Reference> found = new ArrayList<>();
        spec.path("volumes").forEach(volume -> {
            uses(found, "PersistentVolumeClaim", volume.path("persistentVolumeClaim").path("claimName"), Relation.USES);
            uses(found, "ConfigMap", volume.path("configMap").path("name"), Relation.READS);
            uses(found, "Secret", volume.path("secret").path("secretName"), Relation.READS);
            volume.path("projected").path("sources").forEach(source -> {
                uses(found, "ConfigMap", source.path("configMap").path("name"), Relation.READS);
                uses(found, "Secret", source.path("secret").path("name"), Relation.READS);
            });
        });
        for (String list : List.of("initContainers", "containers")) {
            spec.path(list).forEach(container -> {
                container.path("envFrom").forEach(source -> {
                    uses(found, "ConfigMap", source.path("configMapRef").path("name"), Relation.READS);
                    uses(found, "Secret", source.path("secretRef").path("name"), Relation.READS);
                });
                container.path("env").forEach(variable -> {
                    uses(found, "ConfigMap", variable.path("valueFrom").path("configMapKeyRef").path("name"), Relation.READS);
                    uses(found, "Secret", variable.path("valueFrom").path("secretKeyRef").path("name"), Relation.READS);
                });
            });
        }
        spec.path("imagePullSecrets").forEach(secret -> uses(found, "Secret", secret.path("name"), Relation.READS));
        return found;
    }

    private static void uses(List<Reference> found, String kind, JsonNode name, Relation relation) {
        if (name.isTextual() && !name.asText().isEmpty()) {
            found.add(new To(kind, name.asText(), relation));
        }
    }

    /// A slice belongs to its Service by a label; what it says are pods. https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
    private static List<Reference> endpoints(JsonNode slice) {
        List<Reference> found = new ArrayList<>();
        slice.path("endpoints").forEach(endpoint -> {
            if (endpoint.path("targetRef").path("kind").asText().equals("Pod")) {
                found.add(new To("Pod", endpoint.path("targetRef").path("name").asText(),
                        endpoint.path("conditions").path("ready").asBoolean(true) ? Relation.ENDPOINT : Relation.UNREADY_ENDPOINT));
            }
        });
        return found;
    }

    private static List<Reference> ingress(JsonNode spec) {
        Set<String> services = new LinkedHashSet<>();
        services.add(spec.path("defaultBackend").path("service").path("name").asText());
        spec.path("rules")
                .forEach(rule -> rule.path("http").path("paths").forEach(path -> services.add(path.path("backend").path("service").path("name").asText())));
        return services.stream().filter(name -> !name.isEmpty()).<Reference>map(name -> new To("Service", name, Relation.ROUTES)).toList();
    }
}
