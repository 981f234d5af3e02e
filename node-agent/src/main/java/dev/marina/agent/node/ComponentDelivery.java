package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.NodeNetwork;
import java.time.Duration;
import java.util.function.Supplier;

/// Brings to the node's network which of its parts the cluster has switched off, and has it said of the node then.
final class ComponentDelivery implements AutoCloseable {

    private final DeliveryLoop<String> loop;

    /// @param brought is called when the network has become so
    ComponentDelivery(NodeRef node, ClusterWatches watches, Supplier<NodeNetwork> network, DeliveryPace pace, Runnable brought) {
        loop = new DeliveryLoop<>("components", node, () -> watches.components().filter(ComponentObjects::known).isPresent(), _ -> {
            network.get().switchOff(watches.components().orElseThrow().off());
            brought.run();
        }, pace, Duration.ZERO);
    }

    void start() {
        loop.start();
    }

    /// They are known, or one has changed, or the network has nothing of them. Does not block.
    void changed() {
        loop.everything();
    }

    @Override
    public void close() {
        loop.close();
    }
}
