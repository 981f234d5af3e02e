package dev.marina.agent.storage;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.rpc.VolumeContents;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes volumes for claims that were given to one node, and deletes released ones of this machine: looks when something has changed,
/// when an attempt is due, and now and then. Speaks to the driver through its socket and to the cluster as the node.
final class Provisioner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
    private static final Duration AUDIT = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final NodeRef node;
    private final Provisioning provisioning;
    private final Supplier<KubernetesClient> client;
    private final Clock clock;
    private final Signal signal = new Signal();
    private final Thread worker;
    private volatile boolean closed;

    Provisioner(NodeRef node, String machine, CsiClient driver, VolumeContents contents, Function<String, Optional<Path>> mounted,
            Supplier<KubernetesClient> client,
            Clock clock) {
        this.node = node;
        this.client = client;
        this.clock = clock;
        provisioning = new Provisioning(node, machine, driver, name -> contents.exists(node.clusterId(), name), mounted);
        worker = Thread.ofVirtual().name("provisioner " + node).start(this::run);
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
    }

    private void run() {
        WatchedVolumes watched = null;
        Duration next = Duration.ZERO;
        try {
            while (!closed) {
                signal.await(next);
                try {
                    KubernetesClient present = client.get();
                    if (watched == null || !watched.with(present)) {
                        // A renewed client needs new watches.
                        close(watched);
                        watched = null;
                        watched = new WatchedVolumes(present, node.name(), signal::raise);
                    }
                    next = until(provisioning.pass(watched, clock.instant()));
                } catch (RuntimeException failure) {
                    LOG.atWarn().addKeyValue("node", node).addKeyValue("error", ApiFailures.words(failure)).log("claims and volumes are not known now");
                    next = RETRY;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close(watched);
        }
    }

    private static void close(WatchedVolumes watched) {
        if (watched != null) {
            watched.close();
        }
    }

    private Duration until(Optional<Instant> due) {
        Duration wait = due.map(at -> Duration.between(clock.instant(), at)).orElse(AUDIT);
        return wait.compareTo(AUDIT) > 0 ? AUDIT : wait.isNegative() ? Duration.ZERO : wait;
    }
}
