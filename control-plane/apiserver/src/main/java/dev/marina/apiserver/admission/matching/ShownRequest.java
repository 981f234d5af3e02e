package dev.marina.apiserver.admission.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.Optional;

/// A request as a policy or a webhook is shown it. CreateAdmissionRequest in apiserver's pkg/admission/plugin/cel/condition.go
///
/// @param as the type that its rules name
public record ShownRequest(AdmissionRequest request, ResourceDefinition as) {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    public JsonNode object() {
        return shown(request.objectAfter());
    }

    public JsonNode oldObject() {
        return shown(request.objectBefore());
    }

    private JsonNode shown(Optional<Document> object) {
        return object.<JsonNode>map(document -> inVersion(document).root()).orElse(MissingNode.getInstance());
    }

    private Document inVersion(Document object) {
        return other() ? as.fromVersion(request.definition(), object) : object;
    }

    /// What was made of the object, as the request's own type.
    public Document received(Document object) {
        return other() ? request.definition().fromVersion(as, object) : object;
    }

    /// What goes to a subresource and is of a kind of its own is the same in all versions of the type.
    private boolean other() {
        return !as.equals(request.definition()) && request.kind().equals(request.definition().kind());
    }

    /// `request` of expressions, and most of an AdmissionReview's.
    public ObjectNode json() {
        ObjectNode json = Document.mapper().createObjectNode();
        json.set("kind", kind(other() ? as.kind() : request.kind()));
        json.set("resource", resource(as.resource()));
        json.set("requestKind", kind(request.kind()));
        json.set("requestResource", resource(request.definition().resource()));
        if (!request.subresource().isEmpty()) {
            json.put("subResource", request.subresource());
            json.put("requestSubResource", request.subresource());
        }
        if (!request.name().isEmpty()) {
            json.put("name", request.name());
        }
        String namespace = request.resource().equals(NAMESPACES) ? request.name() : request.namespace();
        if (!namespace.isEmpty()) {
            json.put("namespace", namespace);
        }
        json.put("operation", request.operation().name());
        json.set("userInfo", user(request.identity()));
        json.put("dryRun", request.asked().dryRun());
        json.set("options", request.asked().options().root());
        return json;
    }

    private static ObjectNode kind(GroupVersionKind kind) {
        return Document.mapper().createObjectNode().put("group", kind.group()).put("version", kind.version()).put("kind", kind.kind());
    }

    private static ObjectNode resource(GroupVersionResource resource) {
        return Document.mapper().createObjectNode().put("group", resource.group()).put("version", resource.version()).put("resource", resource.resource());
    }

    private static ObjectNode user(Identity identity) {
        ObjectNode user = Document.mapper().createObjectNode().put("username", identity.user());
        if (!identity.uid().isEmpty()) {
            user.put("uid", identity.uid());
        }
        ArrayNode groups = user.putArray("groups");
        identity.groups().forEach(groups::add);
        if (!identity.extra().isEmpty()) {
            ObjectNode extra = user.putObject("extra");
            identity.extra().forEach((name, values) -> values.forEach(extra.withArrayProperty(name)::add));
        }
        return user;
    }
}
