package dev.marina.agent.storage;

import dev.marina.agent.node.EventRecorder;
import dev.marina.agent.watch.ListWatch;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [ClusterSnapshots] by watches with one client of the cluster. While the cluster has no definition of them there is nothing to watch
/// but whether it comes.
final class WatchedSnapshots implements ClusterSnapshots, AutoCloseable {

    private static final WatchedContents.Kind<SnapshotContent> KIND = new WatchedContents.Kind<>("snapshot.storage.k8s.io", "VolumeSnapshotContent",
            "volumesnapshotcontents", "VolumeSnapshotClass", "volumesnapshotclasses",
            List.of(SnapshotContent.ANNOTATIONS, GroupContent.ANNOTATIONS), SnapshotContent::of);

    private final KubernetesClient client;
    private final WatchedGroups groups;
    private final WatchedContents<SnapshotContent> contents;

    WatchedSnapshots(KubernetesClient client, EventRecorder events, Runnable changed) {
        this.client = client;
        groups = new WatchedGroups(client, events, changed);
        contents = new WatchedContents<>(KIND, client, events, changed, groups::begin, groups::close);
    }

    ListWatch<?> definition() {
        return contents.definition();
    }

    @Override
    public ClusterGroups groups() {
        return groups;
    }

    @Override
    public List<SnapshotContent> contents() {
        return contents.contents();
    }

    @Override
    public Optional<GenericKubernetesResource> snapshot(String namespace, String name) {
        return WatchedContents.found(() -> client.genericKubernetesResources(KIND.type("VolumeSnapshot", "volumesnapshots", true)).inNamespace(namespace)
                .withName(name).get());
    }

    @Override
    public Optional<Map<String, String>> parameters(String className) {
        return contents.parameters(className);
    }

    @Override
    public void patch(SnapshotContent content, String patch) {
        contents.patch(content.name(), patch);
    }

    @Override
    public void patchStatus(SnapshotContent content, String patch) {
        contents.patchStatus(content.name(), patch);
    }

    @Override
    public void event(SnapshotContent content, String type, String reason, String message) {
        contents.event(content.name(), content.uid(), type, reason, message);
    }

    @Override
    public void close() {
        contents.close();
        groups.close();
    }
}
