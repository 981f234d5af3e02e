package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.model.Restore;
import java.util.List;

/// A Restore is carried out once, as it was asked for.
public final class RestoreType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Restore", "restores").named(NameRule.DNS_LABEL)
            .strategy(new RestoreType()).status()
            .columns(name(), Columns.text("Cluster", object -> object.text("spec", "cluster")),
                    Columns.text("Backup", object -> object.text("spec", "backup")),
                    Columns.text("Phase", object -> object.text("status", "phase")),
                    Columns.number("Created", object -> object.at("status", "created").asLong()),
                    Columns.text("Volumes", BackupType::volumes),
                    Columns.number("Failed", object -> object.at("status", "failed").asLong()), age())
            .build();

    private static final int MOST_NAMESPACES = 100;
    private static final String NAMESPACE = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> text(root.withObjectProperty("spec"), "existing", Restore.SKIP));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        for (String field : List.of("cluster", "backup")) {
            if (object.text("spec", field).isEmpty()) {
                errors.required("spec." + field);
            }
        }
        errors.oneOf("spec.existing", object.text("spec", "existing"), Restore.REPLACE, Restore.SKIP);
        if (object.at("spec").hasNonNull("only")) {
            errors.oneOf("spec.only", object.text("spec", "only"), Restore.VOLUMES);
        }
        JsonNode namespaces = object.at("spec", "namespaces");
        if (namespaces.size() > MOST_NAMESPACES) {
            errors.tooMany("spec.namespaces", namespaces.size(), MOST_NAMESPACES);
        }
        for (int i = 0; i < Math.min(namespaces.size(), MOST_NAMESPACES); i++) {
            if (!namespaces.get(i).asText().matches(NAMESPACE)) {
                errors.invalid("spec.namespaces[%d]".formatted(i), namespaces.get(i).asText(), "must be the name of a namespace");
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at("spec"), stored.at("spec"));
        return errors.found();
    }
}
