package dev.marina.apiserver.types.applications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// What makes an application valid that is a chart or a folder: it says where that lies, and all else stands there.
final class SourceRules {

    private static final Pattern GIT = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/\\S*)?");
    private static final Pattern CHART = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+/\\S+");
    /// A version is needed: what is newest nobody would see.
    private static final Pattern OCI = Pattern.compile("oci://[A-Za-z0-9.\\[\\]:-]+(/[a-z0-9]+([._-]+[a-z0-9]+)*)+"
            + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?@sha256:[0-9a-f]{64})");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._ /-]{1,500}");
    private static final int LONGEST_URL = 2000;
    private static final int LONGEST_HOOK = 86_400;
    private static final int MOST_VALUES = 64 << 10;
    private static final List<String> OTHERS = List.of("image", "build", "port", "replicas", "autoscaling", "env", "addOns", "command", "args", "resources",
            "health", "volumes", "internal", "hosts", "schedule");

    private SourceRules() {}

    static List<FieldError> check(JsonNode spec) {
        Errors errors = new Errors();
        JsonNode source = spec.path("source");
        OTHERS.stream().filter(spec::hasNonNull).forEach(other -> errors.forbidden("spec." + other, "may not be specified together with source"));
        if (source.hasNonNull("git") == source.hasNonNull("chart")) {
            errors.required("spec.source", "exactly one of git and chart");
        } else if (source.hasNonNull("git")) {
            git(source.path("git"), errors);
        } else {
            String chart = source.path("chart").asText();
            if (chart.length() > LONGEST_URL || !CHART.matcher(chart).matches() && !OCI.matcher(chart).matches()) {
                errors.invalid("spec.source.chart", chart,
                        "must be https:// of a chart's archive, or oci://registry/chart:version, without user and password");
            }
        }
        if (source.path("values").asText().getBytes(StandardCharsets.UTF_8).length > MOST_VALUES) {
            errors.tooLong("spec.source.values", MOST_VALUES);
        }
        errors.notNegative("spec.source.fetches", source.path("fetches"));
        JsonNode timeout = spec.path("sync").path("hookTimeoutSeconds");
        if (timeout.isNumber() && (timeout.asLong() < 1 || timeout.asLong() > LONGEST_HOOK)) {
            errors.invalid("spec.sync.hookTimeoutSeconds", timeout.asLong(), "must be from 1 to %d, a day".formatted(LONGEST_HOOK));
        }
        if (spec.hasNonNull("rollbackTo") && spec.path("rollbackTo").asLong() < 1) {
            errors.invalid("spec.rollbackTo", spec.path("rollbackTo").asLong(), "must be the number of a revision");
        }
        return errors.found();
    }

    private static void git(JsonNode git, Errors errors) {
        String url = git.path("url").asText();
        if (url.length() > LONGEST_URL || !GIT.matcher(url).matches()) {
            errors.invalid("spec.source.git.url", url, "must begin with https:// or http:// and a host, without user and password");
        }
        String revision = git.path("revision").asText();
        if (!revision.isEmpty() && (!REVISION.matcher(revision).matches() || revision.contains(".."))) {
            errors.invalid("spec.source.git.revision", revision, "must be a branch, a tag or a commit");
        }
        String path = git.path("path").asText();
        if (!path.isEmpty() && (!PATH.matcher(path).matches() || path.startsWith("/") || List.of(path.split("/")).contains(".."))) {
            errors.invalid("spec.source.git.path", path, "must be a directory below the repository's root, such as charts/shop");
        }
    }
}
