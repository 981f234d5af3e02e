package dev.marina.testing;

import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

/// A node that runs nothing and says of its pods what a kubelet would: they run and are ready at once; those with a label
/// `ends: Succeeded` or `ends: Failed` end at once instead; an image that ends in `:broken` never becomes ready; what is told to
/// go is gone.
final class PretendedNode implements AutoCloseable, Watcher<Pod> {

    private final KubernetesClient client;
    private final Watch watch;
    private final Heartbeats heartbeats;

    PretendedNode(KubernetesClient client, String name) {
        this.client = client;
        FakeNodes.readyNode(client, name, 110);
        heartbeats = new Heartbeats(client, name);
        watch = client.pods().inAnyNamespace().withField("spec.nodeName", name).watch(this);
    }

    /// One that a machine was told to have.
    PretendedNode(KubernetesClient client, Machine.AssignedNode assigned) {
        this.client = client;
        FakeNodes.readyNode(client, assigned);
        heartbeats = new Heartbeats(client, assigned.name());
        watch = client.pods().inAnyNamespace().withField("spec.nodeName", assigned.name()).watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        if (action == Action.DELETED) {
            return;
        }
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                client.resource(pod).withGracePeriod(0).delete();
            } else if ("Pending".equals(pod.getStatus().getPhase())) {
                begin(pod);
            }
        } catch (KubernetesClientException e) {
            // somebody changed or removed it meanwhile, and the next event says so
            if (e.getCode() != 409 && e.getCode() != 404) {
                throw e;
            }
        }
    }

    private void begin(Pod pod) {
        String end = pod.getMetadata().getLabels() == null ? null : pod.getMetadata().getLabels().get("ends");
        boolean broken = pod.getSpec().getContainers().getFirst().getImage().endsWith(":broken");
        if (end != null) {
            client.pods().resource(pod).editStatus(each -> new PodBuilder(each).editStatus().withPhase(end).endStatus().build());
        } else if (!broken) {
            FakeNodes.runs(client, pod);
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch of a pretended node ended", cause);
    }

    @Override
    public void close() {
        heartbeats.close();
        watch.close();
    }
}
