package dev.marina.agent.node;

import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import dev.marina.net.dns.corefile.Corefile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The cluster's ConfigMap `coredns` in `kube-system`, which says how its name servers answer. No more is kept of it than is read of a Corefile.
/// Thread-safe.
final class CorefileObject implements AutoCloseable {

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "coredns";
    private static final String KEY = "Corefile";
    private static final Set<String> UNREAD = Set.of("annotations", "labels", "managedFields", "ownerReferences", "finalizers");

    private final ListWatch<ConfigMap> watch;

    /// @param changed is told on the watch's thread: must not block
    CorefileObject(Supplier<KubernetesClient> client, Runnable changed) {
        Watched<ConfigMap> what = new Watched<>(ConfigMap.class, "/api/v1/namespaces/%s/configmaps".formatted(NAMESPACE),
                Optional.of("metadata.name=" + NAME), UNREAD, CorefileObject::kept);
        watch = new ListWatch<>(client, what, new ListWatch.Listener<>() {
            @Override
            public void put(ConfigMap object) {
                if (known()) {
                    changed.run();
                }
            }

            @Override
            public void gone(ConfigMap last) {
                put(last);
            }

            @Override
            public void listed() {
                changed.run();
            }
        });
    }

    /// Of one that is too long so much that it can be seen.
    private static ConfigMap kept(ConfigMap object) {
        String text = object.getData() == null ? null : object.getData().get(KEY);
        Map<String, String> data = text == null ? Map.of() : Map.of(KEY, text.length() > Corefile.LONGEST ? text.substring(0, Corefile.LONGEST + 1) : text);
        return new ConfigMapBuilder().withNewMetadata().withNamespace(object.getMetadata().getNamespace()).withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid()).withResourceVersion(object.getMetadata().getResourceVersion()).endMetadata().withData(data).build();
    }

    CorefileObject start() {
        watch.start();
        return this;
    }

    boolean known() {
        return watch.listed();
    }

    /// None where the cluster has deleted it.
    Optional<ConfigMap> find() {
        return watch.find(NAMESPACE, NAME);
    }

    static Optional<String> text(ConfigMap object) {
        return Optional.ofNullable(object.getData()).map(data -> data.get(KEY));
    }

    void reconnect() {
        watch.reconnect();
    }

    @Override
    public void close() {
        watch.close();
    }
}
