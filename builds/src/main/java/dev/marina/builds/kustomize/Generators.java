package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// ConfigMaps and Secrets of literals and files.
/// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/
final class Generators {

    private final Folder folder;
    private final JsonNode common;

    Generators(Folder folder, JsonNode kustomization) {
        this.folder = folder;
        this.common = kustomization.path("generatorOptions");
    }

    void run(String kind, JsonNode generators, List<Resource> resources) {
        for (JsonNode generator : generators) {
            Resource made = new Resource(of(kind, generator));
            made.hashed = !option(generator, "disableNameSuffixHash");
            String behavior = generator.path("behavior").asText("create");
            Optional<Resource> present = resources.stream().filter(each -> each.kind().equals(kind) && each.names.contains(made.name())).findFirst();
            switch (behavior) {
                case "create", "unspecified" -> {
                    if (present.isPresent()) {
                        throw new Unbuildable("%s generates the %s %s, which is there already; behavior must be merge or replace".formatted(folder, kind,
                                made.name()));
                    }
                    resources.add(made);
                }
                case "merge", "replace" -> change(present.orElseThrow(() -> new Unbuildable("%s changes the %s %s, which is not there".formatted(folder, kind,
                        made.name()))), made, behavior.equals("merge"));
                default -> throw new Unbuildable("%s has the behavior %s; it must be create, merge or replace".formatted(folder, behavior));
            }
        }
    }

    private static void change(Resource present, Resource made, boolean merge) {
        for (String field : List.of("data", "binaryData")) {
            if (!merge) {
                present.object.remove(field);
            }
            if (made.at(field) instanceof ObjectNode data) {
                present.object.withObjectProperty(field).setAll(data);
            }
        }
        for (String field : List.of("labels", "annotations")) {
            if (made.at("metadata", field) instanceof ObjectNode more) {
                present.metadata().withObjectProperty(field).setAll(more);
            }
        }
    }

    private boolean option(JsonNode generator, String name) {
        return generator.path("options").path(name).asBoolean(common.path(name).asBoolean());
    }

    private ObjectNode of(String kind, JsonNode generator) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", kind);
        String name = generator.path("name").asText();
        if (name.isEmpty()) {
            throw new Unbuildable("%s generates a %s without a name".formatted(folder, kind));
        }
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (generator.hasNonNull("namespace")) {
            metadata.put("namespace", generator.path("namespace").asText());
        }
        for (String field : List.of("labels", "annotations")) {
            for (JsonNode options : List.of(common, generator.path("options"))) {
                options.path(field).properties().forEach(each -> metadata.withObjectProperty(field).put(each.getKey(), each.getValue().asText()));
            }
        }
        if (kind.equals("Secret")) {
            object.put("type", generator.path("type").asText("Opaque"));
        }
        content(generator).forEach((key, bytes) -> put(object, kind, key, bytes));
        return object;
    }

    private static void put(ObjectNode object, String kind, String key, byte[] bytes) {
        if (kind.equals("Secret")) {
            object.withObjectProperty("data").put(key, Base64.getEncoder().encodeToString(bytes));
            return;
        }
        try {
            object.withObjectProperty("data").put(key, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            object.withObjectProperty("binaryData").put(key, Base64.getEncoder().encodeToString(bytes));
        }
    }

    private Map<String, byte[]> content(JsonNode generator) {
        Map<String, byte[]> content = new TreeMap<>();
        generator.path("literals").forEach(literal -> pair(literal.asText(), content, true));
        generator.path("files").forEach(file -> {
            String text = file.asText();
            int equals = text.indexOf('=');
            String path = text.substring(equals + 1);
            content.put(equals < 0 ? path.substring(path.lastIndexOf('/') + 1) : text.substring(0, equals), folder.bytes(path));
        });
        List<JsonNode> envs = new java.util.ArrayList<>(generator.path("envs").valueStream().toList());
        if (generator.hasNonNull("env")) {
            envs.add(generator.path("env"));
        }
        envs.forEach(file -> folder.text(file.asText()).lines().map(String::stripLeading).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> pair(line, content, false)));
        return content;
    }

    /// Quotes round a literal are not part of it. sigs.k8s.io/kustomize/api/kv/kv.go
    private void pair(String text, Map<String, byte[]> content, boolean quoted) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new Unbuildable("%s has %s where KEY=VALUE must be".formatted(folder, text));
        }
        String value = text.substring(equals + 1);
        boolean quotes = quoted && value.length() > 1 && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        content.put(text.substring(0, equals), (quotes ? value.substring(1, value.length() - 1) : value).getBytes(StandardCharsets.UTF_8));
    }
}
