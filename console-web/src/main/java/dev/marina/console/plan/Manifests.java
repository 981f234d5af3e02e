package dev.marina.console.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;

/// Manifests as people paste them: YAML or JSON, one after the other, lists of them too.
public record Manifests(List<JsonNode> objects) {

    public static final int MOST_CHARACTERS = 1 << 20;
    static final int MOST_OBJECTS = 200;
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder().loaderOptions(bounded()).build());

    /// What was written is no manifest.
    ///
    /// @see #key() of a text, filled by [#values()]
    public static final class Unreadable extends Exception {
        private final String key;
        private final transient Object[] values;

        public Unreadable(String key, Object... values) {
            super(key);
            this.key = key;
            this.values = values;
        }

        public String key() {
            return key;
        }

        public Object[] values() {
            return values;
        }
    }

    private static LoaderOptions bounded() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setNestingDepthLimit(60);
        options.setMaxAliasesForCollections(20);
        return options;
    }

    public static Manifests of(String text) throws Unreadable {
        if (text.length() > MOST_CHARACTERS) {
            throw new Unreadable("plan.error.large", MOST_CHARACTERS / 1024);
        }
        List<JsonNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
            for (int number = 1; documents.hasNextValue(); number++) {
                add(documents.nextValue(), number, objects);
            }
        } catch (JsonProcessingException e) {
            throw new Unreadable("plan.error.yaml", e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new Unreadable("plan.error.yaml", 1, String.valueOf(e.getMessage()));
        }
        if (objects.isEmpty()) {
            throw new Unreadable("plan.error.empty");
        }
        if (objects.size() > MOST_OBJECTS) {
            throw new Unreadable("plan.error.many", objects.size(), MOST_OBJECTS);
        }
        return new Manifests(List.copyOf(objects));
    }

    private static void add(JsonNode document, int number, List<JsonNode> into) throws Unreadable {
        if (document == null || document.isMissingNode() || document.isValueNode() && document.asText("").isBlank() || document.isNull()) {
            return;
        }
        if (document.isObject() && document.path("kind").asText().endsWith("List") && document.path("items").isArray()) {
            for (JsonNode item : document.path("items")) {
                add(item, number, into);
            }
            return;
        }
        if (!document.isObject() || !document.path("apiVersion").isTextual() || !document.path("kind").isTextual()) {
            throw new Unreadable("plan.error.no-manifest", number);
        }
        into.add(document);
    }

    /// As the API takes it.
    ///
    /// @param podsBecome `Ready` or `Waiting`
    String request(String namespace, String podsBecome, int seconds) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("apiVersion", "marina.dev/v1").put("kind", "Plan");
        root.putObject("metadata").put("namespace", namespace);
        ObjectNode spec = root.putObject("spec").put("podsBecome", podsBecome).put("seconds", seconds);
        objects.forEach(spec.putArray("manifests")::add);
        return root.toString();
    }
}
