package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pods that the API has for one node, brought to their workers.
final class PodWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);

    private final SharedIndexInformer<Pod> informer;
    private final Consumer<Pod> known;
    private volatile boolean closed;

    /// @param known is told of each pod, first and changed; by several threads
    /// @param vanished is told of each that the API has no more
    PodWatch(NodeRef node, KubernetesClient client, Consumer<Pod> known, Consumer<Pod> vanished) {
        this.known = known;
        informer = client.pods().inAnyNamespace().withField("spec.nodeName", node.name()).runnableInformer(0).exceptionHandler((_, failure) -> {
            LOG.atDebug().addKeyValue("node", node).addKeyValue("error", failure.toString()).log("watch of pods to be renewed");
            return !closed;
        }).addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                known.accept(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
                    vanished.accept(before);
                }
                known.accept(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                vanished.accept(pod);
            }
        });
    }

    /// Returns when every pod of the node is known.
    void open(NodeRef node) {
        Informers.awaitSync(informer, "pods of node " + node);
        // The informer tells its handler of the list on a thread of its own, which may lag behind: what is not known would be taken for
        // an orphan. A pod that is told of twice is told the same.
        informer.getStore().list().forEach(known);
    }

    @Override
    public void close() {
        closed = true;
        informer.stop();
    }
}
