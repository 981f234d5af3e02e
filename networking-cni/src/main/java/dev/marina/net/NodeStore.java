package dev.marina.net;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The nodes whose networks were asked for, one JSON file each. Read after a restart, before anybody asks again.
final class NodeStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    NodeStore(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(NodeSpec spec) {
        Path file = file(spec.key());
        Path fresh = directory.resolve(file.getFileName() + ".new");
        try {
            JSON.writeValue(fresh.toFile(), spec);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<NodeSpec> find(NodeKey key) {
        return Files.exists(file(key)) ? Optional.of(read(file(key))) : Optional.empty();
    }

    List<NodeSpec> list() {
        List<NodeSpec> specs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                if (Files.exists(file)) {
                    specs.add(read(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return specs;
    }

    void remove(NodeKey key) {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NodeSpec read(Path file) {
        try {
            return JSON.readValue(file.toFile(), NodeSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Path file(NodeKey key) {
        return directory.resolve(key.text() + ".json");
    }
}
