package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.MetadataRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A ConversionReview as a webhook gets it, and what its answer is worth. apiextensions-apiserver's
/// pkg/apiserver/conversion/webhook_converter.go
///
/// @param version of the review
/// @param objects none of them in the desired version yet
record ConversionReview(String uid, String version, String desired, List<Document> objects) {

    private static final String GROUP = "apiextensions.k8s.io/";

    static ConversionReview of(String version, String desired, List<Document> objects) {
        return new ConversionReview(UUID.randomUUID().toString(), version, desired, objects);
    }

    /// An answer that is none. The message completes `conversion webhook for x `.
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    byte[] body() {
        ObjectNode review = Document.mapper().createObjectNode().put("kind", "ConversionReview").put("apiVersion", GROUP + version);
        ObjectNode request = review.putObject("request").put("uid", uid).put("desiredAPIVersion", desired);
        ArrayNode sent = request.putArray("objects");
        objects.forEach(object -> sent.add(object.root()));
        return Document.of(review).bytes();
    }

    /// The objects in the desired version: with the metadata that they had, but for labels and annotations.
    List<Document> read(byte[] answer) throws Malformed {
        JsonNode root;
        try {
            root = Document.mapper().readTree(answer);
        } catch (IOException e) {
            throw new Malformed("failed: the answer is no JSON");
        }
        JsonNode converted = converted(root);
        if (converted.size() != objects.size()) {
            throw new Malformed("returned %d objects, expected %d".formatted(converted.size(), objects.size()));
        }
        List<Document> all = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            all.add(checked(objects.get(i), converted.get(i), i));
        }
        return all;
    }

    private JsonNode converted(JsonNode root) throws Malformed {
        boolean strict = version.equals("v1");
        if (strict && !(root.path("apiVersion").asText().equals(GROUP + version) && root.path("kind").asText().equals("ConversionReview"))) {
            throw new Malformed("failed: expected webhook response of %s%s, Kind=ConversionReview, got %s, Kind=%s".formatted(GROUP, version,
                    root.path("apiVersion").asText(), root.path("kind").asText()));
        }
        JsonNode response = root.path("response");
        if (!response.isObject()) {
            throw new Malformed("failed: no response provided");
        }
        if (strict && !response.path("uid").asText().equals(uid)) {
            throw new Malformed("failed: expected response.uid=\"%s\", got \"%s\"".formatted(uid, response.path("uid").asText()));
        }
        String status = response.path("result").path("status").asText();
        if (!status.equals("Success")) {
            String message = response.path("result").path("message").asText();
            throw new Malformed("failed: " + (message.isEmpty() ? "response.result.status was '%s', not 'Success'".formatted(status) : message));
        }
        return response.path("convertedObjects");
    }

    private Document checked(Document sent, JsonNode converted, int index) throws Malformed {
        if (!(converted instanceof ObjectNode object)) {
            throw invalid(index, "no object");
        }
        expect(index, "groupVersion", desired, object.path("apiVersion"));
        expect(index, "kind", sent.kind(), object.path("kind"));
        JsonNode metadata = object.path("metadata");
        same(index, "name", sent.name(), metadata.path("name"));
        same(index, "namespace", sent.namespace(), metadata.path("namespace"));
        same(index, "UID", sent.uid(), metadata.path("uid"));
        if (!metadata.isObject()) {
            throw new Malformed("returned invalid metadata in object at index %d: missing metadata in converted object".formatted(index));
        }
        object.set("metadata", restored(sent.at("metadata"), metadata, index));
        return Document.of(object);
    }

    private static void expect(int index, String field, String expected, JsonNode got) throws Malformed {
        if (!got.asText().equals(expected)) {
            throw invalid(index, "invalid %s (expected %s, received %s)".formatted(field, expected, got.asText()));
        }
    }

    private static void same(int index, String field, String expected, JsonNode got) throws Malformed {
        if (!got.asText("").equals(expected)) {
            throw invalid(index, "must have the same %s: %s != %s".formatted(field, expected, got.asText()));
        }
    }

    private static Malformed invalid(int index, String why) {
        return new Malformed("returned invalid converted object at index %d: %s".formatted(index, why));
    }

    private static JsonNode restored(JsonNode sent, JsonNode converted, int index) throws Malformed {
        ObjectNode metadata = sent instanceof ObjectNode object ? object.deepCopy() : Document.mapper().createObjectNode();
        for (String field : List.of("labels", "annotations")) {
            JsonNode texts = converted.path(field);
            if (texts.isMissingNode() || texts.isNull()) {
                metadata.remove(field);
                continue;
            }
            if (!texts.isObject() || texts.valueStream().anyMatch(text -> !text.isTextual())) {
                throw new Malformed("returned invalid metadata in object at index %d: metadata.%s must be texts by their names".formatted(index, field));
            }
            if (!texts.equals(metadata.path(field))) {
                valid(field, texts, index);
            }
            metadata.set(field, texts);
        }
        return metadata;
    }

    private static void valid(String field, JsonNode texts, int index) throws Malformed {
        Errors errors = new Errors();
        MetadataRules.common(errors, Document.mapper().createObjectNode().set(field, texts), "metadata");
        if (!errors.found().isEmpty()) {
            FieldError first = errors.found().getFirst();
            throw new Malformed("returned invalid metadata in object at index %d: %s: %s".formatted(index, first.field(), first.message()));
        }
    }
}
