package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.model.Backup;
import java.util.List;

/// A Backup is of one cluster, once.
public final class BackupType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Backup", "backups").named(NameRule.DNS_LABEL)
            .strategy(new BackupType()).status()
            .subresource("content", new GroupVersionKind("marina.dev", "v1", "BackupContentList"), "get")
            .columns(name(), Columns.text("Cluster", object -> object.text("spec", "cluster")),
                    Columns.text("Phase", object -> object.text("status", "phase")),
                    Columns.number("Objects", object -> object.at("status", "objects").asLong()),
                    Columns.text("Volumes", BackupType::volumes),
                    Columns.number("Bytes", object -> object.at("status", "bytes").asLong()), age())
            .build();

    /// How many of them are done; empty where none is concerned.
    static String volumes(Document object) {
        long count = object.at("status", "volumes", "count").asLong();
        return count == 0 ? "" : "%d/%d".formatted(object.at("status", "volumes", "done").asLong(), count);
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> text(root.withObjectProperty("spec"), "volumes", Backup.ALL));
    }

    /// Held from the first, so that no file stays behind.
    @Override
    public Document prepareForCreate(Document submitted) {
        Document prepared = super.prepareForCreate(submitted);
        return prepared.finalizers().contains(Backup.FINALIZER)
                ? prepared
                : prepared.edited(root -> root.withObjectProperty("metadata").withArrayProperty("finalizers").add(Backup.FINALIZER));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.text("spec", "cluster").isEmpty()) {
            errors.required("spec.cluster");
        }
        errors.oneOf("spec.volumes", object.text("spec", "volumes"), Backup.ALL, Backup.NONE);
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at("spec"), stored.at("spec"));
        return errors.found();
    }
}
