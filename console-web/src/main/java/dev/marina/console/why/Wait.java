package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Something that an object waits for, as data.
public record Wait(JsonNode data) {

    public String reason() {
        return data.path("reason").asText();
    }

    /// The server's own words, in English; shown as what was said, never read.
    public String message() {
        return data.path("message").asText();
    }

    /// A field in a line.
    String field(String name) {
        return text(data.path(name));
    }

    public static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(each -> parts.add(each.path("name").isTextual() ? each.path("name").asText() : text(each)));
            return String.join(", ", parts);
        }
        if (value.isObject()) {
            return String.join(", ", value.properties().stream().map(entry -> entry.getKey() + "=" + text(entry.getValue())).toList());
        }
        return value.asText();
    }
}
