package dev.marina.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A finished run of a program: its exit code and what it printed, both streams together.
record Program(List<String> command, int exitCode, String output) {

    static Program run(Path directory, Map<String, String> environment, Duration atMost, List<String> command) {
        return run(directory, environment, atMost, "", command);
    }

    static Program run(Path directory, Map<String, String> environment, Duration atMost, String input, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            Thread feeding = Thread.ofVirtual().start(() -> feed(process, input));
            var reading = new java.util.concurrent.FutureTask<>(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            Thread.ofVirtual().start(reading);
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("%s did not end within %s".formatted(command, atMost));
            }
            feeding.join();
            // A program may leave a child behind that holds its output open; what it printed itself is there at once.
            String output = reading.get(10, TimeUnit.SECONDS);
            return new Program(command, process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + command + " ran", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("the output of %s could not be read to its end".formatted(command), e);
        }
    }

    private static void feed(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The program ended without reading its input: its exit code tells.
        }
    }

    Program succeeded() {
        if (exitCode != 0) {
            throw new AssertionError("%s ended with %d:%n%s".formatted(String.join(" ", command), exitCode, output));
        }
        return this;
    }

    Program failed() {
        if (exitCode == 0) {
            throw new AssertionError("%s succeeded and should not have:%n%s".formatted(String.join(" ", command), output));
        }
        return this;
    }
}
