package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// YAML as Kubernetes reads it: `yes` is a text, and so is a date. sigs.k8s.io/yaml/goyaml.v2/resolve.go
public final class Manifests {

    private static final int MOST_CHARACTERS = 16 << 20;
    private static final int DEEPEST = 200;
    private static final int MOST_NODES = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifests() {}

    /// The objects of a text, without empty documents; what is in a `List` each by itself.
    ///
    /// @param file that it is of, in words
    public static List<ObjectNode> objects(String text, String file) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode document : documents(text, file)) {
            if (document.path("kind").asText().endsWith("List") && document.path("items").isArray()) {
                document.path("items").forEach(item -> objects.add(object(item, file)));
            } else {
                objects.add(object(document, file));
            }
        }
        return objects;
    }

    private static ObjectNode object(JsonNode node, String file) {
        if (node instanceof ObjectNode object && object.path("kind").isTextual() && object.path("metadata").isObject()) {
            return object;
        }
        throw new Unbuildable("%s has something that is no object with a kind and metadata".formatted(file));
    }

    public static List<JsonNode> documents(String text, String file) {
        if (text.length() > MOST_CHARACTERS) {
            throw new Unbuildable("%s has more than %d characters".formatted(file, MOST_CHARACTERS));
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setNestingDepthLimit(DEEPEST);
        DumperOptions dumper = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options, new Plain());
        try {
            List<JsonNode> documents = new ArrayList<>();
            for (Object each : yaml.loadAll(text)) {
                JsonNode node = new Tree().of(each, 0);
                if (!node.isNull() && !(node.isObject() && node.isEmpty())) {
                    documents.add(node);
                }
            }
            return documents;
        } catch (YAMLException | IllegalArgumentException e) {
            throw new Unbuildable("%s is no YAML: %s".formatted(file, String.valueOf(e.getMessage()).lines().limit(6).reduce("", (one, other) -> one + " "
                    + other.strip()).strip()));
        }
    }

    /// What names lead to again and again is written out, as far as that is bearable.
    private static final class Tree {

        private int nodes;

        JsonNode of(Object value, int depth) {
            if (++nodes > MOST_NODES || depth > DEEPEST) {
                throw new YAMLException("it unfolds to more than %d values, or more than %d deep".formatted(MOST_NODES, DEEPEST));
            }
            return switch (value) {
                case Map<?, ?> map -> {
                    ObjectNode object = JSON.createObjectNode();
                    map.forEach((key, each) -> object.set(String.valueOf(key), of(each, depth + 1)));
                    yield object;
                }
                case List<?> list -> {
                    ArrayNode array = JSON.createArrayNode();
                    list.forEach(each -> array.add(of(each, depth + 1)));
                    yield array;
                }
                case null, default -> JSON.valueToTree(value);
            };
        }
    }

    /// No dates, no sixties, no `yes`.
    private static final class Plain extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF");
            addImplicitResolver(Tag.INT, Pattern.compile("^(?:[-+]?0b[01]+|[-+]?0[0-7]+|[-+]?(?:0|[1-9][0-9]*)|[-+]?0x[0-9a-fA-F]+)$"), "-+0123456789");
            addImplicitResolver(Tag.FLOAT, Pattern.compile("^(?:[-+]?(?:[0-9]+\\.[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+)$"),
                    "-+0123456789.");
            addImplicitResolver(Tag.MERGE, Pattern.compile("^(?:<<)$"), "<");
            addImplicitResolver(Tag.NULL, Pattern.compile("^(?:~|null|Null|NULL| )$"), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
        }
    }
}
