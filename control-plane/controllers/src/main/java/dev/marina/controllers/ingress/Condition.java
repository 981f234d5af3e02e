package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;

/// A condition of an object of Gateway API, with one of the specification's types and reasons.
record Condition(String type, boolean holds, String reason, String message) {

    private static final int LONGEST = 1_024;

    /// Writes them; the time of one that says what it said stays.
    ///
    /// @param before those of the object as it is
    static void write(ArrayNode to, List<Condition> conditions, JsonNode before, long generation, String now) {
        for (Condition condition : conditions) {
            String status = condition.holds ? "True" : "False";
            String since = before.valueStream().filter(each -> each.path("type").asText().equals(condition.type) && each.path("status").asText().equals(status))
                    .map(each -> each.path("lastTransitionTime").asText()).filter(text -> !text.isEmpty()).findFirst().orElse(now);
            to.addObject().put("type", condition.type).put("status", status).put("reason", condition.reason)
                    .put("message", condition.message.length() > LONGEST ? condition.message.substring(0, LONGEST) : condition.message)
                    .put("observedGeneration", (int) generation).put("lastTransitionTime", since);
        }
    }
}
