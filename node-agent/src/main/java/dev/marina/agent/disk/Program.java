package dev.marina.agent.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// A system program that is run to its end.
final class Program {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Program() {}

    /// Throws with the program's own words when it fails or takes too long.
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        FutureTask<String> said = new FutureTask<>(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        Thread.ofVirtual().start(said);
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("%s did not end within %s".formatted(command.getFirst(), LIMIT));
            }
            if (process.exitValue() != 0) {
                throw new IOException("%s: %s".formatted(command.getFirst(), said.get()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command.getFirst(), interrupted);
        } catch (ExecutionException failed) {
            throw new IOException("output of %s not read".formatted(command.getFirst()), failed.getCause());
        } finally {
            process.destroyForcibly();
        }
    }
}
