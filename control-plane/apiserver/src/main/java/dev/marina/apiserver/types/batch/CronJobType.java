package dev.marina.apiserver.types.batch;

import static dev.marina.apiserver.defaulting.Defaults.flag;
import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.CronRules;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.JobRules;
import dev.marina.apiserver.warning.JobWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// Jobs by the clock. pkg/registry/batch/cronjob/strategy.go, printCronJob in pkg/printers/internalversion/printers.go
public final class CronJobType extends SpecStrategy {

    /// A job's name has the minute at its end.
    private static final int LONGEST_NAME = 52;

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("batch", "v1", "CronJob", "cronjobs").shortNames("cj").categories("all")
            .strategy(new CronJobType()).status()
            .columns(name(),
                    Columns.text("Schedule", object -> object.text("spec", "schedule")),
                    Columns.text("Timezone", object -> Cells.orNone(object.text("spec", "timeZone"))),
                    new Column("Suspend", "boolean", "", "Suspend", 0, object -> object.at("spec", "suspend").asBoolean() ? "True" : "False"),
                    Columns.number("Active", object -> object.at("status", "active").size()),
                    Columns.text("Last Schedule", CronJobType::lastSchedule), age(),
                    wide("Containers", object -> Cells.containers(pod(object), "name")),
                    wide("Images", object -> Cells.containers(pod(object), "image")),
                    wide("Selector", object -> Cells.selector(object.at("spec", "jobTemplate", "spec", "selector"))))
            .build();

    private static JsonNode pod(Document object) {
        return object.at("spec", "jobTemplate", "spec", "template", "spec");
    }

    private static Object lastSchedule(Document object) {
        String last = object.text("status", "lastScheduleTime");
        return last.isEmpty() ? "<none>" : age(last);
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            text(spec, "concurrencyPolicy", "Allow");
            flag(spec, "suspend", false);
            number(spec, "successfulJobsHistoryLimit", 3);
            number(spec, "failedJobsHistoryLimit", 1);
            PodDefaults.template(spec.withObjectProperty("jobTemplate").withObjectProperty("spec"));
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.name().length() > LONGEST_NAME) {
            errors.invalid("metadata.name", object.name(), "must be no more than 52 characters");
        }
        spec(errors, object.at("spec"));
        return errors.found();
    }

    private static void spec(Errors errors, JsonNode spec) {
        CronRules.schedule(errors, "spec.schedule", spec.path("schedule").asText());
        errors.notNegative("spec.startingDeadlineSeconds", spec.path("startingDeadlineSeconds"));
        if (spec.hasNonNull("timeZone")) {
            CronRules.zone(errors, "spec.timeZone", spec.path("timeZone").asText());
        }
        errors.oneOf("spec.concurrencyPolicy", spec.path("concurrencyPolicy").asText(), "Allow", "Forbid", "Replace");
        JsonNode job = spec.path("jobTemplate").path("spec");
        errors.addAll(JobRules.check(job, "spec.jobTemplate.spec"));
        if (job.path("selector").isObject()) {
            errors.invalid("spec.jobTemplate.spec.selector", job.path("selector"), "`selector` will be auto-generated");
        }
        if (job.path("manualSelector").asBoolean()) {
            errors.notSupported("spec.jobTemplate.spec.manualSelector", "true", "nil", "false");
        }
        errors.notNegative("spec.successfulJobsHistoryLimit", spec.path("successfulJobsHistoryLimit"));
        errors.notNegative("spec.failedJobsHistoryLimit", spec.path("failedJobsHistoryLimit"));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty()) {
            warnings.podNames(object.name());
        }
        if (Warnings.concern(object, stored)) {
            JobWarnings.spec(warnings, "spec.jobTemplate.spec", object.at("spec", "jobTemplate", "spec"));
        }
        if (stored.isPresent() && object.text("spec", "schedule").contains("TZ")) {
            warnings.add("cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see "
                    + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        return warnings.found();
    }
}
