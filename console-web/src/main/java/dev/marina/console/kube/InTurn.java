package dev.marina.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.feed.Backoff;
import dev.marina.console.feed.TableSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/// Questions of which a cluster answers one at a time; others are told to come again.
public final class InTurn {

    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2));
    private static final int MOST_TRIES = 8;
    private static final int TOO_MANY = 429;

    private InTurn() {}

    /// Blocks until it is this question's turn.
    public static JsonNode read(ClusterApi api, String path) throws IOException {
        for (int tries = 1;; tries++) {
            try {
                return api.read(path);
            } catch (TableSource.Refusal busy) {
                if (busy.status() != TOO_MANY || tries == MOST_TRIES) {
                    throw busy;
                }
                pause(AGAIN.after(tries));
            }
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        }
    }
}
