package dev.marina.apiserver.types.learn;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A learner's attempt at an exam. Its time begins when it is made, and cannot be changed.
public final class ExamRunType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(LabType.GROUP, "v1", "ExamRun", "examruns").clusterScoped()
            .named(NameRule.DNS_LABEL).strategy(new ExamRunType()).status()
            .subresource("paper", new GroupVersionKind(LabType.GROUP, "v1", "ExamPaper"), "get")
            .columns(name(), Columns.text("Exam", object -> object.text(ExamRunType.SPEC, "exam")),
                    Columns.text("Phase", object -> object.text("status", "phase")), Columns.text("Ends", object -> object.text(ExamRunType.SPEC, "endsAt")),
                    Columns.text("Result", ExamRunType::result), age())
            .build();

    /// The runs of its tasks are called after it.
    private static final int LONGEST_NAME = 40;
    private static final String SPEC = "spec";

    private static String result(Document run) {
        return run.has("status", "score") ? "%d%%".formatted(run.at("status", "score", "percent").asInt()) : "";
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.name().length() > LONGEST_NAME) {
            errors.invalid("metadata.name", object.name(), "must be no more than %d characters".formatted(LONGEST_NAME));
        }
        if (object.text(SPEC, "exam").isEmpty()) {
            errors.required("spec.exam", "the name of an exam");
        }
        return errors.found();
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        List.of("exam", "endsAt", "given").forEach(field -> errors.immutable("spec." + field, object.at(SPEC, field), stored.at(SPEC, field)));
        if (stored.at(SPEC, "finished").asBoolean() && !object.at(SPEC, "finished").asBoolean()) {
            errors.invalid("spec.finished", object.at(SPEC, "finished"), "an exam that was handed in stays so");
        }
        return errors.found();
    }
}
