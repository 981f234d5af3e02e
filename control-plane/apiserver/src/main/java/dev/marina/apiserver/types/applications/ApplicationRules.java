package dev.marina.apiserver.types.applications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.schedule.CronSchedule;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.QuantityRules;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What makes an application valid. Its parts are bounded, for all of them are kept with each of its revisions.
final class ApplicationRules {

    /// A CronJob's, of which an application may become one.
    private static final int LONGEST_NAME = 52;
    private static final int LONGEST_IMAGE = 512;
    private static final int MOST_VARIABLES = 200;
    private static final int MOST_WORDS = 100;
    private static final int MOST_VOLUMES = 10;
    private static final int LONGEST_VOLUME = 20;
    private static final int MOST_HOSTS = 20;
    private static final int MOST_ADD_ONS = 20;
    private static final String PREFIX = "[A-Z][A-Z0-9_]{0,39}";
    /// Of all values of the environment, and of all words of a command.
    private static final int MOST_BYTES = 64 << 10;
    private static final int LONGEST_PATH = 1024;

    private final Errors errors = new Errors();
    private final JsonNode spec;

    private ApplicationRules(JsonNode spec) {
        this.spec = spec;
    }

    static List<FieldError> check(Document application) {
        ApplicationRules rules = new ApplicationRules(application.at("spec"));
        rules.name(application.name());
        if (rules.spec.hasNonNull("source")) {
            rules.errors.addAll(SourceRules.check(rules.spec));
            return rules.errors.found();
        }
        if (rules.spec.hasNonNull("sync")) {
            rules.errors.forbidden("spec.sync", "may be specified together with source alone");
        }
        rules.source();
        rules.serving();
        rules.scaling();
        rules.environment();
        rules.addOns();
        rules.words("command");
        rules.words("args");
        rules.volumes();
        rules.hosts();
        rules.schedule();
        return rules.errors.found();
    }

    /// Its Service has the same name, and those begin with a letter.
    private void name(String name) {
        if (name.length() > LONGEST_NAME) {
            errors.invalid("metadata.name", name, "must be no more than %d characters".formatted(LONGEST_NAME));
        } else {
            errors.invalid("metadata.name", name, Names.dns1035Label(name));
        }
    }

    private void source() {
        boolean build = spec.hasNonNull("build");
        String image = spec.path("image").asText();
        if (build && !image.isEmpty()) {
            errors.forbidden("spec.image", "may not be specified together with build, which says what the image is");
        } else if (build) {
            String name = spec.path("build").path("name").asText();
            if (name.isEmpty()) {
                errors.required("spec.build.name", "the name of a Build of the same namespace");
            } else {
                errors.invalid("spec.build.name", name, Names.dnsSubdomain(name));
            }
        } else if (image.isEmpty()) {
            errors.required("spec.image", "an image, such as nginx:1.27, or a build, or a source");
        } else if (image.length() > LONGEST_IMAGE) {
            errors.tooLong("spec.image", LONGEST_IMAGE);
        } else if (!image.equals(image.strip())) {
            errors.invalid("spec.image", image, "must not have leading or trailing whitespace");
        }
    }

    private void serving() {
        if (spec.hasNonNull("port")) {
            long port = spec.path("port").asLong();
            Names.port(port).forEach(wrong -> errors.invalid("spec.port", port, wrong));
        }
        if (spec.hasNonNull("health")) {
            String path = spec.path("health").path("path").asText();
            if (path.isEmpty()) {
                errors.required("spec.health.path", "a path that answers while the application is well, such as /healthz");
            } else if (!path.startsWith("/") || path.length() > LONGEST_PATH) {
                errors.invalid("spec.health.path", path, "must begin with / and have at most %d characters".formatted(LONGEST_PATH));
            }
            needsPort("spec.health");
        }
    }

    private void needsPort(String field) {
        if (!spec.hasNonNull("port")) {
            errors.forbidden(field, "may not be specified without port");
        }
    }

    private void scaling() {
        errors.notNegative("spec.replicas", spec.path("replicas"));
        errors.addAll(QuantityRules.resources(spec.path("resources"), "spec.resources"));
        JsonNode autoscaling = spec.path("autoscaling");
        if (!autoscaling.isObject()) {
            return;
        }
        long min = autoscaling.path("min").asLong(1);
        if (min < 1) {
            errors.invalid("spec.autoscaling.min", min, "must be greater than or equal to 1");
        }
        if (!autoscaling.hasNonNull("max")) {
            errors.required("spec.autoscaling.max", "the most replicas");
        } else if (autoscaling.path("max").asLong() < min) {
            errors.invalid("spec.autoscaling.max", autoscaling.path("max").asLong(), "must be greater than or equal to min");
        }
        if (autoscaling.hasNonNull("cpu") && autoscaling.path("cpu").asLong() < 1) {
            errors.invalid("spec.autoscaling.cpu", autoscaling.path("cpu").asLong(), "must be greater than 0");
        }
        if (!spec.path("resources").path("requests").has("cpu") && !spec.path("resources").path("limits").has("cpu")) {
            errors.required("spec.resources.requests[cpu]", "autoscaling compares what is used with it");
        }
    }

    private void environment() {
        JsonNode env = spec.path("env");
        errors.tooMany("spec.env", env.size(), MOST_VARIABLES);
        Set<String> seen = new HashSet<>();
        int bytes = 0;
        for (int i = 0; i < env.size(); i++) {
            String field = "spec.env[%d]".formatted(i);
            JsonNode variable = env.get(i);
            String name = variable.path("name").asText();
            if (name.isEmpty()) {
                errors.required(field + ".name");
            } else if (!seen.add(name)) {
                errors.duplicate(field + ".name", name);
            } else {
                errors.invalid(field + ".name", name, Names.environmentVariable(name));
            }
            bytes += name.length() + variable.path("value").asText().getBytes(StandardCharsets.UTF_8).length;
            if (variable.hasNonNull("secret")) {
                secret(field, variable);
            }
        }
        if (bytes > MOST_BYTES) {
            errors.tooLong("spec.env", MOST_BYTES);
        }
    }

    private void secret(String field, JsonNode variable) {
        JsonNode secret = variable.path("secret");
        if (!variable.path("value").asText().isEmpty()) {
            errors.invalid(field + ".secret", "may not be specified when `value` is not empty");
        }
        required(field + ".secret.name", secret.path("name").asText(), Names.dnsSubdomain(secret.path("name").asText()));
        required(field + ".secret.key", secret.path("key").asText(), Names.configKey(secret.path("key").asText()));
    }

    private void addOns() {
        JsonNode addOns = spec.path("addOns");
        errors.tooMany("spec.addOns", addOns.size(), MOST_ADD_ONS);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < addOns.size(); i++) {
            String field = "spec.addOns[%d]".formatted(i);
            String name = addOns.get(i).path("name").asText();
            required(field + ".name", name, Names.dns1035Label(name));
            if (!name.isEmpty() && !seen.add(name)) {
                errors.duplicate(field + ".name", name);
            }
            String prefix = addOns.get(i).path("prefix").asText();
            if (!prefix.isEmpty() && !prefix.matches(PREFIX)) {
                errors.invalid(field + ".prefix", prefix, "must consist of at most 40 of A to Z, 0 to 9 and '_', and begin with a letter, such as ORDERS");
            }
        }
    }

    private void required(String field, String value, List<String> wrong) {
        if (value.isEmpty()) {
            errors.required(field);
        } else {
            errors.invalid(field, value, wrong);
        }
    }

    private void words(String name) {
        JsonNode words = spec.path(name);
        errors.tooMany("spec." + name, words.size(), MOST_WORDS);
        if (words.valueStream().mapToInt(word -> word.asText().getBytes(StandardCharsets.UTF_8).length).sum() > MOST_BYTES) {
            errors.tooLong("spec." + name, MOST_BYTES);
        }
    }

    private void volumes() {
        JsonNode volumes = spec.path("volumes");
        errors.tooMany("spec.volumes", volumes.size(), MOST_VOLUMES);
        Set<String> names = new HashSet<>();
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            String field = "spec.volumes[%d]".formatted(i);
            JsonNode volume = volumes.get(i);
            String name = volume.path("name").asText();
            required(field + ".name", name, Names.dnsLabel(name));
            if (name.length() > LONGEST_VOLUME) {
                errors.invalid(field + ".name", name, "must be no more than %d characters".formatted(LONGEST_VOLUME));
            }
            if (!name.isEmpty() && !names.add(name)) {
                errors.duplicate(field + ".name", name);
            }
            String path = volume.path("path").asText();
            required(field + ".path", path, path.startsWith("/") && !path.contains(":") && path.length() <= LONGEST_PATH
                    ? List.of()
                    : List.of("must begin with /, must not contain ':', and have at most %d characters".formatted(LONGEST_PATH)));
            if (!path.isEmpty() && !paths.add(path)) {
                errors.duplicate(field + ".path", path);
            }
            size(field + ".size", volume.path("size").asText());
        }
    }

    private void size(String field, String size) {
        if (size.isEmpty()) {
            errors.required(field, "such as 1Gi");
        } else if (!dev.marina.api.Quantities.valid(size) || dev.marina.api.Quantities.value(size).signum() <= 0) {
            errors.invalid(field, size, "must be an amount greater than 0, such as 1Gi");
        }
    }

    private void hosts() {
        JsonNode hosts = spec.path("hosts");
        if (hosts.isEmpty()) {
            return;
        }
        needsPort("spec.hosts");
        if (spec.path("internal").asBoolean()) {
            errors.forbidden("spec.hosts", "may not be specified where internal is true");
        }
        errors.tooMany("spec.hosts", hosts.size(), MOST_HOSTS);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < hosts.size(); i++) {
            String field = "spec.hosts[%d]".formatted(i);
            String name = hosts.get(i).path("name").asText();
            required(field + ".name", name, Names.dnsSubdomain(name));
            if (name.matches("[0-9.]+")) {
                errors.invalid(field + ".name", name, "must be a DNS name, not an IP address");
            }
            if (!name.isEmpty() && !seen.add(name)) {
                errors.duplicate(field + ".name", name);
            }
            String secret = hosts.get(i).path("tlsSecret").asText();
            if (!secret.isEmpty()) {
                errors.invalid(field + ".tlsSecret", secret, Names.dnsSubdomain(secret));
            }
        }
    }

    private void schedule() {
        if (spec.hasNonNull("rollbackTo") && spec.path("rollbackTo").asLong() < 1) {
            errors.invalid("spec.rollbackTo", spec.path("rollbackTo").asLong(), "must be the number of a revision");
        }
        if (!spec.hasNonNull("schedule")) {
            return;
        }
        try {
            CronSchedule.parse(spec.path("schedule").asText());
        } catch (CronSchedule.Unparseable e) {
            errors.invalid("spec.schedule", spec.path("schedule").asText(), e.getMessage());
        }
        for (String other : List.of("port", "health", "hosts", "autoscaling")) {
            if (spec.hasNonNull(other)) {
                errors.forbidden("spec." + other, "may not be specified together with schedule");
            }
        }
    }
}
