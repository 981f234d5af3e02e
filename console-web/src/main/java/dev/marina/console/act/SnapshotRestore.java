package dev.marina.console.act;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A claim whose volume begins with what a snapshot has, and is as large.
///
/// @param name of the claim
public record SnapshotRestore(Subject snapshot, String name) {

    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";

    /// What is offered as its name.
    public static SnapshotRestore of(Subject snapshot) {
        return new SnapshotRestore(snapshot, snapshot.name() + "-restored");
    }

    public boolean named() {
        return name.matches(NAME);
    }

    private ObjectNode document() {
        ObjectNode claim = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        claim.putObject("metadata").put("name", name).put("namespace", snapshot.namespace());
        ObjectNode spec = claim.putObject("spec");
        spec.putArray("accessModes").add("ReadWriteOnce");
        spec.putObject("resources").putObject("requests").put("storage", snapshot.object().at("/status/restoreSize").asText());
        spec.putObject("dataSource").put("apiGroup", ClaimSnapshot.GROUP).put("kind", "VolumeSnapshot").put("name", snapshot.name());
        return claim;
    }

    public Request request() {
        return new Request("POST", "/api/v1/namespaces/%s/persistentvolumeclaims?fieldManager=marina-console".formatted(snapshot.namespace()),
                "application/json", document().toString());
    }

    public String kubectl() {
        return "kubectl create -f - <<< '%s'".formatted(document());
    }
}
