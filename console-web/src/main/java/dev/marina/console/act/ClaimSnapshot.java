package dev.marina.console.act;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A snapshot of what is in a claim's volume. The cluster fills in the class.
public record ClaimSnapshot(Subject claim, String name) {

    public static final String GROUP = "snapshot.storage.k8s.io";
    public static final String PLURAL = "volumesnapshots";
    private static final int MOST_CHARACTERS = 253;

    /// @param number tells this snapshot from others
    public static ClaimSnapshot of(Subject claim, String number) {
        String start = claim.name();
        return new ClaimSnapshot(claim, start.substring(0, Math.min(start.length(), MOST_CHARACTERS - number.length() - 1)) + "-" + number);
    }

    private ObjectNode document() {
        ObjectNode snapshot = JsonNodeFactory.instance.objectNode().put("apiVersion", GROUP + "/v1").put("kind", "VolumeSnapshot");
        snapshot.putObject("metadata").put("name", name).put("namespace", claim.namespace());
        snapshot.putObject("spec").putObject("source").put("persistentVolumeClaimName", claim.name());
        return snapshot;
    }

    public Request request() {
        return new Request("POST", "/apis/%s/v1/namespaces/%s/%s?fieldManager=marina-console".formatted(GROUP, claim.namespace(), PLURAL), "application/json",
                document().toString());
    }

    public String kubectl() {
        return "kubectl create -f - <<< '%s'".formatted(document());
    }
}
