package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What admission sees.
///
/// @param object as it is to be stored; for a delete the object that goes
/// @param stored as it is stored now; empty for a create
/// @param subresource "" for the object itself
public record AdmissionRequest(Identity identity, Operation operation, GroupResource resource, String subresource, String namespace, String name,
        Document object, Optional<Document> stored, ClusterView view, Asked asked, List<String> warnings) {

    public AdmissionRequest(Identity identity, Operation operation, GroupResource resource, String subresource, String namespace, String name,
            Document object, Optional<Document> stored, ClusterView view, Asked asked) {
        this(identity, operation, resource, subresource, namespace, name, object, stored, view, asked, List.of());
    }

    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        /// What is sent is passed on to somebody and not stored: `pods/exec` and the like.
        CONNECT
    }

    /// How the request was put.
    ///
    /// @param definition the type as which its address names the object
    /// @param kind of what is sent
    /// @param options such as `CreateOptions`
    public record Asked(ResourceDefinition definition, GroupVersionKind kind, boolean dryRun, Document options) {}

    public AdmissionRequest with(Document changed) {
        return new AdmissionRequest(identity, operation, resource, subresource, namespace, name, changed, stored, view, asked, warnings);
    }

    /// Whoever sent it is told.
    public AdmissionRequest warned(List<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new AdmissionRequest(identity, operation, resource, subresource, namespace, name, object, stored, view, asked, List.copyOf(all));
    }

    public ResourceDefinition definition() {
        return asked.definition();
    }

    public GroupVersionKind kind() {
        return asked.kind();
    }

    /// The object as it is to be; empty for a delete.
    public Optional<Document> objectAfter() {
        return operation == Operation.DELETE ? Optional.empty() : Optional.of(object);
    }

    /// The object as it is; empty for what is new or passed on.
    public Optional<Document> objectBefore() {
        return operation == Operation.CREATE || operation == Operation.CONNECT ? Optional.empty() : stored;
    }

    /// What is said where a field of the object is not right.
    ///
    /// @param reason such as `FieldValueForbidden`
    public StatusException invalid(String reason, String field, String message) {
        return FieldError.invalid(resource.group(), definition().names().kind(), name, List.of(new FieldError(reason, field, message)));
    }

    /// Whether an object of this core type itself is created.
    public boolean creates(String coreResource) {
        return operation == Operation.CREATE && is(coreResource);
    }

    public boolean is(String coreResource) {
        return subresource.isEmpty() && resource.group().isEmpty() && resource.resource().equals(coreResource);
    }
}
