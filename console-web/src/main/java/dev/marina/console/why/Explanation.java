package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.InTurn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What the cluster's API says of why an object is as it is.
///
/// @param steps the oldest first
/// @param complete whether they go back to the beginning
/// @param historyReason `LogEnds` or `TooManyChanges`, where they do not
public record Explanation(List<ChainStep> steps, boolean complete, String historyReason, List<Wait> waiting) {

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
        return of(InTurn.read(api, object.explanationPath()));
    }
}
