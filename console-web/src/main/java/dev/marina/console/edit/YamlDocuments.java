package dev.marina.console.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML as people write it, and as they write it wrongly.
public final class YamlDocuments {

    static final int MOST_CHARACTERS = 1_000_000;
    static final int MOST_DOCUMENTS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();
    /// Aliases let a short text stand for a long one.
    private static final LoadSettings BOUNDED = LoadSettings.builder().setMaxAliasesForCollections(20).setCodePointLimit(MOST_CHARACTERS)
            .setAllowDuplicateKeys(false).setAllowRecursiveKeys(false).build();

    private YamlDocuments() {}

    /// What is written is no object of the API.
    public static final class Fault extends RuntimeException {
        private final int line;

        Fault(int line, String message) {
            super(message);
            this.line = line;
        }

        /// From 1 on; 0 where it is not known.
        public int line() {
            return line;
        }
    }

    /// @throws Fault with the line, where there is no object
    public static ObjectNode one(String text) {
        List<ObjectNode> all = all(text);
        if (all.size() != 1) {
            throw new Fault(0, "there are %d objects; one is wanted here".formatted(all.size()));
        }
        return all.getFirst();
    }

    /// Empty documents are none. A `List` is what it contains.
    public static List<ObjectNode> all(String text) {
        List<ObjectNode> objects = new ArrayList<>();
        try {
            for (Object document : new Load(BOUNDED).loadAllFromString(text)) {
                if (document != null) {
                    add(new Tree().of(document, 0), objects);
                }
            }
        } catch (MarkedYamlEngineException e) {
            throw new Fault(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0), String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new Fault(0, String.valueOf(e.getMessage()));
        } catch (StackOverflowError _) {
            // The parser has no limit of its own to how deep lists and maps may lie in each other.
            throw new Fault(0, "lists and maps lie too deep in each other");
        }
        return objects;
    }

    /// One document that is a map, whatever it is about.
    ///
    /// @throws Fault with the line, where it is none
    public static ObjectNode map(String text) {
        try {
            if (new Load(BOUNDED).loadFromString(text) instanceof Map<?, ?> map && new Tree().of(map, 0) instanceof ObjectNode object) {
                return object;
            }
            throw new Fault(0, "a map is wanted here");
        } catch (MarkedYamlEngineException e) {
            throw new Fault(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0), String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new Fault(0, String.valueOf(e.getMessage()));
        } catch (StackOverflowError _) {
            throw new Fault(0, "lists and maps lie too deep in each other");
        }
    }

    /// Aliases become what they stand for, as long as that is not too much or without an end.
    private static final class Tree {

        private static final int DEEPEST = 100;
        private static final int MOST_VALUES = 200_000;
        private int values;

        JsonNode of(Object value, int depth) {
            if (depth > DEEPEST || ++values > MOST_VALUES) {
                throw new Fault(0, depth > DEEPEST ? "lists and maps lie too deep in each other" : "there are more than %d values".formatted(MOST_VALUES));
            }
            return switch (value) {
                case Map<?, ?> map -> {
                    ObjectNode object = JSON.createObjectNode();
                    map.forEach((key, inside) -> object.set(String.valueOf(key), of(inside, depth + 1)));
                    yield object;
                }
                case Collection<?> list -> {
                    ArrayNode array = JSON.createArrayNode();
                    list.forEach(inside -> array.add(of(inside, depth + 1)));
                    yield array;
                }
                case null -> JsonNodeFactory.instance.nullNode();
                default -> JSON.valueToTree(value);
            };
        }
    }

    private static void add(JsonNode document, List<ObjectNode> objects) {
        if (!(document instanceof ObjectNode object)) {
            throw new Fault(0,
                    "an object is a map with apiVersion, kind and metadata; this is " + document.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (object.path("kind").asText().equals("List") && object.path("items").isArray()) {
            object.path("items").forEach(item -> add(item, objects));
            return;
        }
        for (String field : List.of("apiVersion", "kind")) {
            if (object.path(field).asText().isEmpty()) {
                throw new Fault(0, field + ": must be set");
            }
        }
        if (objects.size() >= MOST_DOCUMENTS) {
            throw new Fault(0, "there are more than %d objects".formatted(MOST_DOCUMENTS));
        }
        objects.add(object);
    }
}
