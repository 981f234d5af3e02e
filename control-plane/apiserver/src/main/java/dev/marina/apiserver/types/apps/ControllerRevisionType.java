package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.Locale;

/// One version of what a stateful set or a daemon set was told. ValidateControllerRevision in
/// pkg/apis/apps/validation/validation.go, printControllerRevision in pkg/printers/internalversion/printers.go
public final class ControllerRevisionType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps", "v1", "ControllerRevision", "controllerrevisions")
            .strategy(new ControllerRevisionType())
            .columns(name(), text("Controller", ControllerRevisionType::controller), Columns.number("Revision", object -> object.at("revision").asLong()),
                    age())
            .build();

    /// `statefulset.apps/web`
    private static Object controller(Document revision) {
        return revision.controller().map(owner -> {
            String group = owner.apiVersion().contains("/") ? "." + owner.apiVersion().substring(0, owner.apiVersion().indexOf('/')) : "";
            return owner.kind().toLowerCase(Locale.ROOT) + group + "/" + owner.name();
        }).orElse("<none>");
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!object.has("data")) {
            errors.required("data", "data is mandatory");
        }
        errors.notNegative("revision", object.at("revision"));
        return errors.found();
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("data", object.at("data"), stored.at("data"));
        return errors.found();
    }
}
