package dev.marina.console.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An object as people write it.
public final class Yaml {

    private static final ObjectMapper YAML = YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES, YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS, YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(YAMLGenerator.Feature.SPLIT_LINES).build();

    private Yaml() {}

    /// An object as the API wrote it, without `managedFields`, as kubectl shows it.
    public static String of(JsonNode object) {
        JsonNode shown = object.deepCopy();
        if (shown.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return whole(shown);
    }

    /// With everything that the API says of it.
    public static String whole(JsonNode object) {
        try {
            return YAML.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object cannot be written as YAML", e);
        }
    }

    /// With the fields of each map by name, so that two objects can be compared line by line whatever order they came in.
    public static String sorted(JsonNode object) {
        return of(sort(object));
    }

    private static JsonNode sort(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode sorted = object.objectNode();
            new TreeMap<>(object.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                    .forEach((name, value) -> sorted.set(name, sort(value)));
            return sorted;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode sorted = array.arrayNode();
            array.forEach(item -> sorted.add(sort(item)));
            return sorted;
        }
        return node;
    }
}
