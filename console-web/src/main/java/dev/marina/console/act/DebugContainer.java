package dev.marina.console.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A container that is added to a running pod to look around in it. https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
///
/// @param target whose processes it sees
public record DebugContainer(Subject pod, String name, String image, String target) {

    /// It waits for whoever comes, and not for ever.
    private static final String WAIT = "trap 'exit 0' TERM; sleep 14400 & wait";

    public Request request() {
        ObjectNode container = JsonNodeFactory.instance.objectNode().put("name", name).put("image", image).put("targetContainerName", target);
        container.putArray("command").add("sh").add("-c").add(WAIT);
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").putArray("ephemeralContainers").add(container);
        return new Request("PATCH", pod.path() + "/ephemeralcontainers", "application/strategic-merge-patch+json", patch.toString());
    }

    public String kubectl() {
        return "kubectl debug -it %s -n %s --image=%s --target=%s".formatted(pod.name(), pod.namespace(), image, target);
    }

    /// Running, or the reason why it does not.
    public static String state(JsonNode pod, String name) {
        for (JsonNode status : pod.at("/status/ephemeralContainerStatuses")) {
            if (status.path("name").asText().equals(name)) {
                JsonNode state = status.path("state");
                return state.has("running") ? "Running" : state.elements().hasNext() ? state.elements().next().path("reason").asText("Waiting") : "Waiting";
            }
        }
        return "Waiting";
    }
}
