package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.why.Reasons.Texts;
import java.util.List;
import java.util.Map;

/// A change that would help, in words: the text `why.change.<constraint>` and the fields that fill it.
final class ChangeWords {

    static final Map<String, List<String>> FIELDS = Map.of(
            "nodeSelector", List.of("key", "value"), "nodeAffinity", List.of(), "podAffinity", List.of(), "podAntiAffinity", List.of(),
            "topologySpreadConstraints", List.of("topologyKey"), "hostPort", List.of("container", "hostPort"), "volumes", List.of("volume", "claim"),
            "tolerations", List.of("key", "effect"), "requests", List.of("resource", "from", "to"), "unschedulable", List.of("onNodes"));

    private ChangeWords() {}

    static String say(JsonNode change, Texts texts) {
        String constraint = change.path("constraint").asText();
        List<String> fields = FIELDS.get(constraint);
        return fields == null
                ? texts.text("why.change.other", constraint, change.path("change").asText())
                : texts.text("why.change." + constraint, fields.stream().map(field -> Wait.text(change.path(field))).toArray());
    }
}
