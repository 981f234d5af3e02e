package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Whoever may write the status of a claim of devices says by that neither which devices it has nor what other drivers tell of theirs: for that
/// there are rights to `resourceclaims/binding` and, by the driver's name, to `resourceclaims/driver`, with verbs of their own for drivers that
/// run on the claim's node. AuthorizedForBinding and AuthorizedForDeviceStatus in pkg/registry/resource/utils.go
/// (DRAResourceClaimGranularStatusAuthorization)
final class ClaimStatusRights {

    private static final GroupResource CLAIMS = new GroupResource("resource.k8s.io", "resourceclaims");
    private static final String NODE = "authentication.kubernetes.io/node-name";
    private static final String ON_ITS_NODE = "associated-node:";
    private static final String ANYWHERE = "arbitrary-node:";

    private final Authorizer authorizer;

    ClaimStatusRights(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    void check(AdmissionRequest request) {
        if (!request.resource().equals(CLAIMS) || !request.subresource().equals("status") || request.operation() != Operation.UPDATE) {
            return;
        }
        JsonNode now = request.object().at("status");
        JsonNode before = request.stored().orElseThrow().at("status");
        List<FieldError> errors = new ArrayList<>();
        String verb = request.asked().options().kind().equals("PatchOptions") ? "patch" : "update";
        if (!same(now.path("allocation"), before.path("allocation")) || !same(now.path("reservedFor"), before.path("reservedFor"))) {
            binding(request, verb, errors);
        }
        if (now.path("allocation").isObject()) {
            List<String> verbs = onItsNode(request, now.path("allocation")) ? List.of(ON_ITS_NODE + verb, ANYWHERE + verb) : List.of(ANYWHERE + verb);
            changedDrivers(now.path("devices"), before.path("devices")).forEach(driver -> driver(request, verbs, driver, errors));
        }
        if (!errors.isEmpty()) {
            throw FieldError.invalid(CLAIMS.group(), request.definition().names().kind(), request.name(), errors);
        }
    }

    private void binding(AdmissionRequest request, String verb, List<FieldError> errors) {
        Target.Resource target = new Target.Resource(verb, CLAIMS.withVersion("v1"), "", "", "binding");
        Decision decision = authorizer.decide(request.identity(), target, request.view());
        if (!decision.allowed()) {
            errors.add(forbidden("status.allocation",
                    "changing status.allocation or status.reservedFor requires resource=\"resourceclaims/binding\", verb=\"%s\" permission: %s".formatted(verb,
                            refusal(request, target, decision))));
        }
    }

    private void driver(AdmissionRequest request, List<String> verbs, String driver, List<FieldError> errors) {
        List<Target.Resource> targets = verbs.stream()
                .map(verb -> new Target.Resource(verb, CLAIMS.withVersion("v1"), request.namespace(), driver, "driver")).toList();
        List<Decision> decisions = targets.stream().map(target -> authorizer.decide(request.identity(), target, request.view())).toList();
        if (decisions.stream().noneMatch(Decision::allowed)) {
            errors.add(forbidden("status.devices", "changing status.devices requires resource=\"resourceclaims/driver\", verb=\"%s\" permission: %s".formatted(
                    "[%s]".formatted(String.join(" ", verbs)), refusal(request, targets.getFirst(), decisions.getFirst()))));
        }
    }

    private static FieldError forbidden(String field, String why) {
        return new FieldError("FieldValueForbidden", field, "Forbidden: " + why);
    }

    private static String refusal(AdmissionRequest request, Target.Resource target, Decision decision) {
        return target.groupResource() + (target.name().isEmpty() ? "" : " \"%s\"".formatted(target.name())) + " is forbidden: "
                + target.refusal(request.identity().user(), decision.reason());
    }

    /// Whose status entries are others than they were. getModifiedDrivers
    private static Set<String> changedDrivers(JsonNode now, JsonNode before) {
        Map<List<String>, JsonNode> left = new HashMap<>();
        before.forEach(device -> left.put(key(device), device));
        Set<String> drivers = new TreeSet<>();
        for (JsonNode device : now) {
            if (!device.equals(left.remove(key(device)))) {
                drivers.add(device.path("driver").asText());
            }
        }
        left.values().forEach(device -> drivers.add(device.path("driver").asText()));
        return drivers;
    }

    private static List<String> key(JsonNode device) {
        return List.of(device.path("driver").asText(), device.path("pool").asText(), device.path("device").asText(), device.path("shareID").asText());
    }

    /// A driver's pod tells by its token on which node it is. saAssociatedWithAllocatedNode
    private static boolean onItsNode(AdmissionRequest request, JsonNode allocation) {
        String node = nodeOf(allocation);
        return !node.isEmpty() && request.identity().user().startsWith("system:serviceaccount:")
                && request.identity().extra().getOrDefault(NODE, List.of()).equals(List.of(node));
    }

    /// The only node on which the devices can be used, or "". nodeNameFromAllocation
    private static String nodeOf(JsonNode allocation) {
        JsonNode terms = allocation.path("nodeSelector").path("nodeSelectorTerms");
        JsonNode term = terms.path(0);
        JsonNode field = term.path("matchFields").path(0);
        boolean one = terms.size() == 1 && term.path("matchExpressions").isEmpty() && term.path("matchFields").size() == 1
                && field.path("key").asText().equals("metadata.name") && field.path("operator").asText().equals("In") && field.path("values").size() == 1;
        return one ? field.path("values").path(0).asText() : "";
    }

    /// Lists that are empty are as if they were not there.
    private static boolean same(JsonNode one, JsonNode other) {
        return one.equals(other) || none(one) && none(other);
    }

    private static boolean none(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isArray() && value.isEmpty();
    }
}
