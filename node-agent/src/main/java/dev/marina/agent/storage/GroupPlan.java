package dev.marina.agent.storage;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a machine has to do about a group's content, as csi-snapshotter does. pkg/sidecar-controller/groupsnapshot_helper.go in
/// kubernetes-csi/external-snapshotter
sealed interface GroupPlan {

    /// It is as it should be, or another machine's or driver's.
    record Nothing() implements GroupPlan {}

    /// Keep what is in the volumes.
    record Take() implements GroupPlan {}

    /// Look whether a group that somebody names is here.
    record Find() implements GroupPlan {}

    /// Say why nothing will come of it.
    record Refuse(String reason, String message) implements GroupPlan {}

    /// @param handle of what is to be deleted; empty for one that no driver of this cluster gave
    record Delete(Optional<String> handle) implements GroupPlan {}

    /// Let the object go.
    record Release() implements GroupPlan {}

    /// @param volumesHere handles of all volumes that lie on this machine, as far as volume objects say
    static GroupPlan of(GroupContent content, SnapshotPlan.Place place, Set<String> volumesHere) {
        if (!content.driver().equals(place.driver())) {
            return new Nothing();
        }
        String machine = content.labels().getOrDefault(place.topologyKey(), "");
        List<String> volumes = content.volumeHandles();
        boolean here = machine.isEmpty() ? volumes.isEmpty() || volumesHere.contains(volumes.getFirst()) : machine.equals(place.machine());
        boolean creating = content.annotations().containsKey(GroupContent.BEING_CREATED);
        if (content.deleting() && !(creating && here && !volumes.isEmpty() && volumes.stream().allMatch(place::ours))) {
            return deleting(content, place, here, creating);
        }
        if (content.ready() && !creating) {
            return new Nothing();
        }
        return volumes.isEmpty() ? found(content, place, here) : taken(content, place, here, volumesHere);
    }

    private static GroupPlan deleting(GroupContent content, SnapshotPlan.Place place, boolean here, boolean creating) {
        boolean unbound = !content.groupHandle().isEmpty() && content.groupUid().isEmpty();
        boolean due = unbound || !creating && content.annotations().containsKey(GroupContent.BEING_DELETED);
        if (!due || !content.finalizers().contains(GroupContent.FINALIZER)) {
            return new Nothing();
        }
        if (!content.deletionPolicy().equals("Delete") || content.handle().isEmpty()) {
            return new Release();
        }
        if (!place.ours(content.handle())) {
            return new Delete(Optional.empty());
        }
        return here ? new Delete(Optional.of(content.handle())) : new Nothing();
    }

    private static GroupPlan taken(GroupContent content, SnapshotPlan.Place place, boolean here, Set<String> volumesHere) {
        List<String> volumes = content.volumeHandles();
        Optional<String> foreign = volumes.stream().filter(handle -> !place.ours(handle)).findFirst();
        if (foreign.isPresent()) {
            return refuse(content, "Failed to create group snapshot: volume handle \"%s\" is not one of this cluster".formatted(foreign.get()));
        }
        if (!here || content.groupUid().isEmpty()) {
            return new Nothing();
        }
        if (volumes.size() > GroupContent.MOST) {
            return refuse(content, "Failed to create group snapshot: it is to be of more than %d volumes".formatted(GroupContent.MOST));
        }
        Optional<String> elsewhere = volumes.stream().filter(handle -> !volumesHere.contains(handle)).findFirst();
        if (elsewhere.isPresent()) {
            return refuse(content, "Failed to create group snapshot: volume %s does not lie on the machine of volume %s, and there is no moment of both"
                    .formatted(elsewhere.get(), volumes.getFirst()));
        }
        return content.className().isEmpty()
                ? refuse(content, "Failed to create group snapshot: failed to take group snapshot %s without a group snapshot class".formatted(content.name()))
                : new Take();
    }

    /// Whoever may write such objects names what it likes.
    private static GroupPlan found(GroupContent content, SnapshotPlan.Place place, boolean here) {
        if (content.groupHandle().isEmpty()) {
            return new Nothing();
        }
        if (!place.ours(content.groupHandle())) {
            String message = "Failed to check and update group snapshot content: group snapshot handle \"%s\" is not one of this cluster"
                    .formatted(content.groupHandle());
            return content.error().equals(message) ? new Nothing() : new Refuse("GroupSnapshotContentCheckandUpdateFailed", message);
        }
        return here ? new Find() : new Nothing();
    }

    /// Once.
    private static GroupPlan refuse(GroupContent content, String message) {
        return content.error().equals(message) ? new Nothing() : new Refuse("GroupSnapshotCreationFailed", message);
    }
}
