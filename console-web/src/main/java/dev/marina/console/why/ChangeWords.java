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

    /// What the cluster proposes as a patch, by its word: the text `why.remedy.<change>`.
    static final Map<String, List<String>> PROPOSED = Map.ofEntries(Map.entry("selectorValue", List.of("key", "from", "to", "pods", "ready")),
            Map.entry("selectorKey", List.of("from", "to", "value", "pods", "ready")), Map.entry("selectorLess", List.of("key", "value", "pods", "ready")),
            Map.entry("targetPort", List.of("from", "to")), Map.entry("probePort", List.of("from", "to")), Map.entry("goOn", List.of()),
            Map.entry("schedulingGates", List.of()),
            Map.entry("finalizer", List.of("finalizer")), Map.entry("referenceKey", List.of("what", "from", "to")),
            Map.entry("referenceName", List.of("what", "to")), Map.entry("optional", List.of("what")));

    private ChangeWords() {}

    static String proposed(JsonNode remedy, Texts texts) {
        String change = remedy.path("change").asText();
        List<String> fields = PROPOSED.get(change);
        return fields == null
                ? texts.text("why.change.other", change, remedy.path("message").asText())
                : texts.text("why.remedy." + change, fields.stream().map(field -> Wait.text(remedy.path(field))).toArray());
    }

    static String say(JsonNode change, Texts texts) {
        String constraint = change.path("constraint").asText();
        List<String> fields = FIELDS.get(constraint);
        return fields == null
                ? texts.text("why.change.other", constraint, change.path("change").asText())
                : texts.text("why.change." + constraint, fields.stream().map(field -> Wait.text(change.path(field))).toArray());
    }
}
