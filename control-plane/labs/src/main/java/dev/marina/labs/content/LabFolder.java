package dev.marina.labs.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// The files of one lab or exam. Each is small, and none is read that lies elsewhere.
record LabFolder(Path directory, LabProblems problems) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final long MOST_BYTES = 64 << 10;

    String id() {
        return directory.getFileName().toString();
    }

    /// Empty, and a problem, for a file that cannot be read.
    Optional<String> read(String name) {
        Path file = directory.resolve(name).normalize();
        if (!file.startsWith(directory) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            problems.add(name, "", "is missing; it must be a file of the lab");
            return Optional.empty();
        }
        try {
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                problems.add(name, "", "has %d bytes; it must have %d at most".formatted(bytes, MOST_BYTES));
                return Optional.empty();
            }
            return Optional.of(Files.readString(file));
        } catch (CharacterCodingException e) {
            problems.add(name, "", "is no text in UTF-8");
            return Optional.empty();
        } catch (IOException e) {
            problems.add(name, "", "cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /// Empty, and a problem, for a file that is not right by the schema.
    Optional<JsonNode> read(String name, LabSchema schema) {
        Optional<JsonNode> yaml = read(name).flatMap(text -> parsed(name, text, schema));
        yaml.ifPresent(root -> schema.check(root).forEach(error -> problems.add(name, error.field(), error.message())));
        return yaml.filter(_ -> problems.none());
    }

    private Optional<JsonNode> parsed(String name, String text, LabSchema schema) {
        try {
            JsonNode root = YAML.readTree(text);
            if (root.isObject()) {
                return Optional.of(root);
            }
            problems.add(name, "", "must be an object with the fields of " + schema.what());
        } catch (JsonProcessingException e) {
            problems.add(name, "", "is no YAML: " + e.getOriginalMessage());
        }
        return Optional.empty();
    }
}
