package dev.marina.labs.content;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// The files of one lab. Each is small, and none is read that lies elsewhere.
record LabFolder(Path directory, LabProblems problems) {

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
}
