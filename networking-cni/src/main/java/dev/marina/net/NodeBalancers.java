package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import dev.marina.net.service.ServiceSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One node's Services of type LoadBalancer: at which of the cluster's addresses the node can answer, and which health checks it has.
/// Whoever calls holds the node's lock for Services.
final class NodeBalancers {

    /// Listeners cost a descriptor each, which all tenants of the machine share.
    static final int MOST_CHECKS = 64;

    private final Map<ServiceName, ServiceEntry> services = new HashMap<>();
    private Set<Ipv4> granted = Set.of();

    /// Whether anything of it matters here.
    boolean follow(ServiceSet.Difference difference) {
        boolean changed = false;
        for (ServiceEntry gone : difference.removed()) {
            changed |= services.remove(gone.id()) != null;
        }
        for (ServiceEntry present : difference.added()) {
            if (!present.balancer().addresses().isEmpty() || present.balancer().healthPort() > 0) {
                services.put(present.id(), present);
                changed = true;
            }
        }
        return changed;
    }

    /// Services that name an address which has come or gone.
    List<ServiceEntry> grant(Set<Ipv4> addresses) {
        Set<Ipv4> moved = new HashSet<>(granted);
        moved.removeIf(addresses::contains);
        addresses.stream().filter(address -> !granted.contains(address)).forEach(moved::add);
        granted = Set.copyOf(addresses);
        return services.values().stream().filter(service -> addresses(service).stream().anyMatch(moved::contains)).toList();
    }

    private static List<Ipv4> addresses(ServiceEntry service) {
        return service.balancer().addresses().stream().filter(Ipv4::isIpv4).map(Ipv4::parse).toList();
    }

    /// Addresses at which this node can answer: all that the cluster has and uses, but where a Service stays on the node and has nobody
    /// there. Who has no endpoints at all is refused here, which is sooner than to wait for nothing.
    Set<Ipv4> answered() {
        Set<Ipv4> answered = new HashSet<>();
        services.values().stream().filter(service -> !service.localOnlyExternal() || service.hasLocalTargets())
                .forEach(service -> answered.addAll(addresses(service)));
        answered.retainAll(granted);
        return answered;
    }

    /// By port, as kube-proxy has them on every node.
    Map<Integer, ServiceEntry> checks() {
        Map<Integer, ServiceEntry> checks = new HashMap<>();
        services.values().stream().filter(service -> service.balancer().healthPort() > 0)
                .sorted(java.util.Comparator.comparing(ServiceEntry::namespace).thenComparing(ServiceEntry::name)).limit(MOST_CHECKS)
                .forEach(service -> checks.putIfAbsent(service.balancer().healthPort(), service));
        return checks;
    }
}
