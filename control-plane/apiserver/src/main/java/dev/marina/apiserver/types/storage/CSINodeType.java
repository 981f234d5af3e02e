package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which volume drivers a node has. ValidateCSINode in pkg/apis/storage/validation/validation.go
public final class CSINodeType extends RuledStrategy {

    private static final int LONGEST_NODE_ID = 256;

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "CSINode", "csinodes")
            .clusterScoped()
            .strategy(new CSINodeType())
            .columns(name(), number("Drivers", object -> object.at("spec", "drivers").size()), age())
            .build();

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode driver : object.at("spec", "drivers")) {
            String field = "spec.drivers[%d]".formatted(index++);
            String name = driver.path("name").asText();
            DriverNames.check(errors, field + ".name", name);
            nodeId(errors, field + ".nodeID", driver.path("nodeID").asText());
            errors.notNegative(field + ".allocatable.count", driver.path("allocatable").path("count"));
            if (!names.add(name)) {
                errors.duplicate(field + ".name", name);
            }
            topologyKeys(errors, field, driver.path("topologyKeys"));
        }
        return errors.found();
    }

    private static void nodeId(Errors errors, String field, String id) {
        if (id.isEmpty()) {
            errors.required(field);
        }
        if (id.length() > LONGEST_NODE_ID) {
            errors.invalid(field, id, "must be %d characters or less".formatted(LONGEST_NODE_ID));
        }
    }

    /// Upstream's errors name the driver, not the key.
    private static void topologyKeys(Errors errors, String driver, JsonNode keys) {
        Set<String> known = new HashSet<>();
        for (JsonNode key : keys) {
            if (key.asText().isEmpty()) {
                errors.required(driver);
            }
            if (!known.add(key.asText())) {
                errors.duplicate(driver, key.asText());
            }
            errors.invalid(driver, key.asText(), Names.qualified(key.asText()));
        }
    }

    /// A driver that is registered changes in nothing but how many volumes it takes.
    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        Map<String, JsonNode> before = new HashMap<>();
        stored.at("spec", "drivers").forEach(driver -> before.put(driver.path("name").asText(), driver));
        for (JsonNode driver : object.at("spec", "drivers")) {
            JsonNode known = before.get(driver.path("name").asText());
            if (known != null) {
                errors.immutable("spec.drivers", withoutAllocatable(driver), withoutAllocatable(known));
            }
        }
        return errors.found();
    }

    private static JsonNode withoutAllocatable(JsonNode driver) {
        return driver instanceof ObjectNode fields ? fields.deepCopy().without("allocatable") : driver;
    }
}
