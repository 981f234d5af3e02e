package dev.marina.apiserver.types.flowcontrol;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.List;
import java.util.Optional;

/// Which requests belong to which priority level. pkg/apis/flowcontrol/validation/validation.go
public final class FlowSchemaType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas").clusterScoped()
            .strategy(new FlowSchemaType()).status()
            .columns(name(), text("PriorityLevel", object -> object.text("spec", "priorityLevelConfiguration", "name")),
                    text("MatchingPrecedence", object -> object.at("spec", "matchingPrecedence").asText()),
                    text("DistinguisherMethod", object -> orNone(object.text("spec", "distinguisherMethod", "type"))), age(),
                    text("MissingPL", object -> condition(object, "Dangling")))
            .build();

    private static final int DEFAULT_PRECEDENCE = 1000;
    private static final int LAST_PRECEDENCE = 10_000;
    private static final String EXEMPT = "exempt";

    private static String orNone(String value) {
        return value.isEmpty() ? "<none>" : value;
    }

    private static String condition(Document object, String type) {
        return object.at("status", "conditions").valueStream().filter(condition -> condition.path("type").asText().equals(type))
                .map(condition -> condition.path("status").asText()).findFirst().orElse("?");
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            if (spec.path("matchingPrecedence").asInt() == 0) {
                spec.put("matchingPrecedence", DEFAULT_PRECEDENCE);
            }
        });
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode spec = object.at("spec");
        precedence(errors, object.name(), spec.path("matchingPrecedence").asLong());
        JsonNode method = spec.path("distinguisherMethod");
        if (method.isObject() && !List.of("ByNamespace", "ByUser").contains(method.path("type").asText())) {
            errors.notSupported("spec.distinguisherMethod.type", method.path("type").asText(), "ByNamespace", "ByUser");
        }
        String level = spec.path("priorityLevelConfiguration").path("name").asText("");
        if (level.isEmpty()) {
            errors.required("spec.priorityLevelConfiguration.name", "must reference a priority level");
        } else {
            errors.invalid("spec.priorityLevelConfiguration.name", level, Names.dnsSubdomain(level));
        }
        for (int i = 0; i < spec.path("rules").size(); i++) {
            FlowRules.check(errors, spec.path("rules").get(i), "spec.rules[" + i + "]");
        }
        Optional<Document> fixed = BootstrapFlows.mandatory(object.kind(), object.name());
        if (fixed.isPresent() && !spec.equals(fixed.get().at("spec"))) {
            errors.invalid("spec", spec, "spec of '%s' must equal the fixed value".formatted(object.name()));
        }
        return errors.found();
    }

    private static void precedence(Errors errors, String name, long precedence) {
        if (precedence <= 0) {
            errors.invalid("spec.matchingPrecedence", precedence, "must be a positive value");
        }
        if (precedence > LAST_PRECEDENCE) {
            errors.invalid("spec.matchingPrecedence", precedence, "must not be greater than " + LAST_PRECEDENCE);
        }
        if (precedence == 1 && !name.equals(EXEMPT)) {
            errors.invalid("spec.matchingPrecedence", precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return FlowRules.conditions(object);
    }
}
