package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;

/// What makes a job's spec valid, in jobs and in the templates of cron jobs. pkg/apis/batch/validation/validation.go
public final class JobRules {

    private static final int MOST_INDEXED = 100_000;
    private static final int MOST_WITH_MANY_COMPLETIONS = 10_000;

    private final Errors errors = new Errors();
    private final JsonNode spec;
    private final String path;

    private JobRules(JsonNode spec, String path) {
        this.spec = spec;
        this.path = path;
    }

    public static List<FieldError> check(JsonNode spec, String path) {
        JobRules rules = new JobRules(spec, path);
        rules.numbers();
        rules.completionMode();
        new JobPolicyRules(rules.errors, spec, path).check();
        rules.template();
        return rules.errors.found();
    }

    public static boolean indexed(JsonNode spec) {
        return spec.path("completionMode").asText().equals("Indexed");
    }

    private void numbers() {
        for (String field : List.of("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex",
                "maxFailedIndexes")) {
            errors.notNegative(path + "." + field, spec.path(field));
        }
        if (spec.hasNonNull("maxFailedIndexes") && !spec.hasNonNull("backoffLimitPerIndex")) {
            errors.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
        }
        String manager = spec.path("managedBy").asText();
        if (spec.hasNonNull("managedBy")) {
            String[] parts = manager.split("/", 2);
            if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                errors.invalid(path + ".managedBy", manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            } else {
                errors.invalid(path + ".managedBy", parts[0], Names.dnsSubdomain(parts[0]));
            }
            if (manager.length() > 63) {
                errors.tooLong(path + ".managedBy", 63);
            }
        }
    }

    private void completionMode() {
        errors.oneOf(path + ".completionMode", spec.path("completionMode").asText("NonIndexed"), "NonIndexed", "Indexed");
        long completions = spec.path("completions").asLong();
        if (!indexed(spec)) {
            for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
                if (spec.hasNonNull(field)) {
                    errors.invalid(path + "." + field, spec.path(field).asLong(), "requires indexed completion mode");
                }
            }
            return;
        }
        if (!spec.hasNonNull("completions")) {
            errors.required(path + ".completions", "when completion mode is Indexed");
        }
        atMost("parallelism", MOST_INDEXED, "must be less than or equal to %d when completion mode is Indexed".formatted(MOST_INDEXED));
        if (spec.hasNonNull("completions")) {
            atMost("maxFailedIndexes", completions, "must be less than or equal to completions");
        }
        atMost("maxFailedIndexes", MOST_INDEXED, "must be less than or equal to %d".formatted(MOST_INDEXED));
        if (completions > MOST_INDEXED && spec.hasNonNull("backoffLimitPerIndex")) {
            String bound = "must be less than or equal to %d when completions are above %d and used with backoff limit per index"
                    .formatted(MOST_WITH_MANY_COMPLETIONS, MOST_INDEXED);
            if (!spec.hasNonNull("maxFailedIndexes")) {
                errors.required(path + ".maxFailedIndexes", "must be specified when completions is above %d".formatted(MOST_INDEXED));
            }
            atMost("parallelism", MOST_WITH_MANY_COMPLETIONS, bound);
            atMost("maxFailedIndexes", MOST_WITH_MANY_COMPLETIONS, bound);
        }
    }

    private void atMost(String field, long most, String rule) {
        if (spec.path(field).asLong() > most) {
            errors.invalid(path + "." + field, spec.path(field).asLong(), rule);
        }
    }

    private void template() {
        errors.oneOf(path + ".podReplacementPolicy", spec.path("podReplacementPolicy").asText("TerminatingOrFailed"), "Failed", "TerminatingOrFailed");
        if (spec.path("podFailurePolicy").isObject() && spec.path("podReplacementPolicy").asText("Failed").equals("TerminatingOrFailed")) {
            errors.notSupported(path + ".podReplacementPolicy", "TerminatingOrFailed", "Failed");
        }
        errors.addAll(PodRules.anyTemplate(spec.path("template"), path + ".template"));
        String restart = spec.path("template").path("spec").path("restartPolicy").asText("Always");
        String field = path + ".template.spec.restartPolicy";
        if (restart.equals("Always")) {
            errors.required(field, "valid values: \"OnFailure\", \"Never\"");
        } else if (spec.path("podFailurePolicy").isObject() && !restart.equals("Never")) {
            errors.invalid(field, restart, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    /// ValidateJobSpecUpdate
    public static List<FieldError> checkUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        JsonNode now = object.at("spec");
        JsonNode before = stored.at("spec");
        elasticCompletions(errors, now, before);
        errors.immutable("spec.selector", now.path("selector"), before.path("selector"));
        boolean neverRan = before.path("suspend").asBoolean() && !stored.has("status", "startTime");
        JsonNode template = now.path("template");
        errors.immutable("spec.template", neverRan ? withDirectives(template, before.path("template")) : template, before.path("template"));
        for (String field : List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy")) {
            errors.immutable("spec." + field, now.path(field), before.path(field));
        }
        return errors.found();
    }

    /// An indexed job grows and shrinks when both numbers move together.
    private static void elasticCompletions(Errors errors, JsonNode now, JsonNode before) {
        boolean same = now.path("completions").equals(before.path("completions"));
        if (same) {
            return;
        }
        boolean tandem = indexed(now) && now.hasNonNull("completions") && before.hasNonNull("completions");
        if (!tandem) {
            errors.immutable("spec.completions", now.path("completions"), before.path("completions"));
        } else if (!now.path("completions").equals(now.path("parallelism"))) {
            errors.invalid("spec.completions", now.path("completions").asLong(),
                    "can only be modified in tandem with spec.parallelism");
        }
    }

    /// The template as it was, where it differs only in what decides about nodes: that may change until the job has run.
    private static JsonNode withDirectives(JsonNode template, JsonNode before) {
        ObjectNode same = template.deepCopy();
        for (String field : List.of("nodeSelector", "affinity", "tolerations", "schedulingGates")) {
            take(same.withObjectProperty("spec"), before.path("spec"), field);
        }
        for (String field : List.of("labels", "annotations")) {
            take(same.withObjectProperty("metadata"), before.path("metadata"), field);
        }
        return same;
    }

    private static void take(ObjectNode to, JsonNode from, String field) {
        if (from.has(field)) {
            to.set(field, from.get(field));
        } else {
            to.remove(field);
        }
    }
}
