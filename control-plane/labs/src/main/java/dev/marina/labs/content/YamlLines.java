package dev.marina.labs.content;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// In which line of a file a field stands.
record YamlLines(Map<String, Integer> byField) {

    static final YamlLines UNKNOWN = new YamlLines(Map.of());

    private static final YAMLFactory YAML = new YAMLFactory();

    static YamlLines of(String text) {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                object(parser, "", lines);
            }
        } catch (IOException e) {
            // whoever reads it says what is wrong; as far as it could be read the lines are right
            return new YamlLines(Map.copyOf(lines));
        }
        return new YamlLines(Map.copyOf(lines));
    }

    private static void object(JsonParser parser, String field, Map<String, Integer> lines) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = field.isEmpty() ? parser.currentName() : field + "." + parser.currentName();
            lines.putIfAbsent(name, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            value(parser, name, lines);
        }
    }

    private static void value(JsonParser parser, String field, Map<String, Integer> lines) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            object(parser, field, lines);
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null; i++) {
                String item = "%s[%d]".formatted(field, i);
                lines.putIfAbsent(item, parser.currentTokenLocation().getLineNr());
                value(parser, item, lines);
            }
        }
    }

    /// Of the field, or of what it is missing in; 0 where that is not known.
    int line(String field) {
        String name = field;
        while (!name.isEmpty()) {
            Integer line = byField.get(name);
            if (line != null) {
                return line;
            }
            name = name.substring(0, Math.max(0, Math.max(name.lastIndexOf('.'), name.lastIndexOf('['))));
        }
        return 0;
    }
}
