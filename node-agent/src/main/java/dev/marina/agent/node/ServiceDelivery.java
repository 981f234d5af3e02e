package dev.marina.agent.node;

import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.service.ServiceEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the cluster's Services to the node's network, on a thread of its own: changes that come close together lead to one
/// new computation.
final class ServiceDelivery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDelivery.class);
    private static final Duration AUDIT = Duration.ofSeconds(60);
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final NodeRef node;
    private final ClusterWatches watches;
    private final Consumer<List<ServiceEntry>> network;
    private final Signal changed = new Signal();
    private final CountDownLatch closed = new CountDownLatch(1);

    ServiceDelivery(NodeRef node, ClusterWatches watches, Consumer<List<ServiceEntry>> network) {
        this.node = node;
        this.watches = watches;
        this.network = network;
    }

    void start() {
        Thread.ofVirtual().name("services " + node).start(this::run);
    }

    /// Something has changed in the API, or the network has nothing of it yet.
    void changed() {
        changed.raise();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                changed.await(AUDIT);
                if (closed.await(GATHER.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                try {
                    network.accept(ServiceFeed.of(watches.services(), watches.slices(), node.name()));
                } catch (RuntimeException failure) {
                    LOG.atWarn().addKeyValue("node", node).addKeyValue("error", failure.toString()).log("services not brought to the node");
                    closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                    changed.raise();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        changed.raise();
    }
}
