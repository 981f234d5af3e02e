package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// ConfigMaps and Secrets: `stringData` goes into `data`, immutable ones stay as they are, 1 MiB is the most.
final class DataStrategy implements ResourceStrategy {

    /// core/v1 `MaxSecretSize` and ConfigMap validation: the values together.
    private static final int MOST_BYTES = 1024 * 1024;

    @Override
    public Document prepareForCreate(Document submitted) {
        return withStringData(submitted);
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        Document merged = withStringData(submitted);
        boolean typeLeftOut = stored.kind().equals("Secret") && !submitted.has("type");
        return typeLeftOut && stored.has("type") ? merged.with(stored.at("type"), "type") : merged;
    }

    private static Document withStringData(Document document) {
        if (!document.kind().equals("Secret") || !document.at("stringData").isObject()) {
            return document;
        }
        return document.edited(root -> {
            ObjectNode data = root.get("data") instanceof ObjectNode present ? present : root.putObject("data");
            root.remove("stringData").properties().forEach(entry -> data.put(entry.getKey(),
                    Base64.getEncoder().encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        long bytes = 0;
        for (String field : List.of("data", "binaryData")) {
            for (Map.Entry<String, JsonNode> entry : object.at(field).properties()) {
                bytes += entry.getValue().asText().length();
                errors.invalid(field + "[" + entry.getKey() + "]", entry.getKey(), Names.configKey(entry.getKey()));
                if (field.equals("binaryData") && object.at("data").has(entry.getKey())) {
                    errors.invalid("binaryData[" + entry.getKey() + "]", entry.getKey(), "duplicate of key present in data");
                }
            }
        }
        if (bytes > MOST_BYTES) {
            errors.tooLong(object.kind().equals("Secret") ? "data" : "", MOST_BYTES);
        }
        if (object.kind().equals("Secret")) {
            requiredKeys(errors, object);
        }
        return errors.found();
    }

    private static void requiredKeys(Errors errors, Document secret) {
        List<String> keys = switch (secret.text("type")) {
            case "kubernetes.io/tls" -> List.of("tls.crt", "tls.key");
            case "kubernetes.io/dockercfg" -> List.of(".dockercfg");
            case "kubernetes.io/dockerconfigjson" -> List.of(".dockerconfigjson");
            case "kubernetes.io/ssh-auth" -> List.of("ssh-privatekey");
            default -> List.of();
        };
        keys.stream().filter(key -> !secret.at("data").has(key)).forEach(key -> errors.required("data[%s]".formatted(key)));
        String account = "kubernetes.io/service-account.name";
        if (secret.text("type").equals("kubernetes.io/service-account-token") && secret.annotations().getOrDefault(account, "").isEmpty()) {
            errors.required("metadata.annotations[%s]".formatted(account));
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        if (stored.at("immutable").asBoolean()) {
            for (String field : List.of("immutable", "data", "binaryData")) {
                if (!object.at(field).equals(stored.at(field))) {
                    errors.forbidden(field, "field is immutable when `immutable` is set");
                }
            }
        }
        if (stored.kind().equals("Secret")) {
            errors.immutable("type", object.at("type"), stored.at("type"));
        }
        return errors.found();
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return object.kind().equals("Secret") ? Map.of("type", object.text("type")) : Map.of();
    }
}
