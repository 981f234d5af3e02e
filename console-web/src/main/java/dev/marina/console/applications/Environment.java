package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// An application's environment as people write it: a line for each variable, `NAME=value`, or `NAME@secret/key` for one that lies in a Secret.
public final class Environment {

    private Environment() {}

    public static String lines(JsonNode env) {
        return env.valueStream().map(variable -> variable.has("secret")
                ? "%s@%s/%s".formatted(variable.path("name").asText(), variable.at("/secret/name").asText(), variable.at("/secret/key").asText())
                : "%s=%s".formatted(variable.path("name").asText(), variable.path("value").asText())).collect(Collectors.joining("\n"));
    }

    /// @throws IllegalArgumentException with the line that is no variable, or says one again
    public static ArrayNode of(String lines) {
        ArrayNode env = JsonNodeFactory.instance.arrayNode();
        Set<String> names = new HashSet<>();
        for (String line : lines.split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            int equals = line.indexOf('=');
            int at = line.indexOf('@');
            boolean secret = at > 0 && (equals < 0 || at < equals);
            int end = secret ? at : equals;
            String name = end <= 0 ? "" : line.substring(0, end).strip();
            String value = end <= 0 ? "" : line.substring(end + 1);
            if (name.isEmpty() || name.contains(" ") || secret && !value.strip().matches("[^/]+/[^/]+") || !names.add(name)) {
                throw new IllegalArgumentException(line);
            }
            ObjectNode variable = env.addObject().put("name", name);
            if (secret) {
                String[] parts = value.strip().split("/", 2);
                variable.putObject("secret").put("name", parts[0]).put("key", parts[1]);
            } else {
                variable.put("value", value);
            }
        }
        return env;
    }
}
