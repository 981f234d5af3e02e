package dev.marina.apiserver.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.Optional;

/// What an object's status says of it.
final class Conditions {

    private static final int LONGEST = 300;

    private Conditions() {}

    static Optional<JsonNode> find(Document object, String type) {
        return object.at("status", "conditions").valueStream().filter(each -> each.path("type").asText().equals(type)).findFirst();
    }

    /// Reason and message, as far as they are of a length that somebody reads.
    static String words(JsonNode condition) {
        return cut("%s: %s".formatted(condition.path("reason").asText("no reason"), condition.path("message").asText("no message")));
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
