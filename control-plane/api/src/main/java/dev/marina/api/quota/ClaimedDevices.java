package dev.marina.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.math.BigDecimal;
import java.util.stream.StreamSupport;

/// Devices of a class that ResourceClaims ask for: `<class>.deviceclass.resource.k8s.io/devices`. Of a request's alternatives the one that asks for
/// most counts. pkg/quota/v1/evaluator/core/resource_claims.go
final class ClaimedDevices {

    static final GroupResource TYPE = new GroupResource("resource.k8s.io", "resourceclaims");

    private static final String SUFFIX = ".deviceclass.resource.k8s.io/devices";
    /// AllocationResultsMaxSize: as many as a claim can have, where it asks for all.
    private static final long MOST = 32;

    private ClaimedDevices() {}

    static boolean counts(String resource) {
        return resource.length() > SUFFIX.length() && resource.endsWith(SUFFIX);
    }

    static BigDecimal of(String resource, Document claim) {
        return ofClass(resource.substring(0, resource.length() - SUFFIX.length()), claim);
    }

    static BigDecimal ofClass(String deviceClass, Document claim) {
        return BigDecimal.valueOf(StreamSupport.stream(claim.at("spec", "devices", "requests").spliterator(), false)
                .mapToLong(request -> most(request, deviceClass)).sum());
    }

    private static long most(JsonNode request, String deviceClass) {
        return request.path("firstAvailable").isEmpty()
                ? devices(request.path("exactly"), deviceClass)
                : StreamSupport.stream(request.path("firstAvailable").spliterator(), false).mapToLong(each -> devices(each, deviceClass)).max().orElse(0);
    }

    private static long devices(JsonNode asked, String deviceClass) {
        if (!asked.path("deviceClassName").asText().equals(deviceClass)) {
            return 0;
        }
        return switch (asked.path("allocationMode").asText()) {
            case "All" -> MOST;
            case "ExactCount" -> asked.path("count").asLong();
            default -> 0;
        };
    }
}
