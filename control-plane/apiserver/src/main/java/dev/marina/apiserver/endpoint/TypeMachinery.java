package dev.marina.apiserver.endpoint;

import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.managedfields.Versions;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.SchemaCheck;
import dev.marina.apiserver.schema.Submission;
import dev.marina.store.ClusterRecord;
import java.util.List;

/// What the endpoints need of the served types: pure functions driven by their schemas.
public interface TypeMachinery {

    /// What this cluster serves.
    ResourceRegistry registry(ClusterRecord cluster);

    /// Drops what the schema does not know or what stands twice, or refuses it, as `validation` says, and brings the object into
    /// its type's own form.
    Decoded decode(ResourceDefinition definition, Submission submitted, FieldValidation validation);

    /// The object as it is stored: after whatever was done to it, in its type's own form again.
    Document serialised(ResourceDefinition definition, Document object);

    Document defaulted(ResourceDefinition definition, Document object);

    /// What is wrong with a new object of this name.
    List<FieldError> createErrors(ResourceDefinition definition, String name, Document object);

    /// What is wrong with a changed object.
    ///
    /// @param subresource "" for the object itself
    List<FieldError> updateErrors(ResourceDefinition definition, String subresource, Document object, Document stored);

    /// In which versions objects of this type can be written, and how each merges.
    Versions versions(ResourceDefinition definition);

    /// Throws a [dev.marina.api.StatusException] for a patch that cannot be applied. Not for an apply, which needs to know who
    /// manages what.
    Document patched(ResourceDefinition definition, Document current, PatchType type, byte[] patch);

    enum FieldValidation {
        STRICT, WARN, IGNORE;

        /// What is said about an object whose text has such problems.
        public Decoded judge(ResourceDefinition definition, SchemaCheck.Result result) {
            if (result.problems().none()) {
                return new Decoded(result.document(), List.of());
            }
            return switch (this) {
                case STRICT -> throw StatusException.badRequest("%s in version \"%s\" cannot be handled as a %s: %s".formatted(
                        definition.names().kind(), definition.resource().version(), definition.names().kind(), result.problems().strictMessage()));
                case WARN -> new Decoded(result.document(), result.problems().warnings());
                case IGNORE -> new Decoded(result.document(), List.of());
            };
        }
    }

    record Decoded(Document document, List<String> warnings) {}
}
