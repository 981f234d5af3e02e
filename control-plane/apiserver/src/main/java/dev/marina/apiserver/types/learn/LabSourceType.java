package dev.marina.apiserver.types.learn;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.regex.Pattern;

/// Labs that a cluster's own people bring: an archive, or where one is fetched from. What is found in it is its status.
public final class LabSourceType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(LabType.GROUP, "v1", "LabSource", "labsources").clusterScoped()
            .named(NameRule.DNS_LABEL).strategy(new LabSourceType()).status()
            .columns(name(), Columns.number("Labs", object -> (long) object.at("status", "labs").size()),
                    Columns.number("Problems", object -> (long) object.at("status", "problems").size()),
                    Columns.text("Revision", object -> object.text("status", "fetched", "revision")),
                    Columns.text("Message", object -> object.text("status", "message")), age(),
                    Columns.wide("Digest", object -> object.text("status", "digest")))
            .build();

    /// A lab's id begins with it, and a run may be called as its lab.
    private static final int LONGEST_NAME = 17;
    /// 256 KiB in Base64.
    private static final int LONGEST_ARCHIVE = 349_528;
    private static final String SPEC = "spec";
    private static final String ARCHIVE = "archive";
    private static final String GIT = "git";
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/\\S*)?");
    private static final int LONGEST_URL = 2000;
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._ /-]{1,500}");

    /// What is found in it is written by admission, with the change that brings it; whatever else stood there is taken out there.
    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted;
    }

    @Override
    public Document prepareAdmitted(Document admitted, Document stored) {
        return admitted;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.name().length() > LONGEST_NAME || object.name().contains("--")) {
            errors.invalid("metadata.name", object.name(),
                    "must be no more than %d characters, without two hyphens side by side: the ids of its labs begin with it".formatted(LONGEST_NAME));
        }
        if (object.has(SPEC, ARCHIVE) == object.has(SPEC, GIT)) {
            errors.required(SPEC, "exactly one of archive and git");
        }
        if (object.text(SPEC, ARCHIVE).length() > LONGEST_ARCHIVE) {
            errors.tooLong("spec.archive", LONGEST_ARCHIVE);
        }
        if (object.has(SPEC, GIT)) {
            git(object.at(SPEC, GIT), errors);
        }
        errors.notNegative("spec.fetches", object.at(SPEC, "fetches"));
        return errors.found();
    }

    private static void git(JsonNode git, Errors errors) {
        String url = git.path("url").asText();
        if (url.length() > LONGEST_URL || !URL.matcher(url).matches()) {
            errors.invalid("spec.git.url", url, "must begin with https:// or http:// and a host, without user and password");
        }
        String revision = git.path("revision").asText();
        if (!revision.isEmpty() && (!REVISION.matcher(revision).matches() || revision.contains(".."))) {
            errors.invalid("spec.git.revision", revision, "must be a branch, a tag or a commit");
        }
        String path = git.path("path").asText();
        if (!path.isEmpty() && (!PATH.matcher(path).matches() || path.startsWith("/") || List.of(path.split("/")).contains(".."))) {
            errors.invalid("spec.git.path", path, "must be a directory below the repository's root, such as course/labs");
        }
    }

    /// Whether it is worth while to look into it: what is larger than it may be, or two things at once, is refused unread.
    public static boolean shapely(Document object) {
        return object.text(SPEC, ARCHIVE).length() <= LONGEST_ARCHIVE && object.has(SPEC, ARCHIVE) != object.has(SPEC, GIT);
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        if (object.at(SPEC, "fetches").asLong() < stored.at(SPEC, "fetches").asLong()) {
            errors.invalid("spec.fetches", object.at(SPEC, "fetches"), "only grows");
        }
        return errors.found();
    }
}
