package dev.marina.console.terminal;

import dev.marina.console.feed.Backoff;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// For a container to run.
final class Waiting {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Backoff LOOK_AGAIN = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(2));
    private static final Set<String> HOPELESS = Set.of("ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError", "Completed", "Error");

    private Waiting() {}

    /// Blocks. Each new reason is told.
    ///
    /// @param slow how it is said that it takes too long
    static void untilRunning(Callable<String> state, Consumer<String> told, String slow) throws IOException {
        Instant until = Instant.now().plus(PATIENCE);
        String last = "";
        try {
            for (int turn = 1;; turn++) {
                String reason = state.call();
                if (reason.equals("Running")) {
                    return;
                }
                if (HOPELESS.contains(reason) || Instant.now().isAfter(until)) {
                    throw new IOException(slow + " " + reason);
                }
                if (!reason.equals(last)) {
                    told.accept(reason);
                    last = reason;
                }
                Thread.sleep(LOOK_AGAIN.after(turn));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a container was waited for");
        } catch (IOException | RuntimeException e) {
            throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
