package dev.marina.console.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A field of an object. Items of lists are known by their keys, where the list has any, since their places change.
record FieldPath(List<Step> steps) {

    static final FieldPath ROOT = new FieldPath(List.of());

    sealed interface Step {

        record Field(String name) implements Step {}

        /// @param keys such as `{"name":"web"}`
        record Item(ObjectNode keys) implements Step {}
    }

    FieldPath field(String name) {
        return with(new Step.Field(name));
    }

    FieldPath item(ObjectNode keys) {
        return with(new Step.Item(keys));
    }

    private FieldPath with(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(List.copyOf(longer));
    }

    /// As in the API's own words, such as `.spec.template.spec.containers[name="web"].image`.
    String text() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Step.Field(String name) -> text.append('.').append(name);
                case Step.Item(ObjectNode keys) -> {
                    List<String> pairs = new ArrayList<>();
                    keys.properties().forEach(key -> pairs.add(key.getKey() + "=" + key.getValue()));
                    text.append('[').append(String.join(",", pairs)).append(']');
                }
            }
        }
        return text.toString();
    }

    /// Missing where the object has no such field.
    JsonNode in(JsonNode object) {
        JsonNode at = object;
        for (Step step : steps) {
            at = switch (step) {
                case Step.Field(String name) -> at.path(name);
                case Step.Item(ObjectNode keys) -> index(at, keys).map(at::path).orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
            };
        }
        return at;
    }

    /// RFC 6901; empty where the object has no such field.
    Optional<String> pointer(JsonNode object) {
        StringBuilder pointer = new StringBuilder();
        JsonNode at = object;
        for (Step step : steps) {
            switch (step) {
                case Step.Field(String name) -> {
                    pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
                    at = at.path(name);
                }
                case Step.Item(ObjectNode keys) -> {
                    Optional<Integer> index = index(at, keys);
                    if (index.isEmpty()) {
                        return Optional.empty();
                    }
                    pointer.append('/').append(index.get());
                    at = at.path(index.get());
                }
            }
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(pointer.toString());
    }

    private static Optional<Integer> index(JsonNode list, ObjectNode keys) {
        for (int i = 0; list instanceof ArrayNode && i < list.size(); i++) {
            if (ListKeys.has(list.path(i), keys)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
