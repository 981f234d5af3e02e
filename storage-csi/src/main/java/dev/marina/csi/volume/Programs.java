package dev.marina.csi.volume;

import dev.marina.linux.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/// Starts system programs. Their words become the failure's message.
final class Programs {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Programs() {}

    static String run(List<String> command) {
        try {
            Program.Ended ended = Program.of(command, LIMIT).run();
            if (ended.exitCode() != 0) {
                throw new IOException("%s: %s".formatted(String.join(" ", command), (ended.output() + ended.errors()).strip()));
            }
            return ended.output().strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
