package dev.marina.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A node says that it lives for as long as this is open, however slow the machine is: one that is silent for forty seconds is not ready.
final class Heartbeats implements AutoCloseable {

    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    Heartbeats(KubernetesClient client, String node) {
        renewal.scheduleAtFixedRate(() -> FakeNodes.renew(client, node), 10, 10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        renewal.shutdownNow();
    }
}
