package dev.marina.console.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import java.util.List;

/// What a cluster says is wrong in it.
///
/// @param complete whether everything was looked at and told
record Diagnosed(List<Finding> findings, boolean complete) {

    static final String PATH = "/debug/diagnosis";

    /// @param reason in a word
    /// @param severity Critical, Warning or Notice
    /// @param upgrade whether it stands in the way of new nodes or another version
    record Finding(String reason, String severity, String message, String remedy, boolean upgrade, ObjectAddress object) {}

    static Diagnosed of(JsonNode answer) {
        return new Diagnosed(answer.path("findings").valueStream().map(each -> new Finding(each.path("reason").asText(), each.path("severity").asText(),
                each.path("message").asText(), each.path("remedy").asText(), each.path("upgrade").asBoolean(), ObjectAddress.of(each.path("object")))).toList(),
                answer.path("complete").asBoolean());
    }

    List<Finding> of(String severity) {
        return findings.stream().filter(each -> each.severity().equals(severity)).toList();
    }

    long inTheWay() {
        return findings.stream().filter(Finding::upgrade).count();
    }
}
