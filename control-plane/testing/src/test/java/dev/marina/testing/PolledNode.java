package dev.marina.testing;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A node that says of its pods what a kubelet would, one at a time, and goes on when the control plane is there again: they run and are
/// ready, and what is told to go is gone. It can be held, so that something stays half done.
final class PolledNode implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final KubernetesClient client;
    private final String name;
    private final Thread thread;
    private volatile boolean held;
    private volatile boolean closed;

    PolledNode(KubernetesClient client, String name, int pods) {
        this.client = client;
        this.name = name;
        FakeNodes.readyNode(client, name, pods);
        thread = Thread.ofVirtual().name("node-" + name).start(this::run);
    }

    void hold(boolean now) {
        held = now;
    }

    private void run() {
        while (!closed) {
            try {
                if (!held) {
                    step();
                }
            } catch (KubernetesClientException e) {
                // the control plane is dead, or somebody was faster: looked at again in the next round
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private void step() {
        FakeNodes.renew(client, name);
        List<Pod> pods = client.pods().inAnyNamespace().withField("spec.nodeName", name).list().getItems();
        pods.stream().filter(PolledNode::waits).findFirst().ifPresent(this::progress);
    }

    private static boolean waits(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null || "Pending".equals(pod.getStatus().getPhase());
    }

    private void progress(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            client.resource(pod).withGracePeriod(0).delete();
            return;
        }
        FakeNodes.runs(client, pod);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
