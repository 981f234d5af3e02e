package dev.marina.agent.volume;

import dev.marina.agent.runtime.ContainerImages.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which images a node's pods have as volumes: no container is of them, and yet they have to stay.
///
/// @param node the node's directory
public record ImageVolumeNotes(Path node) {

    private static final String NOTE = ".id";

    /// Where an image is shown.
    Path of(String podUid, String volume) {
        return directory(node.resolve("pods").resolve(podUid)).resolve(volume);
    }

    /// Whether a volume is an image.
    boolean has(Path volume) {
        return Files.exists(note(volume));
    }

    void note(String podUid, String volume, Named image) throws IOException {
        Path target = of(podUid, volume);
        Files.createDirectories(target.getParent());
        Files.writeString(note(target), image.id() + "\n" + image.name());
    }

    /// Ids of all of them.
    public Set<String> images() {
        return named().stream().map(Named::id).collect(Collectors.toSet());
    }

    /// All of them; without a name where it was not noted.
    public Set<Named> named() {
        Set<Named> images = new HashSet<>();
        try (DirectoryStream<Path> pods = Files.newDirectoryStream(node.resolve("pods"))) {
            for (Path pod : pods) {
                read(directory(pod), images);
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            // The node is being made, or has gone, or is a note beside one.
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot tell which images are volumes", failure);
        }
        return images;
    }

    private static void read(Path volumes, Set<Named> images) throws IOException {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(volumes, "*" + NOTE)) {
            for (Path note : notes) {
                List<String> lines = Files.readString(note).lines().toList();
                images.add(new Named(lines.getFirst(), lines.size() > 1 ? lines.get(1) : ""));
            }
        } catch (NoSuchFileException _) {
            // The pod has none, or has gone.
        }
    }

    private static Path directory(Path pod) {
        return pod.resolve("volumes").resolve("image");
    }

    private static Path note(Path target) {
        return target.resolveSibling(target.getFileName() + NOTE);
    }
}
