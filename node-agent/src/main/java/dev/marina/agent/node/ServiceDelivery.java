package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.NodeNetwork;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the cluster's Services to the node's network: those that changed, all of them at first and when the network has nothing of
/// them.
final class ServiceDelivery implements ClusterWatches.Member, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDelivery.class);

    private final NodeRef node;
    private final ClusterWatches watches;
    private final Supplier<NodeNetwork> network;
    private final DeliveryLoop loop;
    /// Changed since they were brought. Guarded by itself, `all` too.
    private final Set<ServiceName> changed = new LinkedHashSet<>();
    private boolean all;

    ServiceDelivery(NodeRef node, ClusterWatches watches, Supplier<NodeNetwork> network) {
        this.node = node;
        this.watches = watches;
        this.network = network;
        loop = new DeliveryLoop("services " + node, this::deliver, Duration.ZERO);
    }

    void start() {
        loop.start();
    }

    @Override
    public void listed() {
        synchronized (changed) {
            all = true;
        }
        loop.wake();
    }

    @Override
    public void changed(ServiceName service) {
        synchronized (changed) {
            changed.add(service);
        }
        loop.wake();
    }

    private boolean deliver() {
        List<ServiceName> names;
        boolean everything;
        synchronized (changed) {
            names = List.copyOf(changed);
            everything = all && watches.known();
            changed.clear();
            all &= !everything;
        }
        try {
            if (everything) {
                network.get()
                        .services(watches.services().stream()
                                .map(service -> entry(new ServiceName(service.getMetadata().getNamespace(), service.getMetadata().getName())))
                                .flatMap(Optional::stream).toList());
            } else if (!names.isEmpty()) {
                bring(names);
            }
            return true;
        } catch (RuntimeException | Error failure) {
            LOG.atWarn().addKeyValue("node", node).addKeyValue("error", failure.toString()).log("services not brought to the node");
            synchronized (changed) {
                changed.addAll(names);
                all |= everything;
            }
            loop.wake();
            return false;
        }
    }

    private void bring(List<ServiceName> names) {
        List<ServiceEntry> present = new ArrayList<>();
        List<ServiceName> gone = new ArrayList<>();
        for (ServiceName name : names) {
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
