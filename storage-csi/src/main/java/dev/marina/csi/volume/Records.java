package dev.marina.csi.volume;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One small file for each of something, written whole or not at all. It exists when its file does.
final class Records<T> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".json";

    private final Path directory;
    private final Class<T> type;

    Records(Path directory, Class<T> type) {
        this.directory = directory;
        this.type = type;
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Optional<T> find(String id) {
        return read(file(id));
    }

    List<T> list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().map(this::read).flatMap(Optional::stream).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// How many have an id that begins so; reads none of them.
    long count(String prefix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(prefix) && name.endsWith(SUFFIX)).count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void put(String id, T record) {
        Path file = file(id);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, JSON.writeValueAsBytes(record));
            sync(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Succeeds when it is not there.
    void remove(String id) {
        try {
            Files.deleteIfExists(file(id));
            sync(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path file(String id) {
        return directory.resolve(id + SUFFIX);
    }

    private Optional<T> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the record " + file, failure);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
