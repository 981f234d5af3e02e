package dev.marina.tenancy.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// Holds answers against the description that the server itself serves: paths, statuses, media types and every field.
record Described(JsonNode document) {

    private static final Map<URI, Described> READ = new ConcurrentHashMap<>();

    static Described by(URI base, HttpClient http) throws IOException, InterruptedException {
        Described known = READ.get(base);
        if (known == null) {
            known = new Described(
                    new YAMLMapper().readTree(http.send(HttpRequest.newBuilder(base.resolve("openapi")).build(), HttpResponse.BodyHandlers.ofString()).body()));
            READ.put(base, known);
        }
        return known;
    }

    void hold(String method, String path, HttpResponse<String> answer) throws IOException {
        String what = "%s %s answered %d %s".formatted(method, path, answer.statusCode(), answer.body());
        Optional<JsonNode> operation = operation(method, "/" + path.replaceAll("\\?.*", ""));
        if (operation.isEmpty()) {
            require(answer.statusCode() == 404 || answer.statusCode() == 405 || path.equals("openapi") || path.equals("v1/health"),
                    what + ", which is not described");
            return;
        }
        JsonNode responses = operation.get().path("responses");
        JsonNode response = resolved(
                responses.has(Integer.toString(answer.statusCode())) ? responses.path(Integer.toString(answer.statusCode())) : responses.path("default"));
        require(answer.statusCode() >= 400 || responses.has(Integer.toString(answer.statusCode())), what + ", a status that is not described");
        String media = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode schema = response.path("content").path(media).path("schema");
        if (!answer.body().isEmpty() && media.endsWith("json") && !path.endsWith("health")) {
            require(!schema.isMissingNode(), what + ", as " + media + ", which is not described");
            if (media.endsWith("x-ndjson")) {
                // described as the page, of which each line is an item
                for (String line : answer.body().lines().toList()) {
                    hold(new ObjectMapper().readTree(line), resolved(schema).path("properties").path("items").path("items"), what);
                }
            } else {
                hold(new ObjectMapper().readTree(answer.body()), schema, what);
            }
        }
    }

    private Optional<JsonNode> operation(String method, String path) {
        return document.path("paths").properties().stream().filter(described -> matches(described.getKey(), path)).map(Map.Entry::getValue)
                .filter(described -> described.has(method.toLowerCase(Locale.ROOT))).map(described -> described.path(method.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static boolean matches(String template, String path) {
        String[] wanted = template.split("/");
        String[] given = path.split("/");
        return wanted.length == given.length && IntStream.range(0, wanted.length).allMatch(i -> wanted[i].startsWith("{") || wanted[i].equals(given[i]));
    }

    private JsonNode resolved(JsonNode given) {
        return given.has("$ref") ? document.at(given.path("$ref").asText().substring(1)) : given;
    }

    private void hold(JsonNode value, JsonNode given, String what) {
        JsonNode schema = resolved(given);
        String type = schema.path("type").asText();
        switch (type) {
            case "object" -> {
                require(value.isObject(), what + ": no object");
                // Of a map every field is described as one; what says nothing of its fields may have any, as a record of a cluster's audit.
                boolean map = !schema.has("properties");
                value.properties().forEach(field -> {
                    require(map || schema.path("properties").has(field.getKey()), what + ": the field " + field.getKey() + " is not described");
                    if (!map) {
                        hold(field.getValue(), schema.path("properties").path(field.getKey()), what + ": " + field.getKey());
                    }
                });
            }
            case "array" -> {
                require(value.isArray(), what + ": no array");
                value.forEach(item -> hold(item, schema.path("items"), what + ": item"));
            }
            case "string" -> require(value.isTextual(), what + ": no text");
            case "integer" -> require(value.isIntegralNumber(), what + ": no whole number");
            case "number" -> require(value.isNumber(), what + ": no number");
            case "boolean" -> require(value.isBoolean(), what + ": no boolean");
            default -> throw new AssertionError(what + ": described as " + schema);
        }
        require(!schema.has("enum") || schema.path("enum").valueStream().anyMatch(value::equals), what + ": none of " + schema.path("enum"));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
