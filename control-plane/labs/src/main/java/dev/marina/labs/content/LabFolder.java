package dev.marina.labs.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// The files of one lab or exam. Each is small, and none is read that lies elsewhere.
///
/// @param id of the lab or the exam
/// @param source that brings it; "" for the installation
record LabFolder(String id, String source, LabFiles files, LabProblems problems) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final long MOST_BYTES = 64 << 10;

    /// A folder of the installation.
    static LabFolder of(Path directory, LabProblems problems) {
        return new LabFolder(directory.getFileName().toString(), "", new LabFiles.Directory(directory), problems);
    }

    /// Empty, and a problem, for a file that cannot be read.
    Optional<String> read(String name) {
        try {
            OptionalLong bytes = files.size(name);
            if (bytes.isEmpty()) {
                problems.add(name, "", "is missing; it must be a file of the lab");
                return Optional.empty();
            }
            if (bytes.getAsLong() > MOST_BYTES) {
                problems.add(name, "", "has %d bytes; it must have %d at most".formatted(bytes.getAsLong(), MOST_BYTES));
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(files.bytes(name))).toString());
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
        problems.lines(name, YamlLines.of(text));
        try {
            JsonNode root = YAML.readTree(text);
            if (root.isObject()) {
                return Optional.of(root);
            }
            problems.add(name, "", "must be an object with the fields of " + schema.what());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.add(name, Math.max(0, line), "", "is no YAML: " + e.getOriginalMessage());
        }
        return Optional.empty();
    }
}
