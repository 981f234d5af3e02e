package dev.marina.apiserver.types.addons;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.CronRules;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.List;

/// What makes an add-on valid. Names of databases and users are not asked for, so that nobody can put SQL into them.
final class AddOnRules {

    /// Its jobs' names have what they do and twelve digits behind it.
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_REQUEST = 63;
    private static final int MOST_KEPT = 20;
    private static final String SPEC = "spec";

    private final Errors errors = new Errors();
    private final JsonNode spec;

    private AddOnRules(JsonNode spec) {
        this.spec = spec;
    }

    static List<FieldError> check(Document addOn) {
        AddOnRules rules = new AddOnRules(addOn.at(SPEC));
        rules.name(addOn.name());
        rules.choice("type", "postgresql", "mariadb", "redis", "rabbitmq");
        rules.choice("size", "small", "medium", "large");
        rules.choice("deletion", "Retain", "Delete");
        rules.amount("spec.storage", rules.spec.path("storage").asText());
        rules.amount("spec.backup.storage", rules.spec.at("/backup/storage").asText());
        rules.request("spec.rotate", rules.spec.path("rotate").asText());
        rules.request("spec.backup.request", rules.spec.at("/backup/request").asText());
        rules.restore(rules.spec.path("restore").asText());
        rules.schedule();
        return rules.errors.found();
    }

    static List<FieldError> change(Document addOn, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec.type", addOn.at(SPEC, "type"), stored.at(SPEC, "type"));
        shrinks(errors, "spec.storage", addOn.text(SPEC, "storage"), stored.text(SPEC, "storage"));
        shrinks(errors, "spec.backup.storage", addOn.text(SPEC, "backup", "storage"), stored.text(SPEC, "backup", "storage"));
        return errors.found();
    }

    private static void shrinks(Errors errors, String field, String now, String before) {
        if (Quantities.valid(now) && Quantities.valid(before) && Quantities.value(now).compareTo(Quantities.value(before)) < 0) {
            errors.invalid(field, now, "must not be less than " + before + ", which it is already");
        }
    }

    /// Its Service has the same name, and those begin with a letter.
    private void name(String name) {
        if (name.length() > LONGEST_NAME) {
            errors.invalid("metadata.name", name, "must be no more than %d characters".formatted(LONGEST_NAME));
        } else {
            errors.invalid("metadata.name", name, Names.dns1035Label(name));
        }
    }

    private void choice(String field, String... allowed) {
        errors.oneOf("spec." + field, spec.path(field).asText(), allowed);
    }

    private void amount(String field, String amount) {
        if (!Quantities.valid(amount) || Quantities.value(amount).signum() <= 0) {
            errors.invalid(field, amount, "must be an amount greater than 0, such as 1Gi");
        }
    }

    /// It becomes part of names: of a backup's directory, of a job.
    private void request(String field, String request) {
        if (request.length() > LONGEST_REQUEST) {
            errors.invalid(field, request, "must be no more than %d characters".formatted(LONGEST_REQUEST));
        } else if (!request.isEmpty()) {
            errors.invalid(field, request, Names.dnsLabel(request));
        }
    }

    /// A backup's name, and after an `@` what tells this request from another one for the same.
    private void restore(String request) {
        for (String part : request.split("@", 2)) {
            request("spec.restore", part);
        }
        if (request.startsWith("@") || request.endsWith("@")) {
            errors.invalid("spec.restore", request, "must be the name of a backup, or that, an '@' and another name");
        }
    }

    private void schedule() {
        long keep = spec.at("/backup/keep").asLong();
        if (keep < 1 || keep > MOST_KEPT) {
            errors.invalid("spec.backup.keep", keep, "must be from 1 to %d".formatted(MOST_KEPT));
        }
        String schedule = spec.at("/backup/schedule").asText();
        if (!schedule.isEmpty()) {
            CronRules.schedule(errors, "spec.backup.schedule", schedule);
        }
    }
}
