package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.CronRules;
import dev.marina.apiserver.validation.Errors;
import dev.marina.model.Backup;
import java.time.Duration;
import java.util.List;

/// When a cluster is backed up. A backup is checked each time, which costs: it is not due all the time.
public final class BackupScheduleType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "BackupSchedule", "backupschedules")
            .named(NameRule.DNS_LABEL).strategy(new BackupScheduleType()).status()
            .columns(name(), Columns.text("Schedule", object -> object.text("spec", "schedule")),
                    Columns.text("Timezone", object -> object.text("spec", "timeZone")),
                    Columns.number("Keep", object -> object.at("spec", "keep").asLong()),
                    Columns.text("Last", object -> object.text("status", "last")), Columns.text("Next", object -> object.text("status", "next")), age())
            .build();

    private static final Duration LEAST_BETWEEN = Duration.ofMinutes(15);
    private static final int KEPT = 7;
    private static final int MOST_KEPT = 1000;
    private static final int MOST_DAYS = 3650;

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> number(root.withObjectProperty("spec"), "keep", KEPT));
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
        String schedule = object.text("spec", "schedule");
        CronRules.schedule(errors, "spec.schedule", schedule);
        CronRules.notMoreOftenThan(errors, "spec.schedule", schedule, LEAST_BETWEEN);
        if (object.at("spec").hasNonNull("timeZone")) {
            CronRules.zone(errors, "spec.timeZone", object.text("spec", "timeZone"));
        }
        if (object.at("spec").hasNonNull("volumes")) {
            errors.oneOf("spec.volumes", object.text("spec", "volumes"), Backup.ALL, Backup.NONE);
        }
        between(errors, "spec.keep", object.at("spec", "keep"), MOST_KEPT);
        if (object.at("spec").hasNonNull("keepDays")) {
            between(errors, "spec.keepDays", object.at("spec", "keepDays"), MOST_DAYS);
        }
        return errors.found();
    }

    private static void between(Errors errors, String field, JsonNode value, int most) {
        if (value.asLong() < 1 || value.asLong() > most) {
            errors.invalid(field, value.asLong(), "must be from 1 to " + most);
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }
}
