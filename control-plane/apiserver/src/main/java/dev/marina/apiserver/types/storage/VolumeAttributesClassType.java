package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What of a volume may change while it is in use, for the driver that it names. ValidateVolumeAttributesClass in
/// pkg/apis/storage/validation/validation.go
public final class VolumeAttributesClassType extends RuledStrategy {

    private static final int MOST_PARAMETERS = 512;
    private static final int MOST_PARAMETER_BYTES = 256 * 1024;

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses").clusterScoped().shortNames("vac")
            .strategy(new VolumeAttributesClassType())
            .columns(name(), text("DriverName", object -> object.text("driverName")), age())
            .build();

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        String driver = object.text("driverName");
        if (driver.isEmpty()) {
            errors.required("driverName");
        } else {
            errors.invalid("driverName", driver, Names.qualified(driver.toLowerCase(Locale.ROOT)));
        }
        parameters(errors, object.at("parameters"));
        return errors.found();
    }

    private static void parameters(Errors errors, JsonNode parameters) {
        if (parameters.isEmpty()) {
            errors.required("parameters", "must contain at least one key/value pair");
            return;
        }
        if (parameters.size() > MOST_PARAMETERS) {
            errors.tooLong("Provisioner Parameters exceeded max allowed", MOST_PARAMETERS);
        }
        long bytes = 0;
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            if (parameter.getKey().isEmpty()) {
                errors.invalid("parameters", "", "field can not be empty.");
            }
            bytes += parameter.getKey().length() + parameter.getValue().asText().length();
        }
        if (bytes > MOST_PARAMETER_BYTES) {
            errors.tooLong("parameters", MOST_PARAMETER_BYTES);
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        for (String field : List.of("driverName", "parameters")) {
            if (!object.at(field).equals(stored.at(field))) {
                errors.forbidden(field, "updates to %s are forbidden.".formatted(field));
            }
        }
        return errors.found();
    }
}
