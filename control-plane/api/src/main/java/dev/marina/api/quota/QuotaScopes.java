package dev.marina.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.pod.QosClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The scopes of a quota: it counts only what is in all of them. Nothing but pods and claims is ever in one.
/// pkg/quota/v1/evaluator/core/pods.go
public final class QuotaScopes {

    private final List<Predicate<Document>> scopes = new ArrayList<>();

    public QuotaScopes(Document quota) {
        quota.at("spec", "scopes").forEach(scope -> scopes.add(scope(scope.asText(), "Exists", List.of())));
        for (JsonNode requirement : quota.at("spec", "scopeSelector", "matchExpressions")) {
            scopes.add(scope(requirement.path("scopeName").asText(), requirement.path("operator").asText(),
                    requirement.path("values").valueStream().map(JsonNode::asText).toList()));
        }
    }

    /// Whether there is none, so that everything counts.
    public boolean none() {
        return scopes.isEmpty();
    }

    public boolean take(Document object) {
        return scopes.stream().allMatch(scope -> scope.test(object));
    }

    private static Predicate<Document> scope(String name, String operator, List<String> values) {
        return switch (name) {
            case "Terminating" -> ofPods(QuotaScopes::hasDeadline);
            case "NotTerminating" -> ofPods(pod -> !hasDeadline(pod));
            case "BestEffort" -> ofPods(QuotaScopes::bestEffort);
            case "NotBestEffort" -> ofPods(pod -> !bestEffort(pod));
            case "PriorityClass" -> ofPods(pod -> holds(pod.text("spec", "priorityClassName"), operator, values));
            case "CrossNamespacePodAffinity" -> ofPods(QuotaScopes::looksIntoOtherNamespaces);
            case "VolumeAttributesClass" -> claim -> claim.kind().equals("PersistentVolumeClaim") && Stream.of(claim.text("spec", "volumeAttributesClassName"),
                    claim.text("status", "currentVolumeAttributesClassName"), claim.text("status", "modifyVolumeStatus", "targetVolumeAttributesClassName"))
                    .anyMatch(value -> holds(value, operator, values));
            default -> _ -> false;
        };
    }

    private static Predicate<Document> ofPods(Predicate<Document> scope) {
        return object -> object.kind().equals("Pod") && scope.test(object);
    }

    private static boolean hasDeadline(Document pod) {
        return pod.at("spec", "activeDeadlineSeconds").asLong(-1) >= 0;
    }

    private static boolean bestEffort(Document pod) {
        String said = pod.text("status", "qosClass");
        return (said.isEmpty() ? QosClass.of(pod) : said).equals("BestEffort");
    }

    private static boolean holds(String value, String operator, List<String> values) {
        return switch (operator) {
            case "Exists" -> !value.isEmpty();
            case "DoesNotExist" -> value.isEmpty();
            case "In" -> !value.isEmpty() && values.contains(value);
            case "NotIn" -> value.isEmpty() || !values.contains(value);
            default -> false;
        };
    }

    private static boolean looksIntoOtherNamespaces(Document pod) {
        return Stream.of("podAffinity", "podAntiAffinity").map(kind -> pod.at("spec", "affinity", kind)).flatMap(QuotaScopes::terms)
                .anyMatch(term -> !term.path("namespaces").isEmpty() || term.has("namespaceSelector"));
    }

    private static Stream<JsonNode> terms(JsonNode affinity) {
        return Stream.concat(affinity.path("requiredDuringSchedulingIgnoredDuringExecution").valueStream(),
                affinity.path("preferredDuringSchedulingIgnoredDuringExecution").valueStream().map(weighted -> weighted.path("podAffinityTerm")));
    }
}
