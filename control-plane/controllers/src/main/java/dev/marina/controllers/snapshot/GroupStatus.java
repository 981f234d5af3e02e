package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a group is to say of itself, from what its content says. updateGroupSnapshotStatus in the snapshot-controller.
///
/// @param created whether that it was taken is news
/// @param ready whether that it can be used is news
record GroupStatus(ObjectNode status, boolean created, boolean ready) {

    static GroupStatus of(SnapshotObject group, SnapshotObject content) {
        ObjectNode status = group.status();
        JsonNode said = content.at("status");
        status.put("boundVolumeGroupSnapshotContentName", content.name());
        boolean ready = said.path("readyToUse").asBoolean();
        status.put("readyToUse", ready);
        boolean created = !status.has("creationTime") && said.path("creationTime").isTextual();
        if (created) {
            status.set("creationTime", said.path("creationTime"));
        }
        if (said.path("error").isObject()) {
            status.set("error", said.path("error").deepCopy());
        } else {
            status.remove("error");
        }
        return new GroupStatus(status, created, ready && !group.ready());
    }
}
