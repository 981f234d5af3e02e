package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// What a pod said that it has rendered. The pod is the tenant's: nothing of it is believed but its form, and that is bounded.
sealed interface Rendered {

    int MOST_PACKED = 512 << 10;
    int MOST_BYTES = 8 << 20;
    int MOST_OBJECTS = 300;

    /// @param chart what its Chart.yaml says; empty of a Kustomize folder
    /// @param values that somebody gave
    record Made(String commit, ObjectNode chart, JsonNode values, List<Document> objects) implements Rendered {}

    record Failed(String why) implements Rendered {}

    /// What stands in the log of a pod that has ended. Whatever else a repository makes `git` say stands before it.
    static Rendered of(String log) {
        int begin = log.lastIndexOf("\n==> rendered ");
        int from = begin >= 0 ? begin + 1 : log.startsWith("==> rendered ") ? 0 : -1;
        int end = log.lastIndexOf("\n==> end");
        if (from >= 0 && end > from) {
            String[] parts = log.substring(from + "==> rendered ".length(), end).split("\n", 2);
            if (parts.length == 2 && parts[0].matches("[0-9a-f]{40,64}")) {
                return unpacked(parts[0], parts[1].replace("\n", "").strip());
            }
        }
        int failed = log.lastIndexOf("==> failed ");
        return new Failed(failed >= 0 ? cut(log.substring(failed + "==> failed ".length()).strip()) : "the pod ended without saying what it has rendered");
    }

    private static Rendered unpacked(String commit, String text) {
        if (text.length() > MOST_PACKED / 3 * 4 + 4) {
            return new Failed("what was rendered has more than %d bytes when it is packed".formatted(MOST_PACKED));
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            byte[] plain = in.readNBytes(MOST_BYTES + 1);
            return plain.length > MOST_BYTES
                    ? new Failed("what was rendered has more than %d bytes".formatted(MOST_BYTES))
                    : read(commit, Document.mapper().readTree(plain));
        } catch (IOException | IllegalArgumentException e) {
            return new Failed("what the pod has printed is not what was rendered: " + cut(String.valueOf(e.getMessage())));
        }
    }

    private static Rendered read(String commit, JsonNode node) {
        JsonNode objects = node.path("objects");
        if (objects.size() > MOST_OBJECTS) {
            return new Failed("%d objects were rendered; they must be %d at most".formatted(objects.size(), MOST_OBJECTS));
        }
        List<Document> documents = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode each : objects) {
            if (!(each instanceof ObjectNode object)) {
                return new Failed("something was rendered that is no object");
            }
            Document document = Document.of(object);
            boolean named = each.path("apiVersion").isTextual() && each.path("kind").isTextual() && each.path("metadata").path("name").isTextual();
            if (!named || document.kind().equals("List")) {
                return new Failed("an object was rendered that lacks one of apiVersion, kind and metadata.name: " + cut(each.toString()));
            }
            if (!seen.add("%s/%s/%s/%s".formatted(document.groupVersionKind().group(), document.kind(), document.namespace(), document.name()))) {
                return new Failed("%s %s was rendered twice".formatted(document.kind(), document.name()));
            }
            documents.add(document);
        }
        if (documents.isEmpty()) {
            return new Failed("nothing was rendered");
        }
        ObjectNode chart = node.path("chart") instanceof ObjectNode about ? about : Document.mapper().createObjectNode();
        return new Made(commit, chart, node.path("values"), List.copyOf(documents));
    }

    private static String cut(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}
