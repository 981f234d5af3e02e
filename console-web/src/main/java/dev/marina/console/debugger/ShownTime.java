package dev.marina.console.debugger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.kube.Permission;
import java.time.Duration;
import java.time.Instant;

/// What a cluster's clock shows, and how it goes.
///
/// @param since when it began to go so, by real time
/// @param shown what it showed then
/// @param speedPercent of real time
/// @param advancedSeconds how far it has been moved ahead altogether
record ShownTime(Instant since, Instant shown, int speedPercent, long advancedSeconds) {

    static final String CLOCK = "/apis/marina.dev/v1/clocks/cluster";
    static final Permission CHANGING = new Permission("patch", "marina.dev", "clocks", "", "");

    /// @param now by real time; what a clock shows that nobody has touched
    static ShownTime of(JsonNode clock, Instant now) {
        JsonNode status = clock.path("status");
        JsonNode spec = clock.path("spec");
        return status.path("since").isTextual() && status.path("shown").isTextual()
                ? new ShownTime(Instant.parse(status.path("since").asText()), Instant.parse(status.path("shown").asText()),
                        spec.path("speedPercent").asInt(100),
                        spec.path("advancedSeconds").asLong())
                : new ShownTime(now, now, spec.path("speedPercent").asInt(100), spec.path("advancedSeconds").asLong());
    }

    Instant at(Instant now) {
        return shown.plus(Duration.between(since, now).multipliedBy(speedPercent).dividedBy(100));
    }

    static String speed(int percent) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("spec").put("speedPercent", percent);
        return root.toString();
    }

    /// It only grows: what is asked for is the sum.
    String ahead(Duration more) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("spec").put("advancedSeconds", advancedSeconds + more.toSeconds());
        return root.toString();
    }
}
