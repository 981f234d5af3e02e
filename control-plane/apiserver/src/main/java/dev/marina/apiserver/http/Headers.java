package dev.marina.apiserver.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Header fields of a request; names are compared without regard to case.
public record Headers(Map<String, List<String>> byLowerCaseName) {

    public static final Headers NONE = new Headers(Map.of());

    public Headers {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        byLowerCaseName.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        byLowerCaseName = Map.copyOf(copy);
    }

    /// @param name in lower case
    public Headers with(String name, List<String> values) {
        Map<String, List<String>> all = new LinkedHashMap<>(byLowerCaseName);
        all.put(name, values);
        return new Headers(all);
    }

    /// @param name in lower case
    public Headers without(String name) {
        Map<String, List<String>> rest = new LinkedHashMap<>(byLowerCaseName);
        rest.remove(name);
        return new Headers(rest);
    }

    /// The first value, or "".
    public String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    public List<String> all(String name) {
        return byLowerCaseName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
