package dev.marina.apiserver.types.node;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.QuantityRules;
import dev.marina.apiserver.warning.NodeLabels;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What runs a pod's containers on a node, and what it needs beside them. The handler never changes.
/// pkg/apis/node/validation/validation.go
public final class RuntimeClassType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses").clusterScoped()
            .strategy(new RuntimeClassType())
            .columns(name(), text("Handler", object -> object.text("handler")), age())
            .build();

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.invalid("handler", object.text("handler"), Names.dnsLabel(object.text("handler")));
        for (Map.Entry<String, JsonNode> amount : object.at("overhead", "podFixed").properties()) {
            QuantityRules.amount(errors, amount.getValue(), "overhead.podFixed[" + amount.getKey() + "]");
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("handler", object.at("handler"), stored.at("handler"));
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        NodeLabels.unkeyed(warnings, "scheduling.nodeSelector", object.at("scheduling", "nodeSelector"));
        return warnings.found();
    }
}
