package dev.marina.apiserver.types.builds;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// One making of an image. It happens once: another is another object.
public final class BuildType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps.marina.dev", "v1", "Build", "builds").named(NameRule.DNS_LABEL)
            .strategy(new BuildType()).status()
            .columns(name(), Columns.text("Phase", object -> object.text("status", "phase")), age(),
                    wide("Image", object -> object.text("status", "image")), wide("Message", object -> object.text("status", "message")))
            .build();

    private static final String SPEC = "spec";
    private static final String SOURCE = "source";
    /// The name of its pod is `<name>-build`, and a label's value.
    private static final int LONGEST_NAME = 57;
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/\\S*)?");
    /// What it is written into is XML, environment and command lines.
    private static final Pattern REPOSITORY = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._~/%+=-]*)?");
    private static final Pattern ARGUMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final int MOST_ARGUMENTS = 50;
    private static final int LONGEST_ARGUMENT = 4000;
    private static final int LONGEST_URL = 2000;
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._ /-]{1,500}");
    private static final Pattern IMAGE = Pattern.compile("[a-z0-9]+((\\.|_|__|-+|/)[a-z0-9]+)*");
    private static final int LONGEST_IMAGE = 128;
    private static final Pattern OBJECT = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final List<String> STRATEGIES = List.of("auto", "dockerfile", "java", "node", "python", "static");
    private static final int SHORTEST = 30;
    private static final int LONGEST = 3600;

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            var spec = root.withObjectProperty(SPEC);
            if (!spec.has("strategy")) {
                spec.put("strategy", STRATEGIES.getFirst());
            }
            if (!spec.has("timeoutSeconds")) {
                spec.put("timeoutSeconds", 900);
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.name().length() > LONGEST_NAME) {
            errors.invalid("metadata.name", object.name(), "must be no more than %d characters".formatted(LONGEST_NAME));
        }
        boolean git = object.has(SPEC, SOURCE, "git");
        boolean archive = object.has(SPEC, SOURCE, "archive");
        if (git == archive) {
            errors.required("spec.source", "exactly one of git and archive");
        }
        if (git) {
            git(object.at(SPEC, SOURCE, "git"), errors);
        }
        if (archive) {
            archive(object.at(SPEC, SOURCE, "archive"), errors);
        }
        String strategy = object.text(SPEC, "strategy");
        if (!STRATEGIES.contains(strategy)) {
            errors.invalid("spec.strategy", strategy, "must be one of " + String.join(", ", STRATEGIES));
        }
        String image = object.text(SPEC, "image");
        if (!image.isEmpty() && (image.length() > LONGEST_IMAGE || !IMAGE.matcher(image).matches())) {
            errors.invalid("spec.image", image, "must be the name of a repository below the tenant's, such as shop or team/shop");
        }
        arguments(object.at(SPEC, "arguments"), errors);
        for (String kind : List.of("maven", "npm", "python", "proxy")) {
            String url = object.text(SPEC, "repositories", kind);
            if (!url.isEmpty() && (url.length() > LONGEST_URL || !REPOSITORY.matcher(url).matches())) {
                errors.invalid("spec.repositories." + kind, url, "must begin with https:// or http:// and a host, without user and password");
            }
        }
        if (object.has(SPEC, "cache") && !OBJECT.matcher(object.text(SPEC, "cache", "claim")).matches()) {
            errors.invalid("spec.cache.claim", object.at(SPEC, "cache", "claim"), "must be the name of a PersistentVolumeClaim of the same namespace");
        }
        long seconds = object.at(SPEC, "timeoutSeconds").asLong();
        if (seconds < SHORTEST || seconds > LONGEST) {
            errors.invalid("spec.timeoutSeconds", object.at(SPEC, "timeoutSeconds"), "must be from %d to %d".formatted(SHORTEST, LONGEST));
        }
        return errors.found();
    }

    private static void arguments(JsonNode arguments, Errors errors) {
        if (arguments.size() > MOST_ARGUMENTS) {
            errors.invalid("spec.arguments", arguments.size(), "must be no more than %d".formatted(MOST_ARGUMENTS));
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.path(i).path("name").asText();
            if (!ARGUMENT.matcher(name).matches() || !names.add(name)) {
                errors.invalid("spec.arguments[%d].name".formatted(i), name, "must be a name as variables have it, and no other argument's");
            }
            int length = arguments.path(i).path("value").asText().length();
            if (length > LONGEST_ARGUMENT) {
                errors.invalid("spec.arguments[%d].value".formatted(i), "%d characters".formatted(length), "must be no more than %d characters".formatted(
                        LONGEST_ARGUMENT));
            }
        }
    }

    private static void git(JsonNode git, Errors errors) {
        String url = git.path("url").asText();
        if (url.length() > LONGEST_URL || !URL.matcher(url).matches()) {
            errors.invalid("spec.source.git.url", url, "must begin with https:// or http:// and a host, without user and password");
        }
        String revision = git.path("revision").asText();
        if (!revision.isEmpty() && (!REVISION.matcher(revision).matches() || revision.contains(".."))) {
            errors.invalid("spec.source.git.revision", revision, "must be a branch, a tag or a commit");
        }
        path("spec.source.git.path", git.path("path").asText(), errors);
    }

    private static void archive(JsonNode archive, Errors errors) {
        if (archive.has("configMap") == archive.has("claim")) {
            errors.required("spec.source.archive", "exactly one of configMap and claim");
        }
        for (String field : List.of("configMap", "claim")) {
            if (archive.has(field) && !OBJECT.matcher(archive.path(field).asText()).matches()) {
                errors.invalid("spec.source.archive." + field, archive.path(field), "must be the name of an object of the same namespace");
            }
        }
        path("spec.source.archive.path", archive.path("path").asText(), errors);
    }

    private static void path(String field, String path, Errors errors) {
        if (!path.isEmpty() && (!PATH.matcher(path).matches() || path.startsWith("/") || List.of(path.split("/")).contains(".."))) {
            errors.invalid(field, path, "must be a directory below the source's root, such as app/site");
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at(SPEC), stored.at(SPEC));
        return errors.found();
    }
}
