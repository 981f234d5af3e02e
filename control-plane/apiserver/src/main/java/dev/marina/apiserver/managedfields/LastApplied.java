package dev.marina.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.merge.Comparison;
import dev.marina.apiserver.merge.InvalidConfiguration;
import dev.marina.apiserver.merge.MentionedFields;
import dev.marina.apiserver.merge.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// The annotation in which kubectl's client-side apply keeps what it applied. Who comes from there to server-side apply has no
/// conflicts with himself, and one who goes back finds the annotation up to date.
final class LastApplied {

    /// Whose applies are kept in step; who does not want that gives another name.
    static final String KUBECTL = "kubectl";
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final int MOST_ANNOTATION_BYTES = 256 << 10;

    private LastApplied() {}

    /// What the live object still has as client-side apply left it.
    static FieldSet unchanged(JsonNode live, String apiVersion, Shape shape) {
        String text = annotation(live);
        if (text.isEmpty()) {
            return FieldSet.EMPTY;
        }
        try {
            JsonNode applied = Document.parse(text.getBytes(StandardCharsets.UTF_8)).root();
            if (!applied.path("apiVersion").asText().equals(apiVersion)) {
                return FieldSet.EMPTY;
            }
            Comparison since = Comparison.of(applied, live, shape);
            return MentionedFields.of(applied, shape).difference(since.changed()).difference(since.removed());
        } catch (Document.MalformedDocument | InvalidConfiguration e) {
            // Anybody may write that annotation; then it allows nothing.
            return FieldSet.EMPTY;
        }
    }

    /// The object with the annotation telling this configuration, where it has one.
    static JsonNode inStep(JsonNode object, JsonNode configuration) {
        if (annotation(object).isEmpty()) {
            return object;
        }
        ObjectNode changed = object.deepCopy();
        ObjectNode annotations = (ObjectNode) changed.path("metadata").path("annotations");
        annotations.put(ANNOTATION, text(configuration));
        int size = annotations.properties().stream().mapToInt(entry -> length(entry.getKey()) + length(entry.getValue().asText())).sum();
        if (size > MOST_ANNOTATION_BYTES) {
            annotations.remove(ANNOTATION);
        }
        return changed;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String annotation(JsonNode object) {
        return object.path("metadata").path("annotations").path(ANNOTATION).asText("");
    }

    /// As Go writes it: sorted, and with a line's end.
    private static String text(JsonNode configuration) {
        ObjectNode plain = configuration.deepCopy();
        if (plain.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(ANNOTATION);
        }
        return sorted(plain) + "\n";
    }

    private static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return Document.mapper().createObjectNode().setAll(fields);
        }
        if (value.isArray()) {
            return Document.mapper().createArrayNode().addAll(value.valueStream().map(LastApplied::sorted).toList());
        }
        return value;
    }
}
