package dev.marina.controllers.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.nio.charset.StandardCharsets;

/// The value of the label `pod-template-hash`: 32-bit FNV-1a in upstream's safe alphabet, over the template as sorted JSON.
/// Upstream hashes Go's in-memory form, which nobody else can print; only equality within a deployment matters.
final class TemplateHash {

    static final String LABEL = "pod-template-hash";

    private static final JsonMapper SORTED = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private TemplateHash() {}

    /// @param collisions how often a name was taken by another template before; null for never
    static String of(PodTemplateSpec template, Integer collisions) {
        int hash = 0x811c9dc5;
        String text = json(template) + (collisions == null ? "" : "/" + collisions);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        StringBuilder safe = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            safe.append(ALPHABET.charAt(digit % ALPHABET.length()));
        }
        return safe.toString();
    }

    /// Whether two templates ask for the same pods, the hash label apart.
    static boolean same(PodTemplateSpec one, PodTemplateSpec other) {
        return json(one).equals(json(other));
    }

    private static String json(PodTemplateSpec template) {
        try {
            ObjectNode node = SORTED.convertValue(template, ObjectNode.class);
            if (node.path("metadata") instanceof ObjectNode metadata) {
                metadata.remove("creationTimestamp");
                if (metadata.path("labels") instanceof ObjectNode labels) {
                    labels.remove(LABEL);
                }
            }
            return SORTED.writeValueAsString(SORTED.treeToValue(node, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a pod template could not be written", e);
        }
    }
}
