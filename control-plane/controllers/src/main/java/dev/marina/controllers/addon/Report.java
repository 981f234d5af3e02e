package dev.marina.controllers.addon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.AddOn;
import java.util.List;
import java.util.Optional;

/// What a job wrote last: one line of JSON. A tenant's pod wrote it, so nothing is taken from it but what has the form that it should have.
///
/// @param version of the server
/// @param backups that are on the claim, newest first; empty where the job did not see them
record Report(String version, Optional<List<AddOn.Backup>> backups) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BACKUPS = 100;
    private static final String NAME = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    /// Empty for what is no report.
    static Optional<Report> of(String message) {
        try {
            JsonNode report = JSON.readTree(message == null ? "" : message);
            String version = report.path("version").asText();
            return report.isObject() && version.matches("[0-9][0-9A-Za-z.~+-]{0,39}")
                    ? Optional.of(new Report(version, Optional.of(report.path("backups")).filter(JsonNode::isArray).map(Report::backups)))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static List<AddOn.Backup> backups(JsonNode list) {
        return Progress.newestFirst(list.valueStream().limit(MOST_BACKUPS)
                .filter(each -> each.path("name").asText().matches(NAME) && each.path("at").asText().matches(TIME) && each.path("bytes").asLong(-1) >= 0)
                .map(each -> new AddOn.Backup(each.path("name").asText(), AddOn.Backup.CHECKED, each.path("at").asText(), each.path("bytes").asLong(),
                        each.path("objects").asLong(), null))
                .toList());
    }
}
