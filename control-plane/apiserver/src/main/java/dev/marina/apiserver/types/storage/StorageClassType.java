package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.warning.NodeLabels;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// A StorageClass says how volumes are made; afterwards only whether they may grow, and its metadata, change.
/// pkg/apis/storage/validation/validation.go
public final class StorageClassType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "StorageClass", "storageclasses").clusterScoped()
            .shortNames("sc")
            .strategy(new StorageClassType())
            .columns(name(object -> object.name() + (isDefault(object) ? " (default)" : "")),
                    Columns.text("Provisioner", object -> object.text("provisioner")),
                    Columns.text("ReclaimPolicy", object -> object.text("reclaimPolicy")),
                    Columns.text("VolumeBindingMode", object -> object.text("volumeBindingMode")),
                    Columns.text("AllowVolumeExpansion", object -> Boolean.toString(object.at("allowVolumeExpansion").asBoolean())), age())
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            text(root, "reclaimPolicy", "Delete");
            text(root, "volumeBindingMode", "Immediate");
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.text("provisioner").isEmpty()) {
            errors.required("provisioner");
        }
        errors.oneOf("reclaimPolicy", object.text("reclaimPolicy"), "Delete", "Retain");
        errors.oneOf("volumeBindingMode", object.text("volumeBindingMode"), "Immediate", "WaitForFirstConsumer");
        return errors.found();
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        for (String field : List.of("parameters", "provisioner")) {
            if (!object.at(field).equals(stored.at(field))) {
                errors.forbidden(field, "updates to %s are forbidden.".formatted(field));
            }
        }
        errors.immutable("reclaimPolicy", object.at("reclaimPolicy"), stored.at("reclaimPolicy"));
        errors.immutable("volumeBindingMode", object.at("volumeBindingMode"), stored.at("volumeBindingMode"));
        return errors.found();
    }

    private static boolean isDefault(Document object) {
        return object.annotations().getOrDefault("storageclass.kubernetes.io/is-default-class", "").equals("true");
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        JsonNode terms = object.at("allowedTopologies");
        for (int i = 0; i < terms.size(); i++) {
            for (int j = 0; j < terms.get(i).path("matchLabelExpressions").size(); j++) {
                NodeLabels.named(warnings, "allowedTopologies[%d].matchLabelExpressions[%d].key".formatted(i, j),
                        terms.get(i).path("matchLabelExpressions").get(j).path("key").asText());
            }
        }
        return warnings.found();
    }
}
