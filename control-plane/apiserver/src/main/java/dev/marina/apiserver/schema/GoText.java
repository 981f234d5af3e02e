package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Values as Go's `fmt` prints them into messages.
final class GoText {

    private GoText() {}

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> {
            switch (character) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(character);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(character < ' ' || character == 0x7f ? "\\x%02x".formatted(character) : Character.toString(character));
            }
        });
        return quoted.append('"').toString();
    }

    /// `map[a:1 b:[x y]]`, sorted by name.
    static String printed(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> object.properties().stream().sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + ":" + printed(entry.getValue())).collect(Collectors.joining(" ", "map[", "]"));
            case JsonNode list when list.isArray() -> StreamSupport.stream(list.spliterator(), false).map(GoText::printed)
                    .collect(Collectors.joining(" ", "[", "]"));
            case JsonNode nothing when nothing.isNull() -> "<nil>";
            default -> value.asText();
        };
    }
}
