package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import java.util.Optional;

/// What admission sees.
///
/// @param object as it is to be stored; for a delete the object that goes
/// @param stored as it is stored now; empty for a create
/// @param subresource "" for the object itself
public record AdmissionRequest(Identity identity, Operation operation, GroupResource resource, String subresource, String namespace, String name,
        Document object, Optional<Document> stored, ClusterView view) {

    public enum Operation {
        CREATE, UPDATE, DELETE
    }

    public AdmissionRequest with(Document changed) {
        return new AdmissionRequest(identity, operation, resource, subresource, namespace, name, changed, stored, view);
    }

    /// Whether an object of this core type itself is created.
    public boolean creates(String coreResource) {
        return operation == Operation.CREATE && is(coreResource);
    }

    public boolean is(String coreResource) {
        return subresource.isEmpty() && resource.group().isEmpty() && resource.resource().equals(coreResource);
    }
}
