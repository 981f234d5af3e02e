package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Where labs of a cluster's own people come from, and what was found there.
///
/// @param git the repository's URL; "" for an archive
/// @param revision the commit that was fetched; "" for none
/// @param message what has to be said of the fetching
record LabSource(String name, String git, long fetches, String revision, String message, List<Brought> labs, List<Problem> problems) {

    record Brought(String id, Said title) {}

    /// @param line 0 where it is not known
    record Problem(String file, int line, String field, String message) {

        /// As compilers say it, so that editors find it.
        String place() {
            return (line == 0 ? file : file + ":" + line) + (field.isEmpty() ? "" : " " + field);
        }
    }

    static LabSource of(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        return new LabSource(object.path("metadata").path("name").asText(), spec.path("git").path("url").asText(""), spec.path("fetches").asLong(),
                status.path("fetched").path("revision").asText(""), status.path("message").asText(""),
                status.path("labs").valueStream().map(lab -> new Brought(lab.path("id").asText(), Said.of(lab.path("title")))).toList(),
                status.path("problems").valueStream().map(problem -> new Problem(problem.path("file").asText(), problem.path("line").asInt(),
                        problem.path("field").asText(""), problem.path("message").asText())).toList());
    }
}
