package dev.marina.labs.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.labs.content.Texts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All that is kept of a goal between two gradings: it is part of the run's status, so that whoever grades next goes on where this one was.
///
/// @param since when it took its state
/// @param trueSince since when what it asks for has been there without a break
/// @param everMet whether it has been met
/// @param progress how many of the things that are to happen have happened
/// @param brokenAt when something was otherwise that never should have been
/// @param flips when it was met or lost lately
public record GoalRecord(State state, Instant since, Optional<Instant> trueSince, boolean everMet, int progress, Optional<Instant> brokenAt, Texts brokenSees,
        List<Instant> flips) {

    public enum State {
        UNMET, HOLDING, MET, REGRESSED, FLAPPING;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static GoalRecord fresh(Instant now) {
        return new GoalRecord(State.UNMET, now, Optional.empty(), false, 0, Optional.empty(), Texts.NONE, List.of());
    }

    static GoalRecord read(JsonNode goal, Instant now) {
        if (!goal.has("state")) {
            return fresh(now);
        }
        return new GoalRecord(State.valueOf(goal.path("state").asText().toUpperCase(Locale.ROOT)), time(goal, "since").orElse(now), time(goal, "trueSince"),
                goal.path("everMet").asBoolean(), goal.path("progress").asInt(), time(goal, "brokenAt"), Texts.of(goal.path("brokenSees")),
                goal.path("flips").valueStream().map(flip -> Instant.parse(flip.asText())).toList());
    }

    void write(ObjectNode goal) {
        goal.put("state", state.wire()).put("since", text(since));
        trueSince.ifPresent(time -> goal.put("trueSince", text(time)));
        if (everMet) {
            goal.put("everMet", true);
        }
        if (progress > 0) {
            goal.put("progress", progress);
        }
        brokenAt.ifPresent(time -> goal.put("brokenAt", text(time)).set("brokenSees", brokenSees.json()));
        if (!flips.isEmpty()) {
            ArrayNode array = goal.putArray("flips");
            flips.forEach(flip -> array.add(flip.truncatedTo(ChronoUnit.MILLIS).toString()));
        }
    }

    private static Optional<Instant> time(JsonNode goal, String field) {
        return goal.hasNonNull(field) ? Optional.of(Instant.parse(goal.path(field).asText())) : Optional.empty();
    }

    /// As objects have their times.
    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    boolean met() {
        return state == State.MET;
    }
}
