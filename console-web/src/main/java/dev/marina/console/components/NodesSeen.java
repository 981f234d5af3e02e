package dev.marina.console.components;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// How many nodes say that a part of them rests, as they say it themselves.
///
/// @param resting by the part's name
record NodesSeen(int nodes, Map<String, Integer> resting) {

    static final NodesSeen NONE = new NodesSeen(0, Map.of());

    /// @param list of nodes, as the API has them
    static NodesSeen of(JsonNode list) {
        return new NodesSeen(list.path("items").size(), Map.of("dns", count(list, "DNSAnswers"), "service-proxy", count(list, "ServicesProgrammed")));
    }

    private static int count(JsonNode list, String condition) {
        return (int) list.path("items").valueStream().filter(node -> node.path("status").path("conditions").valueStream()
                .anyMatch(each -> each.path("type").asText().equals(condition) && each.path("status").asText().equals("False"))).count();
    }
}
