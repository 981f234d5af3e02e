package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.kube.Tone;
import dev.marina.console.why.Reasons.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a state is said and which colour it has.
final class StateWords {

    /// Numbers of a state and the texts that they fill.
    private static final List<String> COUNTS = List.of("replicas", "readyReplicas", "desiredNumberScheduled", "numberReady", "completions", "active",
            "succeeded",
            "failed", "endpoints", "minAvailable", "maxUnavailable", "currentHealthy", "disruptionsAllowed");

    private StateWords() {}

    static String say(Optional<JsonNode> state, Texts texts) {
        if (state.isEmpty()) {
            return texts.text("worlds.state.none");
        }
        JsonNode its = state.get();
        List<String> parts = new ArrayList<>();
        if (its.has("phase")) {
            parts.add(its.path("phase").asText());
        }
        if (its.has("reason")) {
            parts.add(its.path("reason").asText());
        }
        if (its.has("ready")) {
            parts.add(texts.text(ready(its) ? "worlds.state.ready" : "worlds.state.not-ready"));
        }
        if (its.has("node")) {
            parts.add(texts.text("worlds.state.node", its.path("node").asText()));
        }
        COUNTS.stream().filter(its::has)
                .forEach(field -> parts.add(texts.text("worlds.state." + field.toLowerCase(java.util.Locale.ROOT), its.path(field).asText())));
        if (its.path("unschedulable").asBoolean()) {
            parts.add(texts.text("worlds.state.unschedulable"));
        }
        if (its.path("ending").asBoolean()) {
            parts.add(texts.text("worlds.state.ending"));
        }
        return parts.isEmpty() ? texts.text("worlds.state.there") : String.join(", ", parts);
    }

    private static boolean ready(JsonNode state) {
        return state.path("ready").asText().equals("True");
    }

    /// Of a pod.
    static Tone tone(JsonNode state) {
        if (state.path("ending").asBoolean()) {
            return Tone.QUIET;
        }
        if (state.has("reason") || state.path("phase").asText().equals("Failed")) {
            return Tone.BAD;
        }
        return ready(state) || state.path("phase").asText().equals("Succeeded") ? Tone.GOOD : Tone.BUSY;
    }
}
