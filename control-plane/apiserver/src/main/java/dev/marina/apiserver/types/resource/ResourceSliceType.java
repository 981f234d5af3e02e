package dev.marina.apiserver.types.resource;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.SliceRules;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Devices of one pool, as their driver tells them. pkg/registry/resource/resourceslice/strategy.go
public final class ResourceSliceType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("resource.k8s.io", "v1", "ResourceSlice", "resourceslices").clusterScoped()
            .strategy(new ResourceSliceType())
            .columns(name(), text("Node", object -> object.text("spec", "nodeName")), text("Driver", object -> object.text("spec", "driver")),
                    text("Pool", object -> object.text("spec", "pool", "name")), age())
            .build();

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return SliceRules.check(object.at("spec"));
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec.pool.name", object.at("spec", "pool", "name"), stored.at("spec", "pool", "name"));
        errors.immutable("spec.driver", object.at("spec", "driver"), stored.at("spec", "driver"));
        errors.immutable("spec.nodeName", object.at("spec", "nodeName"), stored.at("spec", "nodeName"));
        return errors.found();
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.nodeName", object.text("spec", "nodeName"), "spec.driver", object.text("spec", "driver"));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        String driver = object.text("spec", "driver");
        if (!driver.equals(driver.toLowerCase(Locale.ROOT))) {
            warnings.add("spec.driver", "driver names should be lowercase; \"%s\" contains uppercase characters".formatted(driver));
        }
        return warnings.found();
    }
}
