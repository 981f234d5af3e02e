package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// What a repository and a folder of it say of a build, and of the application that its image becomes.
///
/// @param source where the files are; it has no values
public record BuildProposal(SourceProposal source) {

    private static final int RADIX = 36;
    /// Of seconds: two years of them.
    private static final int DIGITS = 5;
    private static final int LONGEST = 50;

    public static BuildProposal of(String repository, String folder) {
        return new BuildProposal(new SourceProposal(repository, folder, ""));
    }

    /// By the folder, or by the repository; "" where nothing is said yet.
    public String name() {
        return source.name();
    }

    /// A build happens once: each has a name of its own.
    ///
    /// @param now by which they differ
    public static String buildName(String application, Instant now) {
        String digits = Long.toString(now.getEpochSecond(), RADIX);
        // What its pod adds has room behind it.
        return application.substring(0, Math.min(application.length(), LONGEST)) + "-" + digits.substring(digits.length() - DIGITS);
    }

    public ObjectNode build(String namespace, String application, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", ApplicationRequests.GROUP + "/v1").put("kind", "Build");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = object.putObject("spec");
        spec.set("source", source.source());
        spec.put("image", application);
        return object;
    }

    /// The same as an earlier one, of the source as it is now. What is built stays of that image.
    ///
    /// @param revision of a Git repository; "" for what it takes by itself
    public static ObjectNode again(JsonNode former, String name, String revision) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", ApplicationRequests.GROUP + "/v1").put("kind", "Build");
        object.putObject("metadata").put("name", name).put("namespace", former.at("/metadata/namespace").asText());
        ObjectNode spec = former.path("spec").deepCopy();
        object.set("spec", spec);
        if (!spec.has("image")) {
            spec.put("image", former.at("/metadata/name").asText());
        }
        if (spec.at("/source/git") instanceof ObjectNode git) {
            git.remove("revision");
            if (!revision.isBlank()) {
                git.put("revision", revision.strip());
            }
        }
        return object;
    }

    /// @param port 0: none
    public static ObjectNode application(String namespace, String name, String build, int port) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", ApplicationRequests.GROUP + "/v1").put("kind", "Application");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = object.putObject("spec");
        spec.putObject("build").put("name", build);
        if (port > 0) {
            spec.put("port", port);
        }
        return object;
    }
}
