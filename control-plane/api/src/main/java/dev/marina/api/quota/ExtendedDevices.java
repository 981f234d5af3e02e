package dev.marina.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Devices that ResourceClaims ask for, by the names of extended resources that their classes stand for: `requests.example.com/gpu` limits both pods
/// that ask for the resource and claims that ask for its class. What a pod has asked for already does not count again with the claim that is made for
/// it. addExtendedResourceQuota in pkg/quota/v1/evaluator/core/resource_claims.go
record ExtendedDevices(QuotaUsage.Objects objects) {

    private static final GroupResource CLASSES = new GroupResource("resource.k8s.io", "deviceclasses");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final String REQUESTS = "requests.";
    private static final String OF_CLASS = "deviceclass.resource.kubernetes.io/";
    private static final String MADE_FOR_A_POD = "resource.kubernetes.io/extended-resource-claim";

    static boolean counts(String resource) {
        return resource.startsWith(REQUESTS) && resource.indexOf('/') > 0;
    }

    BigDecimal of(String resource) {
        String name = resource.substring(REQUESTS.length());
        List<String> classes = objects.all(CLASSES).stream().filter(each -> standsFor(each, name)).map(Document::name).toList();
        if (classes.isEmpty()) {
            return BigDecimal.ZERO;
        }
        List<Document> claims = objects.list(ClaimedDevices.TYPE);
        return claims.stream().map(claim -> {
            BigDecimal devices = classes.stream().map(each -> ClaimedDevices.ofClass(each, claim)).reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal ofItsPod = devices.signum() == 0
                    ? BigDecimal.ZERO
                    : pod(claim, claims).map(pod -> QuotaUsage.ofPod(resource, pod)).orElse(BigDecimal.ZERO);
            return devices.subtract(ofItsPod).max(BigDecimal.ZERO);
        }).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// By its class's name a class stands for a resource only where it has another name too.
    private static boolean standsFor(Document deviceClass, String name) {
        String own = deviceClass.text("spec", "extendedResourceName");
        return !own.isEmpty() && (own.equals(name) || name.equals(OF_CLASS + deviceClass.name()));
    }

    /// Whose extended resources the claim is made for, as the pod says too. getVerifiedPodUsage
    private Optional<Document> pod(Document claim, List<Document> claims) {
        JsonNode owner = owner(claim);
        if (!claim.at("metadata", "annotations").path(MADE_FOR_A_POD).asText().equals("true") || !owner.path("kind").asText().equals("Pod")
                || !owner.path("apiVersion").asText().equals("v1")) {
            return Optional.empty();
        }
        return objects.list(PODS).stream().filter(pod -> pod.uid().equals(owner.path("uid").asText()) && pod.name().equals(owner.path("name").asText()))
                .findFirst().filter(pod -> says(pod, claim, claims));
    }

    /// As long as it does not say which claim it has, it has the oldest.
    private static boolean says(Document pod, Document claim, List<Document> claims) {
        if (pod.has("status", "extendedResourceClaimStatus")) {
            return pod.text("status", "extendedResourceClaimStatus", "resourceClaimName").equals(claim.name());
        }
        return claims.stream().filter(each -> owner(each).path("uid").asText().equals(pod.uid())
                && each.at("metadata", "annotations").path(MADE_FOR_A_POD).asText().equals("true"))
                .min(Comparator.comparing((Document each) -> each.text("metadata", "creationTimestamp")).thenComparing(Document::name))
                .filter(each -> each.name().equals(claim.name())).isPresent();
    }

    private static JsonNode owner(Document object) {
        return object.at("metadata", "ownerReferences").valueStream().filter(each -> each.path("controller").asBoolean()).findFirst()
                .orElseGet(() -> object.at("metadata", "none"));
    }
}
