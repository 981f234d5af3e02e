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

/// The volumes that exist: one small file per volume, written whole or not at all. A volume exists when its file does.
public final class VolumeStates {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".json";

    private final Path directory;

    public VolumeStates(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Optional<VolumeRecord> find(VolumeId id) {
        return read(file(id));
    }

    public List<VolumeRecord> list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().map(VolumeStates::read).flatMap(Optional::stream).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void put(VolumeRecord volume) {
        Path file = file(volume.volumeId());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, JSON.writeValueAsBytes(volume));
            sync(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Succeeds when it is not there.
    public void remove(VolumeId id) {
        try {
            Files.deleteIfExists(file(id));
            sync(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path file(VolumeId id) {
        return directory.resolve(id + SUFFIX);
    }

    private static Optional<VolumeRecord> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), VolumeRecord.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read volume state " + file, failure);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
