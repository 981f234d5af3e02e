package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Devices that others use are looked after from namespaces that their administrator has set aside for that, and from no other.
/// AuthorizedForAdmin and AuthorizedForAdminStatus in pkg/registry/resource/utils.go
final class AdminAccessRights {

    private static final String GROUP = "resource.k8s.io";
    private static final GroupResource CLAIMS = new GroupResource(GROUP, "resourceclaims");
    private static final Set<GroupResource> ASKING = Set.of(CLAIMS, new GroupResource(GROUP, "resourceclaimtemplates"));
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final String LABEL = "resource.kubernetes.io/admin-access";

    private AdminAccessRights() {}

    static void check(AdmissionRequest request) {
        wanted(request).filter(_ -> !request.view().find(new ObjectKey(request.view().cluster(), NAMESPACES, "", request.namespace()))
                .filter(stored -> "true".equals(stored.fields().labels().get(LABEL))).isPresent())
                .ifPresent(path -> {
                    throw request.invalid("FieldValueForbidden", path,
                            "Forbidden: admin access to devices requires the `%s: true` label on the containing namespace".formatted(LABEL));
                });
    }

    /// The field that asks for it first.
    private static Optional<String> wanted(AdmissionRequest request) {
        if (request.operation() == Operation.CREATE && request.subresource().isEmpty() && ASKING.contains(request.resource())) {
            JsonNode spec = request.resource().equals(CLAIMS) ? request.object().at("spec") : request.object().at("spec", "spec");
            JsonNode requests = spec.path("devices").path("requests");
            return IntStream.range(0, requests.size()).filter(i -> requests.get(i).path("exactly").path("adminAccess").asBoolean()).boxed().findFirst()
                    .map("spec.devices.requests[%d].adminAccess"::formatted);
        }
        if (request.operation() == Operation.UPDATE && request.subresource().equals("status") && request.resource().equals(CLAIMS)
                && granted(request.stored().orElseThrow()).isEmpty()) {
            return granted(request.object());
        }
        return Optional.empty();
    }

    private static Optional<String> granted(Document claim) {
        JsonNode results = claim.at("status", "allocation", "devices", "results");
        return IntStream.range(0, results.size()).filter(i -> results.get(i).path("adminAccess").asBoolean()).boxed().findFirst()
                .map("status.allocation.devices.results[%d].adminAccess"::formatted);
    }
}
