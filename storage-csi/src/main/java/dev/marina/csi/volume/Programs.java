package dev.marina.csi.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts system programs. Their words become the failure's message.
final class Programs {

    private static final long LIMIT_SECONDS = 120;

    private Programs() {}

    static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("%s did not end within %d s".formatted(command.getFirst(), LIMIT_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw new IOException("%s: %s".formatted(String.join(" ", command), output));
            }
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted: " + command.getFirst(), interrupted));
        }
    }
}
