package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One cluster's Services and endpoints, watched once for all of its nodes on this machine. The watch is made as the node that came
/// first; when that one leaves, as the next one, and what was known is shown until the new watch has its lists. Thread-safe.
final class ClusterWatches {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatches.class);
    private static final long PAGE = 500;

    private record Member(KubernetesClient client, Runnable changed) {}

    private record Watched(NodeRef by, SharedIndexInformer<Service> services, SharedIndexInformer<EndpointSlice> slices) {
        void stop() {
            services.stop();
            slices.stop();
        }
    }

    /// Guards `members` and `watching`.
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<NodeRef, Member> members = new LinkedHashMap<>();
    private Watched watching;
    private volatile Watched shown;
    private volatile List<Runnable> told = List.of();

    /// Returns when Services and endpoints are known.
    ///
    /// @param changed called after every change, by a thread of the watch: must not block
    void join(NodeRef node, KubernetesClient client, Runnable changed) {
        changing.lock();
        try {
            if (watching == null) {
                Watched opened = open(node, client);
                try {
                    Informers.awaitSync(opened.services, "services for node " + node);
                    Informers.awaitSync(opened.slices, "endpoints for node " + node);
                } catch (RuntimeException failure) {
                    opened.stop();
                    throw failure;
                }
                watching = opened;
                shown = opened;
            }
            members.put(node, new Member(client, changed));
            tellMembers();
        } finally {
            changing.unlock();
        }
        changed.run();
    }

    /// May be called twice. The node's client is used no more.
    void leave(NodeRef node) {
        changing.lock();
        try {
            members.remove(node);
            tellMembers();
            if (watching == null || !watching.by.equals(node)) {
                return;
            }
            watching.stop();
            if (members.isEmpty()) {
                watching = null;
                shown = null;
                return;
            }
            Map.Entry<NodeRef, Member> next = members.entrySet().iterator().next();
            watching = open(next.getKey(), next.getValue().client);
            showOnceListed(watching);
        } finally {
            changing.unlock();
        }
    }

    private void showOnceListed(Watched next) {
        CompletableFuture.allOf(next.services.start().toCompletableFuture(), next.slices.start().toCompletableFuture()).thenRun(() -> {
            changing.lock();
            try {
                if (watching == next) {
                    shown = next;
                }
            } finally {
                changing.unlock();
            }
            changed();
        });
    }

    private Watched open(NodeRef node, KubernetesClient client) {
        SharedIndexInformer<Service> services = client.services().inAnyNamespace().withLimit(PAGE).runnableInformer(0)
                .itemStore(Stripped.services()).exceptionHandler((_, failure) -> again(node, failure)).addEventHandler(new Touch<>());
        SharedIndexInformer<EndpointSlice> slices = client.discovery().v1().endpointSlices().inAnyNamespace().withLimit(PAGE).runnableInformer(0)
                .itemStore(Stripped.slices()).exceptionHandler((_, failure) -> again(node, failure)).addEventHandler(new Touch<>());
        return new Watched(node, services, slices);
    }

    private static boolean again(NodeRef node, Throwable failure) {
        LOG.atDebug().addKeyValue("node", node).addKeyValue("error", failure.toString()).log("watch of the cluster to be renewed");
        return true;
    }

    List<Service> services() {
        Watched known = shown;
        return known == null ? List.of() : known.services.getStore().list();
    }

    List<Service> services(String namespace) {
        return services().stream().filter(service -> namespace.equals(service.getMetadata().getNamespace())).toList();
    }

    List<EndpointSlice> slices() {
        Watched known = shown;
        return known == null ? List.of() : known.slices.getStore().list();
    }

    private void changed() {
        told.forEach(Runnable::run);
    }

    private void tellMembers() {
        told = members.values().stream().map(Member::changed).toList();
    }

    private final class Touch<T extends HasMetadata> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            changed();
        }

        @Override
        public void onUpdate(T before, T after) {
            changed();
        }

        @Override
        public void onDelete(T deleted, boolean unknown) {
            changed();
        }
    }
}
