package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.TypeMachinery.Decoded;
import dev.marina.apiserver.endpoint.TypeMachinery.FieldValidation;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.managedfields.ManagedFields.Submitted;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// An object as a client sent it, or as its patch made it.
///
/// @param document without managedFields
record SubmittedObject(Document document, JsonNode managedFields, List<String> warnings) {

    private static final int LONGEST_SUBRESOURCE = 256;

    static SubmittedObject of(Decoded decoded) {
        return new SubmittedObject(decoded.document().without("metadata", "managedFields"), decoded.document().at("metadata", "managedFields"),
                decoded.warnings());
    }

    /// The request's body; a kind that it does not say is the one of the address.
    static SubmittedObject read(ApiRequest request, TypeMachinery types, ResourceDefinition definition, FieldValidation validation) {
        Submission submission = BodyReader.submission(request);
        checkKind(definition, submission.document());
        SubmittedObject read = of(types.decode(definition, submission, validation)).deduplicated();
        Document object = read.document();
        boolean named = !object.apiVersion().isEmpty() && !object.kind().isEmpty();
        return named
                ? read
                : new SubmittedObject(object.edited(root -> root.put("apiVersion", definition.resource().apiVersion()).put("kind", definition.names().kind())),
                        read.managedFields(), read.warnings());
    }

    private SubmittedObject deduplicated() {
        OwnerReferences owners = OwnerReferences.sent(document);
        return owners.warnings().isEmpty() ? this : new SubmittedObject(owners.object(), managedFields, joined(warnings, owners.warnings()));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static void checkKind(ResourceDefinition definition, Document object) {
        String apiVersion = object.apiVersion().isEmpty() ? definition.resource().apiVersion() : object.apiVersion();
        String kind = object.kind().isEmpty() ? definition.names().kind() : object.kind();
        if (!GroupVersionKind.of(apiVersion, kind).equals(definition.kind())) {
            throw StatusException.badRequest("the object provided has the kind %s of %s, which does not match the expected %s of %s".formatted(
                    kind, apiVersion, definition.names().kind(), definition.resource().apiVersion()));
        }
    }

    /// Refuses what names another object than the address does.
    SubmittedObject named(Target.Resource target, ResourceDefinition definition) {
        if (document.name().isEmpty() || !document.name().equals(target.name())) {
            throw StatusException.badRequest("the name of the object (%s) does not match the name on the URL (%s)".formatted(document.name(), target.name()));
        }
        namespace(target, definition);
        return this;
    }

    /// Where it belongs; "" for a cluster's.
    String namespace(Target.Resource target, ResourceDefinition definition) {
        if (!definition.namespaced()) {
            return "";
        }
        if (target.namespace().isEmpty()) {
            throw StatusException.badRequest("an empty namespace may not be set during creation");
        }
        if (!document.namespace().isEmpty() && !document.namespace().equals(target.namespace())) {
            throw StatusException.badRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
        return target.namespace();
    }

    /// What this says about who manages what. Nothing through a subresource, nor from components of this process, which send back
    /// what they read.
    Submitted managed(ApiRequest request, String subresource, ResourceDefinition definition) {
        if (!subresource.isEmpty() || request.peer() instanceof Peer.InProcess) {
            return new Submitted.Nothing();
        }
        Submitted submitted = Submitted.of(managedFields);
        if (submitted instanceof Submitted.Given) {
            checkManagers(definition);
        }
        return submitted;
    }

    private void checkManagers(ResourceDefinition definition) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < managedFields.size(); i++) {
            String place = "metadata.managedFields[%d].".formatted(i);
            WriteOptions.manager(managedFields.get(i).path("manager").asText(), place + "manager", errors);
            if (managedFields.get(i).path("subresource").asText().getBytes(StandardCharsets.UTF_8).length > LONGEST_SUBRESOURCE) {
                errors.add(
                        new FieldError("FieldValueTooLong", place + "subresource", "Too long: may not be more than %d bytes".formatted(LONGEST_SUBRESOURCE)));
            }
        }
        if (!errors.isEmpty()) {
            throw Metadata.invalid(definition, document.name(), errors);
        }
    }
}
