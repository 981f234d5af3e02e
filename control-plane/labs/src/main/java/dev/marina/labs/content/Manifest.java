package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A file of manifests, with places for a run's values.
public record Manifest(String file, String template) {

    private static final YAMLMapper YAML = new YAMLMapper();

    /// Throws an [IllegalArgumentException] for what are no objects.
    public List<Document> filled(Filling filling) {
        List<Document> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(filling.text(template))) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document == null || document.isNull() || document.isMissingNode()) {
                    continue;
                }
                if (!(document instanceof ObjectNode object) || object.path("kind").asText("").isEmpty() || object.path("apiVersion").asText("").isEmpty()) {
                    throw new IllegalArgumentException("%s has a document that is no object with an apiVersion and a kind".formatted(file));
                }
                objects.add(Document.of(object));
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof IllegalArgumentException known ? known : new IllegalArgumentException("%s is no YAML: %s".formatted(file, e.getMessage()), e);
        }
        return objects;
    }
}
