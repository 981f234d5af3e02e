package dev.marina.console.terminal;

import com.fasterxml.jackson.databind.JsonNode;

/// What is to be done next on the way to a shell's pod.
sealed interface ShellStep {

    record Make() implements ShellStep {}

    record Use() implements ShellStep {}

    /// @param uid of this pod, which has ended, and of no later one
    record Remove(String uid) implements ShellStep {}

    /// @param reason such as `ContainerCreating`
    record Wait(String reason) implements ShellStep {}

    /// @param pod as it is; missing where there is none
    static ShellStep of(JsonNode pod) {
        if (pod.isMissingNode()) {
            return new Make();
        }
        if (pod.path("metadata").has("deletionTimestamp")) {
            return new Wait("Terminating");
        }
        String phase = pod.path("status").path("phase").asText("Pending");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return new Remove(pod.path("metadata").path("uid").asText());
        }
        JsonNode state = pod.path("status").path("containerStatuses").path(0).path("state");
        if (state.has("running")) {
            return new Use();
        }
        String waiting = state.path("waiting").path("reason").asText("");
        return new Wait(waiting.isEmpty() ? unscheduled(pod) : waiting);
    }

    private static String unscheduled(JsonNode pod) {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("PodScheduled") && condition.path("status").asText().equals("False")) {
                return condition.path("reason").asText() + ": " + condition.path("message").asText();
            }
        }
        return pod.path("status").path("phase").asText("Pending");
    }
}
