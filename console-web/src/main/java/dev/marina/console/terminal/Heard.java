package dev.marina.console.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/// What a browser tells beside what is typed.
sealed interface Heard {

    /// So many bytes of the output, since the command began, have been shown.
    record Shown(long number) implements Heard {}

    record Size(int columns, int rows) implements Heard {}

    ObjectMapper JSON = new ObjectMapper();
    int MOST_CELLS = 1000;

    /// Empty for what is neither.
    static Optional<Heard> of(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.path("shown").canConvertToLong() && json.path("shown").isIntegralNumber()) {
                return Optional.of(new Shown(json.path("shown").longValue()));
            }
            int columns = json.path("columns").asInt(0);
            int rows = json.path("rows").asInt(0);
            return columns < 1 || rows < 1 || columns > MOST_CELLS || rows > MOST_CELLS ? Optional.empty() : Optional.of(new Size(columns, rows));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
