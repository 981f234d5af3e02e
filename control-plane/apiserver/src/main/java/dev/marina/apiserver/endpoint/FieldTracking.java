package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.managedfields.ApplyConflict;
import dev.marina.apiserver.managedfields.ManagedFields;
import dev.marina.apiserver.managedfields.ManagedFields.Submitted;
import dev.marina.apiserver.managedfields.Ownership;
import dev.marina.apiserver.merge.InvalidConfiguration;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// Who manages which field after one write.
///
/// @param definition of the type through which is written
record FieldTracking(Ownership ownership, ResourceDefinition definition, String manager, Instant now) {

    static FieldTracking of(TypeMachinery types, ResourceDefinition definition, String subresource, WriteOptions options, Instant now) {
        Document empty = types.serialised(definition, Document.object(definition.resource().apiVersion(), definition.names().kind()));
        Ownership ownership = new Ownership(definition.resource().apiVersion(), subresource, types.versions(definition),
                definition.strategy().resetFields(subresource), empty.root());
        return new FieldTracking(ownership, definition, options.manager(), now);
    }

    ManagedFields created(Document object, Submitted submitted) {
        ManagedFields before = submitted instanceof Submitted.Given given ? given.fields() : ManagedFields.NONE;
        return ownership.updated(ownership.empty(), object.root(), before, manager, now);
    }

    /// @param stored with the object before
    ManagedFields changed(Document before, Document after, ManagedFields stored, Submitted submitted) {
        ManagedFields base = switch (submitted) {
            case Submitted.Nothing _ -> stored;
            case Submitted.Reset _ -> ManagedFields.NONE;
            // What a client got and sends back is left unread.
            case Submitted.Given given -> Arrays.equals(given.fields().json(), stored.json()) ? stored : given.fields();
        };
        // An object of which nobody was tracked stays so until it is applied for the first time.
        return base.isEmpty() ? base : ownership.updated(before.root(), after.root(), base, manager, now);
    }

    /// What applying comes to, over the object or over nothing.
    record Applied(Document object, ManagedFields managed) {}

    Applied appliedToNothing(Document configuration, WriteOptions options) {
        return applied(Document.of((ObjectNode) ownership.empty()), configuration, ManagedFields.NONE, options);
    }

    Applied applied(Document live, Document configuration, ManagedFields managed, WriteOptions options) {
        try {
            Ownership.Applied applied = ownership.applied(live.root(), configuration.root(), managed, manager, options.force(), now);
            return new Applied(Document.of((ObjectNode) applied.object()), applied.managed());
        } catch (ApplyConflict e) {
            throw new StatusException(409, "Conflict", e.getMessage(), StatusException.Details.EMPTY.withCauses(e.conflicts().stream()
                    .map(conflict -> new StatusException.StatusCause("FieldManagerConflict", "conflict with " + conflict.manager(), conflict.path().toString()))
                    .toList()));
        } catch (InvalidConfiguration e) {
            // Upstream answers 500 here; what a client sent is no failure of ours.
            throw StatusException
                    .badRequest("failed to create typed patch object (%s/%s; %s, Kind=%s): %s".formatted(configuration.namespace(), configuration.name(),
                            configuration.apiVersion(), configuration.kind(), e.getMessage()));
        }
    }

    /// The body of an apply.
    static Document configuration(ApiRequest request, WriteOptions options, Target.Resource target, ResourceDefinition definition, List<String> warnings) {
        BodyReader.Configuration configuration = BodyReader.configuration(request);
        if (!configuration.duplicates().isEmpty()) {
            String problems = "yaml: unmarshal errors:\n  " + String.join("\n  ", configuration.duplicates());
            switch (options.validation()) {
                case STRICT -> throw StatusException.badRequest("error strict decoding patch: error converting YAML to JSON: " + problems);
                case WARN -> warnings.add(problems);
                case IGNORE -> {
                }
            }
        }
        Document document = configuration.document();
        GroupVersionKind kind = document.groupVersionKind();
        if (!document.apiVersion().equals(definition.resource().apiVersion())) {
            throw StatusException.badRequest("Incorrect version specified in apply patch. Specified patch version: %s, expected: %s".formatted(
                    document.apiVersion(), definition.resource().apiVersion()));
        }
        if (!kind.equals(definition.kind())) {
            throw StatusException.badRequest("invalid object kind: Specified kind: %s, expected: %s".formatted(document.kind(), definition.names().kind()));
        }
        if (document.has("metadata", "managedFields")) {
            throw StatusException.badRequest("metadata.managedFields must be nil");
        }
        if (document.name().isEmpty()) {
            throw StatusException.badRequest("the name of the object (%s based on URL) was undeterminable: name must be provided".formatted(target.name()));
        }
        return document;
    }
}
