package dev.marina.agent.node;

import dev.marina.agent.node.DeliveryLoop.Changes;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.NodeNetwork;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Brings the cluster's Services to the node's network: those that changed, all of them at first and when the network has nothing of
/// them.
final class ServiceDelivery implements ClusterWatches.Member, AutoCloseable {

    private final NodeRef node;
    private final ClusterWatches watches;
    private final Supplier<NodeNetwork> network;
    private final DeliveryLoop<ServiceName> loop;

    ServiceDelivery(NodeRef node, ClusterWatches watches, Supplier<NodeNetwork> network, DeliveryPace pace) {
        this.node = node;
        this.watches = watches;
        this.network = network;
        loop = new DeliveryLoop<>("services", node, watches::known, this::bring, pace, Duration.ZERO);
    }

    void start() {
        loop.start();
    }

    @Override
    public void listed() {
        loop.everything();
    }

    @Override
    public void changed(ServiceName service) {
        loop.changed(service);
    }

    private void bring(Changes<ServiceName> changes) {
        if (changes.everything()) {
            network.get()
                    .services(watches.services().stream()
                            .map(service -> entry(new ServiceName(service.getMetadata().getNamespace(), service.getMetadata().getName())))
                            .flatMap(Optional::stream).toList());
            return;
        }
        List<ServiceEntry> present = new ArrayList<>();
        List<ServiceName> gone = new ArrayList<>();
        for (ServiceName name : changes.named()) {
            entry(name).ifPresentOrElse(present::add, () -> gone.add(name));
        }
        network.get().change(present, gone);
    }

    private Optional<ServiceEntry> entry(ServiceName name) {
        return watches.service(name).map(service -> ServiceFeed.entry(service, watches.slices(name), node.name()));
    }

    @Override
    public void close() {
        loop.close();
    }
}
