package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.NodeNetwork;
import dev.marina.net.dns.corefile.CorefileFault;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Brings the cluster's Corefile to the node's network. One that is not taken is told in an event on its ConfigMap, by one of the cluster's nodes
/// on this machine, once for each version.
final class CorefileDelivery implements AutoCloseable {

    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    private static final String TAKEN = "CorefileTaken";
    private static final String REFUSED = "CorefileRefused";

    private final NodeRef node;
    private final ClusterWatches watches;
    private final Supplier<NodeNetwork> network;
    private final EventRecorder events;
    private final DeliveryLoop<String> loop;
    /// Version of the ConfigMap that was refused last, empty while one is in force. Only the loop's thread uses it.
    private String refused = "";

    CorefileDelivery(NodeRef node, ClusterWatches watches, Supplier<NodeNetwork> network, EventRecorder events, DeliveryPace pace) {
        this.node = node;
        this.watches = watches;
        this.network = network;
        this.events = events;
        loop = new DeliveryLoop<>("corefile", node, () -> watches.corefile().filter(CorefileObject::known).isPresent(), _ -> bring(), pace, LONGEST_REST);
    }

    void start() {
        loop.start();
    }

    /// It is known, or has changed, or the network has nothing of it. Does not block.
    void changed() {
        loop.everything();
    }

    private void bring() {
        Optional<ConfigMap> object = watches.corefile().flatMap(CorefileObject::find);
        try {
            network.get().corefile(object.flatMap(CorefileObject::text));
            if (!refused.isEmpty()) {
                object.ifPresent(taken -> tell(taken, "Normal", TAKEN, "the cluster's name servers answer by it"));
            }
            refused = "";
        } catch (CorefileFault fault) {
            ConfigMap wrong = object.orElseThrow(() -> new IllegalStateException("the usual Corefile is refused", fault));
            String version = wrong.getMetadata().getResourceVersion();
            if (!version.equals(refused)) {
                tell(wrong, "Warning", REFUSED, "data.%s; the one before stays in force".formatted(fault.words()));
            }
            refused = version;
        }
    }

    private void tell(ConfigMap object, String type, String reason, String message) {
        if (watches.speaks(node)) {
            events.record(new ObjectReferenceBuilder().withKind("ConfigMap").withApiVersion("v1").withNamespace(object.getMetadata().getNamespace())
                    .withName(object.getMetadata().getName()).withUid(object.getMetadata().getUid())
                    .withResourceVersion(object.getMetadata().getResourceVersion()).build(), type, reason, message);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
