package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.List;

/// One thing that has to be done about a group of snapshots.
sealed interface GroupStep {

    /// @param finalizers all that the group is to have
    record Finalizers(List<String> finalizers) implements GroupStep {}

    record SetClass(String name) implements GroupStep {}

    record CreateContent(SnapshotObject groupClass, List<PersistentVolume> volumes) implements GroupStep {}

    /// Says in the content which group of the name it is.
    record Bind(SnapshotObject content) implements GroupStep {}

    /// Makes the objects of one of its snapshots.
    ///
    /// @param info what the content says of it
    record MakeMember(SnapshotObject content, JsonNode info) implements GroupStep {}

    /// Says of the group what its content says.
    record SayStatus(SnapshotObject content) implements GroupStep {}

    /// So that whoever has the volumes deletes what was kept, if the policy says so, once the content is deleted.
    record MarkDeleted(SnapshotObject content) implements GroupStep {}

    record DeleteContent(SnapshotObject content) implements GroupStep {}

    record DeleteMember(SnapshotObject member) implements GroupStep {}

    /// In the status, and as an event when it is new.
    record Fail(String reason, String message) implements GroupStep {}

    /// An event only.
    record Warn(String reason, String message) implements GroupStep {}
}
