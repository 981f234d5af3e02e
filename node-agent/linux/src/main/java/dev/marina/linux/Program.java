package dev.marina.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A system program, run to its end or to its time limit, whichever comes first.
///
/// @param environment in addition to this process's own
/// @param input what it reads
public record Program(List<String> command, Map<String, String> environment, byte[] input, Duration limit) {

    private static final int MOST_OUTPUT = 1 << 20;

    /// What it wrote, cut where a program that means well would have stopped.
    public record Ended(int exitCode, String output, String errors) {}

    public static Program of(List<String> command, Duration limit) {
        return new Program(command, Map.of(), new byte[0], limit);
    }

    public Ended run() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Side by side with the waiting: a program that neither writes nor ends would otherwise be waited for without limit.
        CompletableFuture<String> output = reading(process.getInputStream());
        CompletableFuture<String> errors = reading(process.getErrorStream());
        Thread.ofPlatform().daemon().name("input of " + command.getFirst()).start(() -> feed(process.getOutputStream()));
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            if (!process.waitFor(limit)) {
                throw overdue();
            }
            return new Ended(process.exitValue(), output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
                    errors.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException heldOpen) {
            // By a child that it left behind.
            throw overdue();
        } catch (ExecutionException failure) {
            throw new IOException("cannot read what %s says".formatted(command.getFirst()), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command.getFirst(), interrupted);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private IOException overdue() {
        return new IOException("%s did not end within %d s".formatted(command.getFirst(), limit.toSeconds()));
    }

    private void feed(OutputStream stream) {
        try (stream) {
            stream.write(input);
        } catch (IOException _) {
            // It ended, or does not want to read; either way its own words say more.
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("output of a program").start(() -> {
            try (stream) {
                byte[] kept = stream.readNBytes(MOST_OUTPUT);
                stream.transferTo(OutputStream.nullOutputStream());
                text.complete(new String(kept, StandardCharsets.UTF_8));
            } catch (IOException failure) {
                text.completeExceptionally(failure);
            }
        });
        return text;
    }
}
