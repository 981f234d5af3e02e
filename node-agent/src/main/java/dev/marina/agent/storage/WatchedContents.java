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
import java.util.function.Function;
import java.util.function.Supplier;

/// Contents of one kind in a cluster, by watches with one client of it. While the cluster has no definition of them there is nothing to watch but whether it
/// comes.
final class WatchedContents<T> implements AutoCloseable {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param annotations how those begin that are kept of an object's, any of these
    record Kind<T>(String group, String name, String plural, String className, String classes, List<String> annotations,
            Function<GenericKubernetesResource, T> reader) {

        ResourceDefinitionContext type(String kind, String ofPlural, boolean namespaced) {
            return new ResourceDefinitionContext.Builder().withGroup(group).withVersion("v1").withKind(kind).withPlural(ofPlural).withNamespaced(namespaced)
                    .build();
        }

        String path() {
            return "/apis/" + group + "/v1/" + plural;
        }
    }

    private final Kind<T> kind;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final Runnable changed;
    private final Runnable come;
    private final Runnable went;
    private final ListWatch<GenericKubernetesResource> definition;
    private ListWatch<GenericKubernetesResource> contents;
    /// By their names, each read once: they are looked at with every change of anything.
    private final Map<String, T> read = new ConcurrentHashMap<>();

    /// @param come when the definition is there
    /// @param went when it is not any more
    WatchedContents(Kind<T> kind, KubernetesClient client, EventRecorder events, Runnable changed, Runnable come, Runnable went) {
        this.kind = kind;
        this.client = client;
        this.events = events;
        this.changed = changed;
        this.come = come;
        this.went = went;
        Watched<GenericKubernetesResource> all = Watched.all(GenericKubernetesResource.class, DEFINITIONS);
        definition = new ListWatch<>(() -> client, new Watched<>(all.type(), all.path(),
                Optional.of("metadata.name=%s.%s".formatted(kind.plural(), kind.group())), all.unread(), WatchedContents::emptied), new Definition()).start();
    }

    /// Of a definition nothing is kept but that it is there.
    private static GenericKubernetesResource emptied(GenericKubernetesResource read) {
        read.setAdditionalProperties(Map.of());
        read.getMetadata().setAnnotations(Map.of());
        return read;
    }

    /// Without what people write at it for themselves.
    private GenericKubernetesResource trimmed(GenericKubernetesResource object) {
        if (object.getMetadata().getAnnotations() != null) {
            Map<String, String> ours = new HashMap<>(object.getMetadata().getAnnotations());
            ours.keySet().removeIf(name -> kind.annotations().stream().noneMatch(name::startsWith));
            object.getMetadata().setAnnotations(ours);
        }
        return object;
    }

    ListWatch<?> definition() {
        return definition;
    }

    private final class Definition implements ListWatch.Listener<GenericKubernetesResource> {
        @Override
        public void put(GenericKubernetesResource object) {
            begin();
            come.run();
        }

        @Override
        public void gone(GenericKubernetesResource last) {
            went.run();
            end();
        }
    }

    private final class Wake implements ListWatch.Listener<GenericKubernetesResource> {
        @Override
        public void put(GenericKubernetesResource object) {
            read.put(object.getMetadata().getName(), kind.reader().apply(object));
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
            Watched<GenericKubernetesResource> all = Watched.all(GenericKubernetesResource.class, kind.path());
            contents = new ListWatch<>(() -> client, new Watched<>(all.type(), all.path(), Optional.empty(), all.unread(), this::trimmed), new Wake()).start();
        }
    }

    private synchronized void end() {
        if (contents != null) {
            contents.close();
            contents = null;
            read.clear();
        }
    }

    List<T> contents() {
        return List.copyOf(read.values());
    }

    Optional<Map<String, String>> parameters(String className) {
        return found(() -> client.genericKubernetesResources(kind.type(kind.className(), kind.classes(), false)).withName(className).get()).map(found -> {
            Map<String, String> parameters = new HashMap<>();
            JsonNode root = JSON.valueToTree(found.getAdditionalProperties());
            root.path("parameters").properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
            return parameters;
        });
    }

    static Optional<GenericKubernetesResource> found(Supplier<GenericKubernetesResource> request) {
        try {
            return Optional.ofNullable(request.get());
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    void patch(String name, String patch) {
        found(() -> client.genericKubernetesResources(kind.type(kind.name(), kind.plural(), false)).withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    void patchStatus(String name, String patch) {
        found(() -> client.genericKubernetesResources(kind.type(kind.name(), kind.plural(), false)).withName(name).subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    void event(String name, String uid, String type, String reason, String message) {
        events.record(new ObjectReferenceBuilder().withApiVersion(kind.group() + "/v1").withKind(kind.name()).withName(name).withUid(uid).build(), type,
                reason, message);
    }

    @Override
    public void close() {
        definition.close();
        end();
    }
}
