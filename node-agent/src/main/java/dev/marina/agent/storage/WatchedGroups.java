package dev.marina.agent.storage;

import dev.marina.agent.node.EventRecorder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [ClusterGroups] by watches, for as long as the cluster has definitions of single snapshots: groups are made of those.
final class WatchedGroups implements ClusterGroups, AutoCloseable {

    private static final WatchedContents.Kind<GroupContent> KIND = new WatchedContents.Kind<>(GroupContent.GROUP, "VolumeGroupSnapshotContent",
            "volumegroupsnapshotcontents", "VolumeGroupSnapshotClass", "volumegroupsnapshotclasses", List.of(GroupContent.ANNOTATIONS), GroupContent::of);

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Runnable changed;
    private Optional<WatchedContents<GroupContent>> watched = Optional.empty();

    WatchedGroups(KubernetesClient client, EventRecorder events, Runnable changed) {
        this.client = client;
        this.events = events;
        this.changed = changed;
    }

    synchronized void begin() {
        if (watched.isEmpty()) {
            watched = Optional.of(new WatchedContents<>(KIND, client, events, changed, () -> {}, () -> {}));
        }
    }

    private synchronized Optional<WatchedContents<GroupContent>> watched() {
        return watched;
    }

    @Override
    public List<GroupContent> contents() {
        return watched().map(WatchedContents::contents).orElse(List.of());
    }

    @Override
    public Optional<Map<String, String>> parameters(String className) {
        return watched().flatMap(contents -> contents.parameters(className));
    }

    @Override
    public void patch(GroupContent content, String patch) {
        watched().ifPresent(contents -> contents.patch(content.name(), patch));
    }

    @Override
    public void patchStatus(GroupContent content, String patch) {
        watched().ifPresent(contents -> contents.patchStatus(content.name(), patch));
    }

    @Override
    public void event(GroupContent content, String type, String reason, String message) {
        watched().ifPresent(contents -> contents.event(content.name(), content.uid(), type, reason, message));
    }

    @Override
    public synchronized void close() {
        watched.ifPresent(WatchedContents::close);
        watched = Optional.empty();
    }
}
