package dev.marina.csi.volume;

import dev.marina.linux.MountTable;
import dev.marina.linux.Program;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A file system whose writers wait, and of which all that was written is in its image. That outlives this process: it is noted first,
/// so that the next one lets them go on.
final class Frozen implements AutoCloseable {

    static final String SUFFIX = ".frozen";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path note;
    private final Optional<Path> mounted;

    private Frozen(Path note, Optional<Path> mounted) {
        this.note = note;
        this.mounted = mounted;
    }

    /// @param note where it is noted
    /// @param mounted where the file system is; nothing is done when it is nowhere
    static Frozen freeze(Path note, Optional<Path> mounted) throws IOException {
        Frozen frozen = new Frozen(note, mounted);
        if (mounted.isPresent()) {
            Files.writeString(note, mounted.get().toString());
            try (FileChannel written = FileChannel.open(note, StandardOpenOption.READ)) {
                written.force(true);
            }
            try {
                Programs.run(List.of("fsfreeze", "--freeze", mounted.get().toString()));
            } catch (RuntimeException failure) {
                // It may have come that far nevertheless.
                frozen.close();
                throw failure;
            }
        }
        return frozen;
    }

    @Override
    public void close() throws IOException {
        if (mounted.isPresent()) {
            thaw(mounted.get());
            Files.deleteIfExists(note);
        }
    }

    /// What a process left frozen that was killed.
    static void thawAll(Path notes) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(notes, "*" + SUFFIX)) {
            for (Path note : left) {
                Path mounted = Path.of(Files.readString(note));
                if (MountTable.find(mounted).isPresent()) {
                    thaw(mounted);
                }
                Files.delete(note);
            }
        }
    }

    /// That it is not frozen is what it says when it fails.
    private static void thaw(Path mounted) throws IOException {
        Program.of(List.of("fsfreeze", "--unfreeze", mounted.toString()), LIMIT).run();
    }
}
