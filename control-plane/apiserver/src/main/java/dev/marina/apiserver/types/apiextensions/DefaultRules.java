package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.EmbeddedResources;
import dev.marina.apiserver.structural.Pruning;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.ValueCheck;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// Defaults are valid values. apiextensions-apiserver's pkg/apiserver/schema/defaulting/validation.go
final class DefaultRules {

    private final Errors errors = new Errors();

    private DefaultRules() {}

    static List<FieldError> check(Structural schema, String path) {
        DefaultRules rules = new DefaultRules();
        rules.node(schema, path);
        return rules.errors.found();
    }

    private void node(Structural schema, String path) {
        schema.preset().ifPresent(preset -> preset(preset, schema, path + ".default"));
        schema.items().ifPresent(items -> node(items, path + ".items"));
        schema.properties().forEach((name, property) -> node(property, path + ".properties[" + name + "]"));
    }

    private void preset(JsonNode preset, Structural schema, String path) {
        if (!Pruning.unknown(preset, schema).isEmpty()) {
            errors.invalid(path, preset, "must not have unknown fields");
        }
        List<FieldError> embedded = EmbeddedResources.check(preset, schema).found();
        if (embedded.isEmpty()) {
            errors.addAll(ValueCheck.check(preset, schema, path));
        } else {
            embedded.forEach(error -> errors.addAll(List.of(new FieldError(error.reason(), path + error.field(), error.message()))));
        }
    }
}
