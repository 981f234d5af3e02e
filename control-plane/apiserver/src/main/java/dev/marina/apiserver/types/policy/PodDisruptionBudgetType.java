package dev.marina.apiserver.types.policy;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.SelectorRules;
import java.util.List;

/// How many pods of an application may be evicted at a time. pkg/apis/policy/validation/validation.go
public final class PodDisruptionBudgetType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
            .shortNames("pdb")
            .strategy(new PodDisruptionBudgetType()).status()
            .columns(name(), text("Min Available", object -> orNotApplicable(object.at("spec", "minAvailable"))),
                    text("Max Unavailable", object -> orNotApplicable(object.at("spec", "maxUnavailable"))),
                    number("Allowed Disruptions", object -> object.at("status", "disruptionsAllowed").asLong()), age())
            .build();

    private static String orNotApplicable(JsonNode value) {
        return value.isMissingNode() ? "N/A" : value.asText();
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode spec = object.at("spec");
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            errors.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
        }
        share(errors, spec.path("minAvailable"), "spec.minAvailable");
        share(errors, spec.path("maxUnavailable"), "spec.maxUnavailable");
        SelectorRules.check(errors, spec.path("selector"), "spec.selector");
        String unhealthy = spec.path("unhealthyPodEvictionPolicy").asText();
        if (!unhealthy.isEmpty() && !List.of("AlwaysAllow", "IfHealthyBudget").contains(unhealthy)) {
            errors.notSupported("spec.unhealthyPodEvictionPolicy", unhealthy, "AlwaysAllow", "IfHealthyBudget");
        }
        return errors.found();
    }

    /// A number that is not negative, or a percentage of at most 100.
    private static void share(Errors errors, JsonNode value, String path) {
        errors.share(path, value);
        if (value.asText().matches("[0-9]+%") && (value.asText().length() > 4 || Integer.parseInt(value.asText().replace("%", "")) > 100)) {
            errors.invalid(path, value.asText(), "must not be greater than 100%");
        }
    }

}
