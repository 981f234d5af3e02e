package dev.marina.apiserver.types.apiextensions;

import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.types.BuiltinTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A type of a cluster's own. apiextensions-apiserver's pkg/registry/customresourcedefinition
public final class CustomResourceDefinitionType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions")
            .clusterScoped().shortNames("crd", "crds").categories("api-extensions")
            .strategy(new CustomResourceDefinitionType()).status()
            .columns(name(),
                    new Column("Created At", "date", "", "CreationTimestamp is a timestamp representing the server time when this object was created.", 0,
                            object -> object.text("metadata", "creationTimestamp")))
            .build();

    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            ObjectNode names = spec.withObjectProperty("names");
            String kind = names.path("kind").asText();
            if (!kind.isEmpty()) {
                Defaults.text(names, "singular", kind.toLowerCase(Locale.ROOT));
                Defaults.text(names, "listKind", kind + "List");
            }
            ObjectNode conversion = spec.withObjectProperty("conversion");
            Defaults.text(conversion, "strategy", "None");
            if (conversion.path("webhook").path("clientConfig").get("service") instanceof ObjectNode service) {
                Defaults.number(service, "port", 443);
            }
        });
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return withStorageVersion(super.prepareForCreate(submitted));
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return withStorageVersion(super.prepareForUpdate(submitted, stored));
    }

    /// Versions in which there may be objects are remembered.
    private static Document withStorageVersion(Document object) {
        return object.edited(root -> {
            ObjectNode status = root.withObjectProperty("status");
            ArrayNode versions = status.get("storedVersions") instanceof ArrayNode known ? known : status.putArray("storedVersions");
            root.path("spec").path("versions").valueStream().filter(version -> version.path("storage").asBoolean())
                    .map(version -> version.path("name").asText())
                    .filter(version -> versions.valueStream().noneMatch(known -> known.asText().equals(version))).findFirst().ifPresent(versions::add);
        });
    }

    /// Its objects go first.
    @Override
    public Document prepareForDelete(Document stored) {
        return stored.edited(root -> {
            ArrayNode finalizers = root.withObjectProperty("metadata").get("finalizers") instanceof ArrayNode present
                    ? present
                    : root.withObjectProperty("metadata").putArray("finalizers");
            if (finalizers.valueStream().map(JsonNode::asText).noneMatch(CLEANUP::equals)) {
                finalizers.add(CLEANUP);
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        List<FieldError> errors = new ArrayList<>(DefinitionRules.create(object));
        GroupResource type = new GroupResource(object.text("spec", "group"), object.text("spec", "names", "plural"));
        if (BuiltinTypes.management().find(type).isPresent()) {
            errors.add(new FieldError("FieldValueForbidden", "spec.names.plural", "Forbidden: %s is a built-in type".formatted(type)));
        }
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return DefinitionRules.update(object, stored);
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return DefinitionRules.status(object);
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }
}
