package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/// `env` and `envFrom` of a container. validateEnv in pkg/apis/core/validation/validation.go
final class EnvironmentRules {

    private static final List<String> SOURCES = List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");
    private static final Set<String> FIELDS = Set.of("metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
            "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs");

    private final Errors errors;

    EnvironmentRules(Errors errors) {
        this.errors = errors;
    }

    void check(JsonNode container, String path) {
        JsonNode variables = container.path("env");
        for (int i = 0; i < variables.size(); i++) {
            variable(variables.get(i), path + ".env[" + i + "]");
        }
        JsonNode from = container.path("envFrom");
        for (int i = 0; i < from.size(); i++) {
            String at = path + ".envFrom[" + i + "]";
            List<String> given = List.of("configMapRef", "secretRef").stream().filter(from.get(i)::has).toList();
            if (given.isEmpty()) {
                errors.invalid(at, "", "must specify one of: `configMapRef` or `secretRef`");
            } else if (given.size() > 1) {
                errors.invalid(at, "", "may not have more than one field specified at a time");
            } else if (from.get(i).path(given.getFirst()).path("name").asText().isEmpty()) {
                errors.required(at + "." + given.getFirst() + ".name");
            }
        }
    }

    private void variable(JsonNode variable, String at) {
        String name = variable.path("name").asText();
        if (name.isEmpty()) {
            errors.required(at + ".name");
        } else {
            errors.invalid(at + ".name", name, Names.environmentVariable(name));
        }
        if (!variable.path("valueFrom").isObject()) {
            return;
        }
        String from = at + ".valueFrom";
        JsonNode source = variable.path("valueFrom");
        List<String> given = SOURCES.stream().filter(source::has).toList();
        if (given.isEmpty()) {
            errors.invalid(from, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
            return;
        }
        if (!variable.path("value").asText().isEmpty()) {
            errors.invalid(from, "", "may not be specified when `value` is not empty");
        }
        if (given.size() > 1) {
            errors.invalid(from, "", "may not have more than one field specified at a time");
        }
        source(given.getFirst(), source.path(given.getFirst()), from + "." + given.getFirst());
    }

    private void source(String kind, JsonNode source, String at) {
        switch (kind) {
            case "fieldRef" -> field(source.path("fieldPath").asText(), at + ".fieldPath");
            case "resourceFieldRef" -> {
                if (source.path("resource").asText().isEmpty()) {
                    errors.required(at + ".resource");
                }
            }
            case "configMapKeyRef", "secretKeyRef" -> {
                if (source.path("name").asText().isEmpty()) {
                    errors.required(at + ".name");
                }
                if (source.path("key").asText().isEmpty()) {
                    errors.required(at + ".key");
                } else {
                    errors.invalid(at + ".key", source.path("key").asText(), Names.configKey(source.path("key").asText()));
                }
            }
            default -> {
            }
        }
    }

    private void field(String path, String at) {
        if (path.isEmpty()) {
            errors.required(at);
        } else if (!FIELDS.contains(path) && !path.matches("metadata\\.(labels|annotations)\\['[^']+'\\]")) {
            if (path.matches("metadata\\.(labels|annotations)")) {
                errors.notSupported(at, path, FIELDS.toArray(String[]::new));
            } else {
                errors.invalid(at, path, "error converting fieldPath: field label not supported: " + path);
            }
        }
    }
}
