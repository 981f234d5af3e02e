package dev.marina.apiserver.admission.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;

/// The requests that a policy, a binding or a webhook is for. apiserver's pkg/admission/plugin/policy/matching
///
/// @param exact whether other versions of a type that is named count for nothing
/// @param everything whether no rule at all means every request
public record Matching(List<ResourceRule> rules, List<ResourceRule> excluded, boolean exact, JsonNode namespaceSelector, JsonNode objectSelector,
        boolean everything) {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    /// Of `matchConstraints` or `matchResources`; everything where they are missing.
    public static Matching ofResources(JsonNode resources) {
        return new Matching(ResourceRule.list(resources.path("resourceRules")), ResourceRule.list(resources.path("excludeResourceRules")),
                resources.path("matchPolicy").asText().equals("Exact"), resources.path("namespaceSelector"), resources.path("objectSelector"), true);
    }

    public static Matching ofWebhook(JsonNode webhook) {
        return new Matching(ResourceRule.list(webhook.path("rules")), List.of(), webhook.path("matchPolicy").asText().equals("Exact"),
                webhook.path("namespaceSelector"), webhook.path("objectSelector"), false);
    }

    /// As what the request is shown; empty where it is none of theirs.
    public Optional<ResourceDefinition> find(AdmissionRequest request, ResourceRegistry registry) {
        if (!selectsObject(request)) {
            return Optional.empty();
        }
        Optional<ResourceDefinition> found = rules.isEmpty() && everything ? Optional.of(request.definition()) : find(rules, request, registry);
        return found.filter(_ -> excluded.isEmpty() || find(excluded, request, registry).isEmpty()).filter(_ -> selectsNamespace(request));
    }

    private Optional<ResourceDefinition> find(List<ResourceRule> wanted, AdmissionRequest request, ResourceRegistry registry) {
        if (wanted.stream().anyMatch(rule -> rule.matches(request, request.definition()))) {
            return Optional.of(request.definition());
        }
        GroupResource stored = request.definition().stored().groupResource();
        return exact
                ? Optional.empty()
                : registry.definitions().stream().filter(other -> other.stored().groupResource().equals(stored) && !other.equals(request.definition()))
                        .filter(other -> wanted.stream().anyMatch(rule -> rule.matches(request, other))).findFirst();
    }

    private boolean selectsObject(AdmissionRequest request) {
        return SelectorRules.empty(objectSelector) || request.objectAfter().filter(this::selects).isPresent()
                || request.objectBefore().filter(this::selects).isPresent();
    }

    private boolean selects(Document object) {
        return SelectorRules.matches(objectSelector, object.at("metadata", "labels"));
    }

    /// What is of no namespace is never left out.
    private boolean selectsNamespace(AdmissionRequest request) {
        if (SelectorRules.empty(namespaceSelector)) {
            return true;
        }
        if (request.resource().equals(NAMESPACES)) {
            boolean written = request.subresource().isEmpty() && request.operation() != Operation.DELETE;
            return SelectorRules.matches(namespaceSelector, (written ? request.object() : request.stored().orElse(request.object())).at("metadata", "labels"));
        }
        return request.namespace().isEmpty() || SelectorRules.matches(namespaceSelector, namespace(request).path("metadata").path("labels"));
    }

    /// The namespace in which something is done; missing where it is in none, or it is not there.
    public static JsonNode namespace(AdmissionRequest request) {
        if (request.namespace().isEmpty() || request.resource().equals(NAMESPACES)) {
            return MissingNode.getInstance();
        }
        return request.view().find(new ObjectKey(request.view().cluster(), NAMESPACES, "", request.namespace())).filter(stored -> !stored.opaque())
                .map(Stored::bytes).map(Document::parse).map(Document::root).<JsonNode>map(root -> root).orElse(MissingNode.getInstance());
    }
}
