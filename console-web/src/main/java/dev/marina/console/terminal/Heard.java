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

    /// How the page's screen is, as text that draws it.
    ///
    /// @param number as it was asked for
    /// @param at so many bytes of the output are in it
    record Screen(long number, long at, String text) implements Heard {}

    ObjectMapper JSON = new ObjectMapper();
    int MOST_CELLS = 1000;

    /// Empty for what is none of them.
    static Optional<Heard> of(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.path("shown").canConvertToLong() && json.path("shown").isIntegralNumber()) {
                return Optional.of(new Shown(json.path("shown").longValue()));
            }
            if (json.path("screen").canConvertToLong() && json.path("at").canConvertToLong() && json.path("text").isTextual()) {
                return Optional.of(new Screen(json.path("screen").longValue(), json.path("at").longValue(), json.path("text").textValue()));
            }
            int columns = json.path("columns").asInt(0);
            int rows = json.path("rows").asInt(0);
            return columns < 1 || rows < 1 || columns > MOST_CELLS || rows > MOST_CELLS ? Optional.empty() : Optional.of(new Size(columns, rows));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
