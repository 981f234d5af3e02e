package dev.marina.apiserver.types.learn;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A learner's run of a lab. What has been asked for (a hint, an answer, a reset) is not taken back.
public final class LabRunType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(LabType.GROUP, "v1", "LabRun", "labruns").clusterScoped()
            .named(NameRule.DNS_LABEL).strategy(new LabRunType()).status()
            .subresource("text", LabType.TEXT, "get")
            .subresource("story", new GroupVersionKind(LabType.GROUP, "v1", "LabStory"), "get")
            .columns(name(), Columns.text("Lab", object -> object.text("spec", "lab")), Columns.text("Phase", object -> object.text("status", "phase")),
                    Columns.text("Goals", LabRunType::goals), Columns.number("Points", object -> object.at("status", "score", "points").asLong()), age())
            .build();

    /// Its namespace is `lab-` and the name, a DNS label too.
    private static final int LONGEST_NAME = 59;
    private static final int MOST_HINTS = 50;
    private static final int MOST_ANSWERS = 20;
    private static final int LONGEST_TEXT = 100;
    private static final String SPEC = "spec";
    private static final String NUMBER = "number";

    private static String goals(Document run) {
        JsonNode goals = run.at("status", "goals");
        return goals.valueStream().filter(goal -> goal.path("state").asText().equals("met")).count() + "/" + goals.size();
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.name().length() > LONGEST_NAME) {
            errors.invalid("metadata.name", object.name(), "must be no more than %d characters".formatted(LONGEST_NAME));
        }
        if (object.text(SPEC, "lab").isEmpty()) {
            errors.required("spec.lab", "the name of a lab");
        }
        if (object.has(SPEC, "seed") && object.at(SPEC, "seed").asLong() < 1) {
            errors.invalid("spec.seed", object.at(SPEC, "seed"), "must be greater than 0");
        }
        hints(object.at(SPEC, "hints"), errors);
        answers(object.at(SPEC, "predictions"), errors);
        errors.notNegative("spec.reset.number", object.at(SPEC, "reset", NUMBER));
        return errors.found();
    }

    private static void hints(JsonNode hints, Errors errors) {
        errors.tooMany("spec.hints", hints.size(), MOST_HINTS);
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < hints.size(); i++) {
            if (!seen.add(hints.get(i))) {
                errors.duplicate("spec.hints[%d]".formatted(i), hints.get(i));
            }
        }
        hints.forEach(hint -> tooLong("spec.hints", hint, errors));
    }

    private static void answers(JsonNode answers, Errors errors) {
        errors.tooMany("spec.predictions", answers.size(), MOST_ANSWERS);
        answers.properties().forEach(answer -> tooLong("spec.predictions[%s]".formatted(answer.getKey()), answer.getValue(), errors));
    }

    private static void tooLong(String field, JsonNode text, Errors errors) {
        if (text.asText().length() > LONGEST_TEXT) {
            errors.tooLong(field, LONGEST_TEXT);
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec.lab", object.at(SPEC, "lab"), stored.at(SPEC, "lab"));
        errors.immutable("spec.seed", object.at(SPEC, "seed"), stored.at(SPEC, "seed"));
        errors.immutable("spec.exam", object.at(SPEC, "exam"), stored.at(SPEC, "exam"));
        List<JsonNode> hints = object.at(SPEC, "hints").valueStream().toList();
        if (!hints.containsAll(stored.at(SPEC, "hints").valueStream().toList())) {
            errors.invalid("spec.hints", object.at(SPEC, "hints"), "a hint that was taken is not given back");
        }
        stored.at(SPEC, "predictions").properties().forEach(answer -> {
            JsonNode now = object.at(SPEC, "predictions", answer.getKey());
            if (!now.equals(answer.getValue())) {
                errors.invalid("spec.predictions[%s]".formatted(answer.getKey()), now, "a prediction is not changed once it is made");
            }
        });
        if (object.at(SPEC, "reset", NUMBER).asLong() < stored.at(SPEC, "reset", NUMBER).asLong()) {
            errors.invalid("spec.reset.number", object.at(SPEC, "reset", NUMBER), "only grows");
        }
        if (stored.at(SPEC, "finished").asBoolean() && !object.at(SPEC, "finished").asBoolean()) {
            errors.invalid("spec.finished", object.at(SPEC, "finished"), "a run that was handed in stays so");
        }
        return errors.found();
    }
}
