package dev.marina.agent.node;

import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import dev.marina.net.NodePart;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Which parts of its nodes a cluster has switched off, followed from the first list on: there are as many objects as parts, all small.
/// Thread-safe.
final class ComponentObjects implements AutoCloseable {

    private static final String PATH = "/apis/marina.dev/v1/nodecomponents";
    private static final Set<String> UNREAD = Set.of("annotations", "labels", "managedFields", "ownerReferences", "finalizers");

    private final ListWatch<GenericKubernetesResource> watch;

    /// @param changed is told on the watch's thread: must not block
    ComponentObjects(Supplier<KubernetesClient> client, Runnable changed) {
        watch = new ListWatch<>(client, new Watched<>(GenericKubernetesResource.class, PATH, Optional.empty(), UNREAD, object -> object),
                new ListWatch.Listener<>() {
                    @Override
                    public void put(GenericKubernetesResource component) {
                        if (known()) {
                            changed.run();
                        }
                    }

                    @Override
                    public void gone(GenericKubernetesResource last) {
                        put(last);
                    }

                    @Override
                    public void listed() {
                        changed.run();
                    }
                });
    }

    ComponentObjects start() {
        watch.start();
        return this;
    }

    boolean known() {
        return watch.listed();
    }

    Set<NodePart> off() {
        EnumSet<NodePart> off = EnumSet.noneOf(NodePart.class);
        watch.items().stream().filter(ComponentObjects::off).forEach(component -> NodePart.named(component.getMetadata().getName()).ifPresent(off::add));
        return off;
    }

    private static boolean off(GenericKubernetesResource component) {
        return component.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec && Boolean.TRUE.equals(spec.get("off"));
    }

    void reconnect() {
        watch.reconnect();
    }

    @Override
    public void close() {
        watch.close();
    }
}
