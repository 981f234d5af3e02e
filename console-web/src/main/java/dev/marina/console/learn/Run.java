package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A learner's run of a lab, as it is now.
///
/// @param phase `Starting`, `Running`, `Resetting`, `Passed`, `Finished` or `Refused`
/// @param message where something has to be said
/// @param resets how many were carried out
/// @param taken ids of the hints that were taken
record Run(String name, String lab, String phase, Said message, String namespace, Optional<Instant> started, int resets, boolean finished, Score score,
        List<Goal> goals, List<String> taken, List<Hint> hints, List<Prediction> predictions, List<Fault> faults) {

    record Score(int points, int of, int hints) {}

    /// @param sees what is there now
    /// @param metAfter when it is met if it holds until then
    record Goal(String id, Said title, String step, State state, Said sees, int points, int earned, Optional<Instant> metAfter) {}

    /// @param price in points
    record Hint(String id, String goal, int price, boolean taken, Said text) {}

    record Prediction(String id, Said ask, boolean number, List<Choice> choices, String state, String answer, String truth, Said because) {}

    record Choice(String id, Said text) {}

    /// Something that the lab did to the cluster.
    record Fault(Instant at, Said did) {}

    enum State {
        UNMET, HOLDING, MET, REGRESSED, FLAPPING;

        static State of(String text) {
            return switch (text) {
                case "holding" -> HOLDING;
                case "met" -> MET;
                case "regressed" -> REGRESSED;
                case "flapping" -> FLAPPING;
                default -> UNMET;
            };
        }

        String css() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Run of(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        JsonNode score = status.path("score");
        return new Run(object.path("metadata").path("name").asText(), spec.path("lab").asText(), status.path("phase").asText("Starting"),
                Said.of(status.path("message")), status.path("namespace").asText(), time(status.path("startedAt")),
                Math.max(status.path("reset").path("number").asInt(), spec.path("reset").path("number").asInt()), spec.path("finished").asBoolean(),
                new Score(score.path("points").asInt(), score.path("of").asInt(), score.path("hints").asInt()),
                status.path("goals").valueStream().map(Run::goal).toList(), spec.path("hints").valueStream().map(JsonNode::asText).toList(),
                status.path("hints").valueStream().map(Run::hint).toList(), status.path("predictions").valueStream().map(Run::prediction).toList(),
                status.path("faults").valueStream().map(fault -> new Fault(time(fault.path("at")).orElse(Instant.EPOCH), Said.of(fault.path("did")))).toList());
    }

    private static Goal goal(JsonNode goal) {
        return new Goal(goal.path("id").asText(), Said.of(goal.path("title")), goal.path("step").asText(), State.of(goal.path("state").asText()),
                Said.of(goal.path("sees")), goal.path("points").asInt(), goal.path("earned").asInt(), time(goal.path("metAfter")));
    }

    private static Hint hint(JsonNode hint) {
        return new Hint(hint.path("id").asText(), hint.path("goal").asText(), hint.path("price").asInt(), hint.path("state").asText().equals("taken"),
                Said.of(hint.path("text")));
    }

    private static Prediction prediction(JsonNode asked) {
        return new Prediction(asked.path("id").asText(), Said.of(asked.path("ask")), asked.path("kind").asText().equals("number"),
                asked.path("choices").valueStream().map(choice -> new Choice(choice.path("id").asText(), Said.of(choice.path("text")))).toList(),
                asked.path("state").asText(), asked.path("answer").asText(), asked.path("truth").asText(), Said.of(asked.path("because")));
    }

    private static Optional<Instant> time(JsonNode time) {
        return time.isTextual() ? Optional.of(Instant.parse(time.asText())) : Optional.empty();
    }

    boolean over() {
        return phase.equals("Passed") || phase.equals("Finished");
    }

    long met() {
        return goals.stream().filter(goal -> goal.state() == State.MET).count();
    }
}
