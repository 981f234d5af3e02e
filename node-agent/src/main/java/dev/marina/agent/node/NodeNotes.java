package dev.marina.agent.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the machine remembers of its nodes, so that an agent which cannot reach the platform still knows them.
public final class NodeNotes {

    private static final Logger LOG = LoggerFactory.getLogger(NodeNotes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTE = ".node.json";
    /// Where it was, in the node's directory, before nodes had disks.
    private static final String NOTE_OF_OLD = "node.json";

    private NodeNotes() {}

    /// @param directory the node's own
    static void remember(Machine.AssignedNode node, Path directory) {
        try {
            Path file = note(directory);
            Files.createDirectories(directory);
            byte[] text = JSON.writeValueAsBytes(node);
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), text)) {
                Files.write(file, text);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Nodes whose directories are on this machine.
    public static List<Machine.AssignedNode> remembered(Path nodes) {
        if (!Files.isDirectory(nodes)) {
            return List.of();
        }
        try (Stream<Path> each = Files.list(nodes)) {
            return each.map(path -> path.getFileName().toString().endsWith(NOTE) ? path : path.resolve(NOTE_OF_OLD)).filter(Files::exists).map(NodeNotes::read)
                    .flatMap(Optional::stream).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Beside the node's disk: it must be readable before that is mounted, and writable when that is full.
    private static Path note(Path directory) {
        return directory.resolveSibling(directory.getFileName() + NOTE);
    }

    private static Optional<Machine.AssignedNode> read(Path file) {
        try {
            return Optional.of(JSON.readValue(file.toFile(), Machine.AssignedNode.class));
        } catch (IOException unreadable) {
            LOG.atWarn().addKeyValue("file", file).addKeyValue("error", unreadable.getMessage()).log("remembered node not readable");
            return Optional.empty();
        }
    }

    /// Succeeds when there is none.
    static void forget(Path directory) {
        try {
            Files.deleteIfExists(note(directory));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
