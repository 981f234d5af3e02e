package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.feed.Backoff;
import dev.marina.console.feed.TableSource;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the cluster's API says of why an object is as it is.
///
/// @param steps the oldest first
/// @param complete whether they go back to the beginning
/// @param historyReason `LogEnds` or `TooManyChanges`, where they do not
public record Explanation(List<ChainStep> steps, boolean complete, String historyReason, List<Wait> waiting) {

    /// One question of a cluster is answered at a time; others are told to come again.
    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2));
    private static final int MOST_TRIES = 8;
    private static final int TOO_MANY = 429;

    public static Explanation of(JsonNode answer) {
        List<ChainStep> steps = new ArrayList<>();
        answer.path("steps").forEach(step -> steps.add(ChainStep.of(step)));
        List<Wait> waiting = new ArrayList<>();
        answer.path("waiting").forEach(wait -> waiting.add(new Wait(wait)));
        return new Explanation(List.copyOf(steps), answer.path("history").path("complete").asBoolean(),
                answer.path("history").path("reason").asText(), List.copyOf(waiting));
    }

    /// Blocks until it is this question's turn.
    public static Explanation ask(ClusterApi api, ObjectAddress object) throws IOException {
        for (int tries = 1;; tries++) {
            try {
                return of(api.read(object.explanationPath()));
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
            throw new InterruptedIOException("interrupted while waiting for an explanation");
        }
    }
}
