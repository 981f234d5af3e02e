package dev.marina.agent.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Notes of what drivers were asked to show to the node's pods, each written before the driver is asked. They lie where no container
/// sees them, and go with the pod's directory.
final class ShownVolumes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".shown";

    private final Path pods;
    private final String boot;

    /// @param pods directory with one directory per pod
    /// @param boot which start of the machine this is
    ShownVolumes(Path pods, String boot) {
        this.pods = pods;
        this.boot = boot;
    }

    String boot() {
        return boot;
    }

    /// @param boot of the machine since which the driver has shown it: with another it is asked again
    /// @param name in the pod
    /// @param target from the node's root
    /// @param staged from the node's root, "" where the driver does not stage
    /// @param attached whether it had to be attached, as a Node's status names it; "" where not
    /// @param done false while the driver is being asked
    /// @param capacity of the volume's object for which the driver has made room; "" while it has not
    /// @param measured whether the driver says how full it is
    /// @param republished whether the driver wants to be asked again and again
    record Note(String boot, String pod, String name, String driver, String handle, String target, String staged, String attached, boolean done,
            boolean republished,
            boolean readOnly, boolean grouped, boolean measured, String capacity) {

        /// @param size of the volume, as the driver has been told of it
        Note whenDone(String size) {
            return new Note(boot, pod, name, driver, handle, target, staged, attached, true, republished, readOnly, grouped, measured, size);
        }

        boolean sameVolume(Note other) {
            return driver.equals(other.driver) && handle.equals(other.handle);
        }
    }

    void write(Note note) {
        try {
            Path file = file(note.pod, note.name);
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, JSON.writeValueAsBytes(note));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Optional<Note> find(String pod, String name) {
        return read(file(pod, name));
    }

    List<Note> of(String pod) {
        try (Stream<Path> files = Files.list(directory(pod))) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).flatMap(file -> read(file).stream()).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Of all pods of the node.
    List<Note> all() {
        List<String> names;
        try (Stream<Path> each = Files.list(pods)) {
            names = each.map(pod -> pod.getFileName().toString()).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return names.stream().flatMap(pod -> of(pod).stream()).toList();
    }

    void forget(Note note) {
        try {
            Files.deleteIfExists(file(note.pod, note.name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path directory(String pod) {
        return pods.resolve(pod).resolve("volumes/driver");
    }

    private Path file(String pod, String name) {
        return directory(pod).resolve(name + SUFFIX);
    }

    /// Empty when there is none, or one without sense: power was lost while it was written.
    private static Optional<Note> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Note.class));
        } catch (NoSuchFileException | JsonProcessingException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
