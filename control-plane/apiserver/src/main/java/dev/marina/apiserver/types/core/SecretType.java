package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.pki.TlsPair;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Secrets: `stringData` goes into `data`; some types need certain keys. ValidateSecret and …Update in
/// pkg/apis/core/validation/validation.go
public final class SecretType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Secret", "secrets")
            .strategy(new SecretType())
            .columns(name(), Columns.text("Type", object -> object.text("type")), number("Data", object -> object.at("data").size()), age())
            .build();

    private static final String ACCOUNT = "kubernetes.io/service-account.name";

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> text(root, "type", "Opaque"));
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return withStringData(submitted);
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        Document merged = withStringData(submitted);
        return !submitted.has("type") && stored.has("type") ? merged.with(stored.at("type"), "type") : merged;
    }

    private static Document withStringData(Document document) {
        if (!document.at("stringData").isObject()) {
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
        KeyedData.check(errors, object, "data");
        requiredKeys(object.text("type")).stream().filter(key -> !object.at("data").has(key)).forEach(key -> errors.required("data[%s]".formatted(key)));
        if (object.text("type").equals("kubernetes.io/service-account-token") && object.annotations().getOrDefault(ACCOUNT, "").isEmpty()) {
            errors.required("metadata.annotations[%s]".formatted(ACCOUNT));
        }
        return errors.found();
    }

    private static List<String> requiredKeys(String type) {
        return switch (type) {
            case "kubernetes.io/tls" -> List.of("tls.crt", "tls.key");
            case "kubernetes.io/dockercfg" -> List.of(".dockercfg");
            case "kubernetes.io/dockerconfigjson" -> List.of(".dockerconfigjson");
            case "kubernetes.io/ssh-auth" -> List.of("ssh-privatekey");
            default -> List.of();
        };
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        KeyedData.checkUnchanged(errors, object, stored);
        errors.immutable("type", object.at("type"), stored.at("type"));
        return errors.found();
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("type", object.text("type"));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        return object.text("type").equals("kubernetes.io/tls")
                ? TlsPair.wrong(bytes(object, "tls.crt"), bytes(object, "tls.key")).stream().toList()
                : List.of();
    }

    private static byte[] bytes(Document object, String key) {
        return Base64.getMimeDecoder().decode(object.text("data", key));
    }
}
