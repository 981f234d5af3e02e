package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.node.EventRecorder;
import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// [ClusterSnapshots] by watches with one client of the cluster. While the cluster has no definition of them there is nothing to watch
/// but whether it comes.
final class WatchedSnapshots implements ClusterSnapshots, AutoCloseable {

    private static final String GROUP = "snapshot.storage.k8s.io";
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final ResourceDefinitionContext CONTENTS = type("VolumeSnapshotContent", "volumesnapshotcontents", false);
    private static final ResourceDefinitionContext SNAPSHOTS = type("VolumeSnapshot", "volumesnapshots", true);
    private static final ResourceDefinitionContext CLASSES = type("VolumeSnapshotClass", "volumesnapshotclasses", false);
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Runnable changed;
    private final ListWatch<GenericKubernetesResource> definition;
    private ListWatch<GenericKubernetesResource> contents;
    /// By their names, each read once: they are looked at with every change of anything.
    private final Map<String, SnapshotContent> read = new ConcurrentHashMap<>();

    WatchedSnapshots(KubernetesClient client, EventRecorder events, Runnable changed) {
        this.client = client;
        this.events = events;
        this.changed = changed;
        Watched<GenericKubernetesResource> all = Watched.all(GenericKubernetesResource.class, DEFINITIONS);
        definition = new ListWatch<>(() -> client, new Watched<>(all.type(), all.path(), Optional.of("metadata.name=volumesnapshotcontents." + GROUP),
                all.unread(), WatchedSnapshots::emptied), new Definition()).start();
    }

    private static ResourceDefinitionContext type(String kind, String plural, boolean namespaced) {
        return new ResourceDefinitionContext.Builder().withGroup(GROUP).withVersion("v1").withKind(kind).withPlural(plural).withNamespaced(namespaced).build();
    }

    /// Of a definition nothing is kept but that it is there.
    private static GenericKubernetesResource emptied(GenericKubernetesResource read) {
        read.setAdditionalProperties(Map.of());
        read.getMetadata().setAnnotations(Map.of());
        return read;
    }

    /// Without what people write at it for themselves.
    private static GenericKubernetesResource trimmed(GenericKubernetesResource read) {
        if (read.getMetadata().getAnnotations() != null) {
            Map<String, String> ours = new HashMap<>(read.getMetadata().getAnnotations());
            ours.keySet().removeIf(name -> !name.startsWith(SnapshotContent.ANNOTATIONS));
            read.getMetadata().setAnnotations(ours);
        }
        return read;
    }

    ListWatch<?> definition() {
        return definition;
    }

    private final class Definition implements ListWatch.Listener<GenericKubernetesResource> {
        @Override
        public void put(GenericKubernetesResource object) {
            begin();
        }

        @Override
        public void gone(GenericKubernetesResource last) {
            end();
        }
    }

    private final class Wake implements ListWatch.Listener<GenericKubernetesResource> {
        @Override
        public void put(GenericKubernetesResource object) {
            read.put(object.getMetadata().getName(), SnapshotContent.of(object));
            changed.run();
        }

        @Override
        public void gone(GenericKubernetesResource last) {
            read.remove(last.getMetadata().getName());
            changed.run();
        }
    }

    private synchronized void begin() {
        if (contents == null) {
            Watched<GenericKubernetesResource> all = Watched.all(GenericKubernetesResource.class, SnapshotContent.PATH);
            contents = new ListWatch<>(() -> client, new Watched<>(all.type(), all.path(), Optional.empty(), all.unread(), WatchedSnapshots::trimmed),
                    new Wake())
                    .start();
        }
    }

    private synchronized void end() {
        if (contents != null) {
            contents.close();
            contents = null;
            read.clear();
        }
    }

    @Override
    public List<SnapshotContent> contents() {
        return List.copyOf(read.values());
    }

    @Override
    public Optional<GenericKubernetesResource> snapshot(String namespace, String name) {
        return found(() -> client.genericKubernetesResources(SNAPSHOTS).inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<Map<String, String>> parameters(String className) {
        return found(() -> client.genericKubernetesResources(CLASSES).withName(className).get()).map(found -> {
            Map<String, String> parameters = new HashMap<>();
            JsonNode root = JSON.valueToTree(found.getAdditionalProperties());
            root.path("parameters").properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
            return parameters;
        });
    }

    private static Optional<GenericKubernetesResource> found(java.util.function.Supplier<GenericKubernetesResource> request) {
        try {
            return Optional.ofNullable(request.get());
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public void patch(SnapshotContent content, String patch) {
        found(() -> client.genericKubernetesResources(CONTENTS).withName(content.name()).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    @Override
    public void patchStatus(SnapshotContent content, String patch) {
        found(() -> client.genericKubernetesResources(CONTENTS).withName(content.name()).subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    @Override
    public void event(SnapshotContent content, String type, String reason, String message) {
        events.record(new ObjectReferenceBuilder().withApiVersion(GROUP + "/v1").withKind("VolumeSnapshotContent").withName(content.name())
                .withUid(content.uid()).build(), type, reason, message);
    }

    @Override
    public void close() {
        definition.close();
        end();
    }
}
