package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.console.kube.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// A question that is prepared: a file of `examples/two-worlds`. What it shows is said in `worlds.prepared.<name>`.
record Prepared(String name) {

    /// In the order in which they are offered.
    static final List<Prepared> ALL = List
            .of("unavailable", "recreate", "readiness", "budget", "requests", "scheduler", "parallel", "lost-node", "quota", "retries")
            .stream().map(Prepared::new).toList();

    /// What both worlds begin with, as people write it.
    String text() {
        ObjectNode question = read();
        ((ObjectNode) question.path("spec")).remove(List.of("difference", "then"));
        question.remove("metadata");
        return Yaml.whole(question);
    }

    /// What is done in both at later seconds.
    List<LaterAct> later() {
        return LaterAct.of(read().path("spec").path("then"));
    }

    /// Which of [Question#DIFFERENCES].
    String kind() {
        return difference().fieldNames().next();
    }

    String differenceText() {
        JsonNode value = difference().path(kind());
        return value.isTextual() ? value.asText() : Yaml.whole(value);
    }

    private JsonNode difference() {
        return read().path("spec").path("difference");
    }

    private ObjectNode read() {
        try (InputStream file = Prepared.class.getResourceAsStream("/worlds/%s.yaml".formatted(name))) {
            return (ObjectNode) new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the prepared worlds %s cannot be read".formatted(name), e);
        }
    }
}
