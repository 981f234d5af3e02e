package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The environment of a service of a compose file, a map or a list of `NAME=value`. Values that look secret are for a Secret.
///
/// @param values by name; null where the file leaves it to the shell that reads it
record ComposeEnvironment(Map<String, String> values) {

    private static final Pattern SECRET = Pattern.compile("(?i)[-._a-z0-9]*(password|passwd|secret|token|api_?key|private_?key|credentials)");

    static ComposeEnvironment of(JsonNode given) {
        Map<String, String> values = new LinkedHashMap<>();
        given.properties().forEach(variable -> values.put(variable.getKey(), variable.getValue().isNull() ? null : variable.getValue().asText()));
        if (given instanceof ArrayNode lines) {
            lines.forEach(line -> {
                String[] parts = line.asText().split("=", 2);
                values.put(parts[0], parts.length == 1 ? null : parts[1]);
            });
        }
        return new ComposeEnvironment(values);
    }

    List<String> unknown() {
        return values.entrySet().stream().filter(variable -> variable.getValue() == null).map(Map.Entry::getKey).toList();
    }

    private static boolean secret(Map.Entry<String, String> variable) {
        return variable.getValue() != null && SECRET.matcher(variable.getKey()).matches();
    }

    private static String secretName(String application) {
        return application + "-env";
    }

    Optional<ObjectNode> secret(String application, String namespace) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Secret");
        secret.putObject("metadata").put("name", secretName(application)).put("namespace", namespace);
        ObjectNode data = secret.putObject("stringData");
        values.entrySet().stream().filter(ComposeEnvironment::secret).forEach(variable -> data.put(variable.getKey(), variable.getValue()));
        return data.isEmpty() ? Optional.empty() : Optional.of(secret);
    }

    void into(ObjectNode spec, String application) {
        for (Map.Entry<String, String> variable : values.entrySet()) {
            ObjectNode made = spec.withArrayProperty("env").addObject().put("name", variable.getKey());
            if (secret(variable)) {
                made.putObject("secret").put("name", secretName(application)).put("key", variable.getKey());
            } else {
                made.put("value", variable.getValue() == null ? "" : variable.getValue());
            }
        }
    }
}
