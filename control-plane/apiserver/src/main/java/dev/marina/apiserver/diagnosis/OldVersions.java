package dev.marina.apiserver.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Objects that somebody still writes through a version that is deprecated, or served no more; `managedFields` say who. Of the built-in types only
/// Endpoints are deprecated (since 1.33, https://kubernetes.io/docs/reference/using-api/deprecation-guide/).
final class OldVersions implements DiagnosisCheck {

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");
    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        return Stream.concat(objects.list(DEFINITIONS).flatMap(definition -> custom(definition, objects)), endpoints(objects));
    }

    private static Stream<Finding> custom(Document definition, DiagnosedObjects objects) {
        String group = definition.at("spec", "group").asText();
        GroupResource type = new GroupResource(group, definition.at("spec", "names", "plural").asText());
        Map<String, String> old = new HashMap<>();
        definition.at("spec", "versions").forEach(version -> {
            if (!version.path("served").asBoolean()) {
                old.put(group + "/" + version.path("name").asText(), "served no more");
            } else if (version.path("deprecated").asBoolean()) {
                old.put(group + "/" + version.path("name").asText(), "deprecated");
            }
        });
        return old.isEmpty() ? Stream.of() : objects.list(type).flatMap(object -> written(type, object, old));
    }

    private static Stream<Finding> written(GroupResource type, Document object, Map<String, String> old) {
        Map<String, Set<String>> managers = new HashMap<>();
        for (JsonNode entry : object.at("metadata", "managedFields")) {
            String version = entry.path("apiVersion").asText();
            if (old.containsKey(version)) {
                managers.computeIfAbsent(version, _ -> new LinkedHashSet<>()).add(entry.path("manager").asText("somebody"));
            }
        }
        return managers.entrySet().stream().map(each -> Finding.of("OldVersionWritten", Severity.WARNING, type, object,
                Conditions.cut("%s is %s, and %s writes it".formatted(each.getKey(), old.get(each.getKey()), String.join(", ", each.getValue()))),
                "Have whoever writes it use a version that stays").inTheWayOfUpgrades());
    }

    /// What the cluster makes of Services is its own business, and the API's own entry is `default/kubernetes`.
    private static Stream<Finding> endpoints(DiagnosedObjects objects) {
        return objects.list(ENDPOINTS).filter(each -> !each.labels().containsKey(MANAGED_BY))
                .filter(each -> each.annotations().get("endpoints.kubernetes.io/last-change-trigger-time") == null)
                .filter(each -> !(each.namespace().equals("default") && each.name().equals("kubernetes")))
                .map(each -> Finding.of("OldVersionWritten", Severity.NOTICE, ENDPOINTS, each, "v1 Endpoints is deprecated in v1.33+",
                        "Use discovery.k8s.io/v1 EndpointSlice").inTheWayOfUpgrades());
    }
}
