package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/// Field numbers, names and kinds of every message, as the build read them from the release's descriptors.
final class WireForms {

    private static final String RESOURCE = "/dev/marina/schemas/wire.json";
    private static final Map<String, Map<Integer, Field>> MESSAGES = read();

    private WireForms() {}

    /// @param kind of protobuf: string, bytes, bool, int32, int64, double, message …
    /// @param message the message's name, or ""
    record Field(String name, String kind, String message, Shape shape) {}

    enum Shape {
        SINGLE, REPEATED, MAP, INLINE
    }

    static boolean known(String message) {
        return MESSAGES.containsKey(message);
    }

    static Map<Integer, Field> fields(String message) {
        Map<Integer, Field> fields = MESSAGES.get(message);
        if (fields == null) {
            throw new IllegalStateException("no message is named " + message);
        }
        return fields;
    }

    private static Map<String, Map<Integer, Field>> read() {
        try (InputStream in = WireForms.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource %s is not on the class path".formatted(RESOURCE));
            }
            Map<String, Map<Integer, Field>> messages = new HashMap<>();
            for (Map.Entry<String, JsonNode> message : Document.mapper().readTree(in).properties()) {
                Map<Integer, Field> fields = new HashMap<>();
                message.getValue().properties().forEach(entry -> fields.put(Integer.valueOf(entry.getKey()), field(entry.getValue())));
                messages.put(message.getKey(), Map.copyOf(fields));
            }
            return Map.copyOf(messages);
        } catch (IOException e) {
            throw new UncheckedIOException("resource %s cannot be read".formatted(RESOURCE), e);
        }
    }

    private static Field field(JsonNode entry) {
        Shape shape = switch (entry.path(3).asText()) {
            case "repeated" -> Shape.REPEATED;
            case "map" -> Shape.MAP;
            case "inline" -> Shape.INLINE;
            default -> Shape.SINGLE;
        };
        return new Field(entry.path(0).asText(), entry.path(1).asText(), entry.path(2).asText(), shape);
    }
}
