package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;

/// The pods that the API has for one node, brought to their workers; and what their files are made of.
final class PodWatch implements AutoCloseable {

    private final ListWatch<Pod> watch;
    private final SourceWatches sources;

    /// @param listed called when the pods are complete; must not block
    PodWatch(NodeRef node, KubernetesClient client, PodSet pods, Runnable listed) {
        sources = new SourceWatches(() -> client, pods::sourcesChanged);
        watch = new ListWatch<>(() -> client, Watched.all(Pod.class, "/api/v1/pods").where("spec.nodeName=" + node.name()), new ListWatch.Listener<>() {
            @Override
            public void put(Pod pod) {
                pods.put(pod);
                sources.put(pod);
            }

            @Override
            public void gone(Pod pod) {
                pods.vanish(pod);
                sources.gone(pod);
            }

            @Override
            public void listed() {
                pods.complete();
                listed.run();
            }
        });
    }

    PodWatch start() {
        watch.start();
        return this;
    }

    @Override
    public void close() {
        watch.close();
        sources.close();
    }
}
