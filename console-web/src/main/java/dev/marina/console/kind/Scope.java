package dev.marina.console.kind;

import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What of a list is shown, as its address says it, so that a link or a reload shows the same.
///
/// @param namespace "" for all
/// @param filter words that name, namespace or labels must contain
record Scope(String namespace, String filter) {

    private static final int MOST_CHARACTERS = 200;

    static Scope of(Location location) {
        Map<String, List<String>> query = location.getQueryParameters().getParameters();
        return new Scope(first(query, "namespace"), first(query, "filter"));
    }

    private static String first(Map<String, List<String>> query, String name) {
        String value = query.getOrDefault(name, List.of("")).getFirst();
        return value.length() > MOST_CHARACTERS ? value.substring(0, MOST_CHARACTERS) : value;
    }

    QueryParameters query() {
        Map<String, String> query = new LinkedHashMap<>();
        if (!namespace.isEmpty()) {
            query.put("namespace", namespace);
        }
        if (!filter.isEmpty()) {
            query.put("filter", filter);
        }
        return QueryParameters.simple(query);
    }

    Scope in(String other) {
        return new Scope(other, filter);
    }

    Scope matching(String words) {
        return new Scope(namespace, words);
    }

    boolean shows(dev.marina.console.feed.Row row) {
        if (filter.isBlank()) {
            return true;
        }
        String text = (row.key() + " " + row.labels() + " " + String.join(" ", row.cells())).toLowerCase(Locale.ROOT);
        return List.of(filter.toLowerCase(Locale.ROOT).trim().split("\\s+")).stream().allMatch(text::contains);
    }
}
