package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.Map;
import java.util.Optional;

/// Nobody reads through a policy what they may not read: whoever writes one with a paramKind may get all such objects, and whoever
/// binds it those that the binding names. pkg/registry/admissionregistration/validatingadmissionpolicy/authz.go and …binding/authz.go
final class ParameterRights {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Map<GroupResource, GroupResource> POLICY_OF_BINDING = Map.of(
            new GroupResource(GROUP, "validatingadmissionpolicybindings"), new GroupResource(GROUP, "validatingadmissionpolicies"),
            new GroupResource(GROUP, "mutatingadmissionpolicybindings"), new GroupResource(GROUP, "mutatingadmissionpolicies"));

    private final Authorizer authorizer;
    private final TypeMachinery types;

    ParameterRights(Authorizer authorizer, TypeMachinery types) {
        this.authorizer = authorizer;
        this.types = types;
    }

    void check(AdmissionRequest request) {
        if (!request.resource().group().equals(GROUP) || !request.subresource().isEmpty() || request.operation() == Operation.DELETE) {
            return;
        }
        if (POLICY_OF_BINDING.containsKey(request.resource())) {
            checkBinding(request);
        } else if (POLICY_OF_BINDING.containsValue(request.resource())) {
            checkPolicy(request);
        }
    }

    private void checkPolicy(AdmissionRequest request) {
        JsonNode kind = request.object().at("spec", "paramKind");
        if (!kind.isObject() || request.stored().filter(stored -> stored.at("spec", "paramKind").equals(kind)).isPresent()) {
            return;
        }
        if (!allowed(request, "get", resource(kind, request), "*", "*")) {
            throw forbidden(request, "spec.paramKind",
                    "user %s must have \"get\" permission on all objects of the referenced paramKind (kind=%s, apiVersion=%s)".formatted(
                            request.identity().user(), kind.path("kind").asText(), kind.path("apiVersion").asText()));
        }
    }

    private void checkBinding(AdmissionRequest request) {
        JsonNode reference = request.object().at("spec", "paramRef");
        String policyName = request.object().text("spec", "policyName");
        boolean known = request.stored()
                .filter(stored -> stored.at("spec", "paramRef").equals(reference) && stored.text("spec", "policyName").equals(policyName))
                .isPresent();
        if (!reference.isObject() || known) {
            return;
        }
        Optional<JsonNode> kind = request.view()
                .find(new ObjectKey(request.view().cluster(), POLICY_OF_BINDING.get(request.resource()), "", policyName)).filter(stored -> !stored.opaque())
                .map(stored -> Document.parse(stored.bytes()).at("spec", "paramKind")).filter(JsonNode::isObject);
        // of a policy that is not there, anything may be meant
        GroupVersionResource resource = kind.map(found -> resource(found, request)).orElse(new GroupVersionResource("*", "*", "*"));
        String name = reference.path("name").asText();
        String verb = name.isEmpty() ? "list" : "get";
        if (!allowed(request, verb, resource, reference.path("namespace").asText(), name)) {
            throw forbidden(request, "spec.paramRef", kind.isPresent()
                    ? "user %s does not have \"%s\" permission on the object referenced by paramRef".formatted(request.identity().user(), verb)
                    : "unable to get policy %s to determine minimum required permissions and user %s does not have \"%s\" permission for all groups, versions and resources"
                            .formatted(policyName, request.identity().user(), verb));
        }
    }

    private GroupVersionResource resource(JsonNode kind, AdmissionRequest request) {
        GroupVersionKind wanted = GroupVersionKind.of(kind.path("apiVersion").asText(), kind.path("kind").asText());
        return types.registry(request.view().record()).find(wanted).map(ResourceDefinition::resource)
                .orElse(new GroupVersionResource(wanted.group(), wanted.version(), "*"));
    }

    private boolean allowed(AdmissionRequest request, String verb, GroupVersionResource resource, String namespace, String name) {
        Identity identity = request.identity();
        return identity.in(Authorizer.MASTERS) || identity.by() == Identity.Proof.IN_PROCESS
                || authorizer.decide(identity, new Target.Resource(verb, resource, namespace, name, ""), request.view()).allowed();
    }

    private static StatusException forbidden(AdmissionRequest request, String field, String why) {
        return request.invalid("FieldValueForbidden", field, "Forbidden: " + why);
    }
}
