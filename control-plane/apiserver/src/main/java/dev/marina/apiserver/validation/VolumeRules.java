package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Volumes of a pod: a name and exactly one source. validateVolumes in pkg/apis/core/validation/validation.go
final class VolumeRules {

    private final Errors errors;
    private final Set<String> names = new HashSet<>();
    private final Set<String> claims = new HashSet<>();

    VolumeRules(Errors errors) {
        this.errors = errors;
    }

    Set<String> names() {
        return names;
    }

    /// Of those that are claims, and so may be block devices.
    Set<String> claims() {
        return claims;
    }

    void check(JsonNode volumes, String path) {
        for (int i = 0; i < volumes.size(); i++) {
            String at = path + "[" + i + "]";
            String name = volumes.get(i).path("name").asText();
            if (name.isEmpty()) {
                errors.required(at + ".name");
            } else {
                errors.invalid(at + ".name", name, Names.dnsLabel(name));
                if (!names.add(name)) {
                    errors.duplicate(at + ".name", name);
                }
            }
            if (volumes.get(i).has("persistentVolumeClaim") || volumes.get(i).has("ephemeral")) {
                claims.add(name);
            }
            source(volumes.get(i), at);
        }
    }

    private void source(JsonNode volume, String at) {
        List<String> sources = volume.properties().stream().map(java.util.Map.Entry::getKey).filter(field -> !field.equals("name")).toList();
        if (sources.isEmpty()) {
            errors.required(at, "must specify a volume type");
            return;
        }
        sources.stream().skip(1).forEach(kind -> errors.forbidden(at + "." + kind, "may not specify more than 1 volume type"));
        String kind = sources.getFirst();
        JsonNode source = volume.path(kind);
        String inner = at + "." + kind;
        switch (kind) {
            case "hostPath" -> hostPath(errors, source, inner);
            case "configMap" -> {
                require(source, "name", inner);
                items(source, inner);
            }
            case "secret" -> {
                require(source, "secretName", inner);
                items(source, inner);
            }
            case "persistentVolumeClaim" -> require(source, "claimName", inner);
            case "emptyDir" -> {
                if (source.has("sizeLimit") && source.path("sizeLimit").asText().startsWith("-")) {
                    errors.forbidden(inner + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
                }
            }
            case "image" -> errors.oneOf(inner + ".pullPolicy", source.path("pullPolicy").asText("Always"), "Always", "IfNotPresent", "Never");
            case "projected" -> projected(source, inner);
            case "downwardAPI" -> mode(source, inner);
            default -> {
            }
        }
    }

    private void require(JsonNode source, String field, String at) {
        if (source.path(field).asText().isEmpty()) {
            errors.required(at + "." + field);
        }
    }

    private void items(JsonNode source, String at) {
        mode(source, at);
        JsonNode items = source.path("items");
        for (int i = 0; i < items.size(); i++) {
            require(items.get(i), "key", at + ".items[" + i + "]");
            require(items.get(i), "path", at + ".items[" + i + "]");
            localPath(errors, items.get(i).path("path").asText(), at + ".items[" + i + "].path");
        }
    }

    private void mode(JsonNode source, String at) {
        long mode = source.path("defaultMode").asLong();
        if (mode < 0 || mode > 0777) {
            errors.invalid(at + ".defaultMode", mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private void projected(JsonNode source, String at) {
        mode(source, at);
        JsonNode sources = source.path("sources");
        for (int i = 0; i < sources.size(); i++) {
            String inner = at + ".sources[" + i + "]";
            if (sources.get(i).isEmpty()) {
                errors.required(inner, "must specify a volume type");
            } else if (sources.get(i).size() > 1) {
                errors.forbidden(inner, "may not specify more than 1 volume type");
            }
            JsonNode token = sources.get(i).path("serviceAccountToken");
            if (token.isObject()) {
                require(token, "path", inner + ".serviceAccountToken");
                if (token.has("expirationSeconds") && token.path("expirationSeconds").asLong() < 600) {
                    errors.invalid(inner + ".serviceAccountToken.expirationSeconds", token.path("expirationSeconds").asLong(),
                            "may not specify a duration less than 10 minutes");
                }
            }
        }
    }

    static void hostPath(Errors errors, JsonNode source, String at) {
        String path = source.path("path").asText();
        if (path.isEmpty()) {
            errors.required(at + ".path");
        } else if (List.of(path.split("/")).contains("..")) {
            errors.invalid(at + ".path", path, "must not contain '..'");
        }
        String type = source.path("type").asText();
        if (!type.isEmpty()) {
            errors.oneOf(at + ".type", type, "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
        }
    }

    /// A path that stays inside.
    static void localPath(Errors errors, String path, String at) {
        if (path.startsWith("/")) {
            errors.invalid(at, path, "must be a relative path");
        }
        if (List.of(path.split("/")).contains("..")) {
            errors.invalid(at, path, "must not contain '..'");
        }
    }
}
