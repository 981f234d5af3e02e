package dev.marina.apiserver.http;

import dev.marina.api.StatusException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The query of a request, decoded.
///
/// @param raw as it was sent
public record Query(Map<String, List<String>> parameters, String raw) {

    public static final Query NONE = new Query(Map.of(), "");

    public static Query parse(String raw) {
        if (raw == null || raw.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            try {
                parameters.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), _ -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw StatusException.badRequest("the query parameter %s cannot be decoded".formatted(name));
            }
        }
        return new Query(parameters, raw);
    }

    /// The first value, or "".
    public String text(String name) {
        List<String> values = parameters.get(name);
        return values == null ? "" : values.getFirst();
    }

    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    public boolean flag(String name) {
        String value = text(name);
        return value.equals("true") || value.equals("1");
    }

    public OptionalLong number(String name) {
        String value = text(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw StatusException.badRequest("the query parameter %s is \"%s\"; it must be a number".formatted(name, value));
        }
    }
}
