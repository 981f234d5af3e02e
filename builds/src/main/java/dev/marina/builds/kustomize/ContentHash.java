package dev.marina.builds.kustomize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// What stands behind the name of a generated ConfigMap or Secret: the same as kustomize writes, so that nothing is made anew when its makers change.
/// sigs.k8s.io/kustomize/api/hasher/hasher.go
final class ContentHash {

    private static final ObjectMapper SORTED = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    private static final int LENGTH = 10;

    private ContentHash() {}

    static String of(Resource resource) {
        Map<String, Object> content = new TreeMap<>();
        content.put("kind", resource.kind());
        content.put("name", resource.name());
        content.put("data", value(resource.at("data")));
        if (resource.kind().equals("Secret")) {
            content.put("type", value(resource.at("type")));
            if (resource.at("stringData").isObject()) {
                content.put("stringData", value(resource.at("stringData")));
            }
        } else if (resource.at("binaryData").isObject()) {
            content.put("binaryData", value(resource.at("binaryData")));
        }
        try {
            return spelled(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(gos(SORTED.writeValueAsString(content)).getBytes(
                    StandardCharsets.UTF_8))));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(JsonNode node) {
        return node.isMissingNode() ? "" : SORTED.convertValue(node, Object.class);
    }

    /// As Go writes it: what could be HTML is escaped. encoding/json, HTMLEscape
    private static String gos(String json) {
        return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }

    /// No vowels, and nothing that looks like one.
    private static String spelled(String hex) {
        return hex.substring(0, LENGTH).replace('0', 'g').replace('1', 'h').replace('3', 'k').replace('a', 'm').replace('e', 't');
    }
}
