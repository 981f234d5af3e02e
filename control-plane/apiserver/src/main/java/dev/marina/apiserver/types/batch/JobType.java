package dev.marina.apiserver.types.batch;

import static dev.marina.apiserver.defaulting.Defaults.flag;
import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.Ages;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Column.Moving;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.types.apps.TemplateColumns;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.JobRules;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.apiserver.warning.JobWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods that end. Its pods are told from others by a selector made from its uid, unless it says otherwise.
/// pkg/registry/batch/job/strategy.go, SetDefaults_Job in pkg/apis/batch/v1/defaults.go, printJob in pkg/printers/internalversion/printers.go
public final class JobType extends SpecStrategy {

    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("batch", "v1", "Job", "jobs").categories("all")
            .strategy(new JobType()).status()
            .columns(name(),
                    Columns.text("Status", JobType::state),
                    Columns.text("Completions", JobType::completions),
                    Columns.text("Duration", JobType::duration), age(),
                    TemplateColumns.containers(), TemplateColumns.images(), TemplateColumns.selector())
            .build();

    @Override
    public boolean orphansDependents() {
        return true;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            if (!spec.hasNonNull("completions") && !spec.hasNonNull("parallelism")) {
                number(spec, "completions", 1);
            }
            number(spec, "parallelism", 1);
            number(spec, "backoffLimit", spec.hasNonNull("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
            text(spec, "completionMode", "NonIndexed");
            flag(spec, "suspend", false);
            flag(spec, "manualSelector", false);
            text(spec, "podReplacementPolicy", spec.path("podFailurePolicy").isObject() ? "Failed" : "TerminatingOrFailed");
            for (JsonNode rule : spec.path("podFailurePolicy").path("rules")) {
                rule.path("onPodConditions").forEach(pattern -> text((ObjectNode) pattern, "status", "True"));
            }
            PodDefaults.template(spec);
        });
    }

    /// The selector names the uid, and so no other job's pods; labels that somebody wrote himself are left for validation to refuse.
    @Override
    public Document prepareForCreate(Document submitted) {
        Document fresh = super.prepareForCreate(submitted);
        if (fresh.at("spec", "manualSelector").asBoolean()) {
            return fresh;
        }
        return fresh.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            ObjectNode labels = spec.withObjectProperty("template").withObjectProperty("metadata").withObjectProperty("labels");
            generated(fresh).forEach((label, value) -> text(labels, label, value));
            if (!spec.path("selector").isObject()) {
                spec.putObject("selector");
            }
            text(spec.withObjectProperty("selector").withObjectProperty("matchLabels"), UID_LABEL, fresh.uid());
        });
    }

    private static Map<String, String> generated(Document job) {
        return Map.of(UID_LABEL, job.uid(), "controller-uid", job.uid(), "batch.kubernetes.io/job-name", job.name(), "job-name", job.name());
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!object.at("spec", "manualSelector").asBoolean()) {
            generatedLabels(errors, object);
        }
        JsonNode spec = object.at("spec");
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        errors.addAll(JobRules.check(spec, "spec"));
        if (!spec.path("selector").isObject()) {
            errors.required("spec.selector");
        } else {
            SelectorRules.check(errors, spec.path("selector"), "spec.selector");
            if (!SelectorRules.matches(spec.path("selector"), labels)) {
                errors.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
            }
        }
        if (JobRules.indexed(spec) && spec.path("completions").asLong() > 0) {
            String longest = object.name() + "-" + (spec.path("completions").asLong() - 1);
            Names.dnsLabel(longest)
                    .forEach(rule -> errors.invalid("metadata.name", object.name(), "will not able to create pod with invalid DNS hostname: " + longest));
        }
        return errors.found();
    }

    private static void generatedLabels(Errors errors, Document job) {
        JsonNode labels = job.at("spec", "template", "metadata", "labels");
        generated(job).entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(wanted -> {
            String value = labels.path(wanted.getKey()).asText();
            if (!value.equals(wanted.getValue())) {
                errors.invalid("spec.template.metadata.labels", labels, "must be '%s'".formatted(wanted.getValue()));
            }
        });
        if (!SelectorRules.matches(job.at("spec", "selector"), Document.mapper().valueToTree(generated(job)))) {
            errors.invalid("spec.selector", job.at("spec", "selector"), "`selector` not auto-generated");
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        return JobRules.checkUpdate(object, stored);
    }

    private static Object state(Document job) {
        for (String type : List.of("Complete", "Failed")) {
            if (job.holds(type)) {
                return type;
            }
        }
        if (job.terminating()) {
            return "Terminating";
        }
        return List.of("Suspended", "FailureTarget", "SuccessCriteriaMet").stream().filter(type -> job.holds(type)).findFirst().orElse("Running");
    }

    private static Object completions(Document job) {
        int succeeded = job.at("status", "succeeded").asInt();
        if (job.has("spec", "completions")) {
            return succeeded + "/" + job.at("spec", "completions").asInt();
        }
        int parallelism = job.at("spec", "parallelism").asInt();
        return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
    }

    private static Object duration(Document job) {
        String start = job.text("status", "startTime");
        String end = job.text("status", "completionTime");
        if (start.isEmpty()) {
            return "";
        }
        return end.isEmpty() ? (Moving) now -> Ages.since(start, now) : Ages.human(Duration.between(Instant.parse(start), Instant.parse(end)));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty()) {
            warnings.podNames(object.name());
        }
        if (Warnings.concern(object, stored)) {
            JobWarnings.spec(warnings, "spec", object.at("spec"));
        }
        return warnings.found();
    }
}
