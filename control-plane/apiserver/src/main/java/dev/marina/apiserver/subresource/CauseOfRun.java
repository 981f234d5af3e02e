package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a learner's cluster shows of a goal, without the names and numbers of this one run: two learners who are stuck for the same reason show the same.
///
/// @param values of the run
record CauseOfRun(JsonNode values) {

    /// @param sees of a goal, in one language
    String of(String sees) {
        String alike = sees;
        List<Map.Entry<String, JsonNode>> longestFirst = values.properties().stream().filter(value -> !value.getValue().asText().isEmpty())
                .sorted(Comparator.comparingInt((Map.Entry<String, JsonNode> value) -> value.getValue().asText().length()).reversed()
                        .thenComparing(Map.Entry::getKey))
                .toList();
        for (Map.Entry<String, JsonNode> value : longestFirst) {
            alike = Pattern.compile("(?<![\\p{Alnum}{])" + Pattern.quote(value.getValue().asText()) + "(?![\\p{Alnum}}])").matcher(alike)
                    .replaceAll(Matcher.quoteReplacement("{" + value.getKey() + "}"));
        }
        return alike;
    }
}
