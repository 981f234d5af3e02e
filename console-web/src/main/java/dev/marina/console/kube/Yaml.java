package dev.marina.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.Map;

/// An object as people write it.
public final class Yaml {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final ObjectMapper YAML = YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES, YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS, YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(YAMLGenerator.Feature.SPLIT_LINES).build();

    private Yaml() {}

    /// Without `managedFields`, as kubectl shows it.
    public static String of(HasMetadata object) {
        Map<String, Object> fields = SERIALIZATION.convertValue(object, Fields.class);
        if (fields.get("metadata") instanceof Map<?, ?> metadata) {
            Map<Object, Object> shown = new LinkedHashMap<>(metadata);
            shown.remove("managedFields");
            fields.put("metadata", shown);
        }
        try {
            return YAML.writeValueAsString(fields);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("an object cannot be written as YAML", e);
        }
    }

    /// As above, of an object as the API wrote it.
    public static String of(JsonNode object) {
        JsonNode shown = object.deepCopy();
        if (shown.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        try {
            return YAML.writeValueAsString(shown);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("an object cannot be written as YAML", e);
        }
    }

    static final class Fields extends LinkedHashMap<String, Object> {}
}
