package dev.marina.net.service;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one node does with traffic to Services: each frontend and the targets behind it.
///
/// @param lastMark the highest mark that was given to a frontend so far
/// @param ambiguous whether several Services claim one frontend; the first has it
record ServiceTable(Map<Frontend, Backend> frontends, int lastMark, boolean ambiguous) {

    static final ServiceTable EMPTY = new ServiceTable(Map.of(), 0, false);

    /// @param address the node's address, at which node ports answer
    /// @param dns address of the cluster's DNS, which the agent serves itself
    /// @param api address of the `kubernetes` Service, which always leads to `forwarder`
    /// @param granted addresses of the installation's at which Services of the cluster may answer
    record Node(Ipv4 address, IpPrefix clusterPods, Ipv4 dns, Ipv4 api, Target forwarder, Set<Ipv4> granted) {

        Node(Ipv4 address, IpPrefix clusterPods, Ipv4 dns, Ipv4 api, Target forwarder) {
            this(address, clusterPods, dns, api, forwarder, Set.of());
        }

        Node with(Set<Ipv4> addresses) {
            return new Node(address, clusterPods, dns, api, forwarder, Set.copyOf(addresses));
        }

        /// The addresses of the Service that are the cluster's.
        List<Ipv4> balanced(ServiceEntry service) {
            return service.balancer().addresses().stream().filter(Ipv4::isIpv4).map(Ipv4::parse).filter(granted::contains).distinct().toList();
        }

        Frontend apiFrontend() {
            return new Frontend(api, "tcp", 443);
        }
    }

    /// An address, protocol (`tcp`, `udp` or `sctp`) and port that clients use.
    record Frontend(Ipv4 address, String protocol, int port) {}

    record Target(Ipv4 address, int port) {

        @Override
        public String toString() {
            return address + " . " + port;
        }
    }

    /// @param mark identifies the frontend where clients stick to targets; 0 where they do not
    /// @param inside the targets of clients within the cluster, where these are led elsewhere; else empty
    /// @param balanced at an address of the installation's: who may come there
    record Backend(List<Target> targets, int mark, int affinitySeconds, Source source, List<Target> inside, Optional<Clients> balanced) {

        Backend(List<Target> targets, Source source) {
            this(targets, 0, 0, source, List.of(), Optional.empty());
        }

        Backend(List<Target> targets, Source source, List<Target> inside) {
            this(targets, 0, 0, source, inside, Optional.empty());
        }

        Backend sticky(int withMark, int seconds) {
            return new Backend(targets, withMark, seconds, source, inside, balanced);
        }

        Backend balanced(Clients clients) {
            return new Backend(targets, mark, affinitySeconds, source, inside, Optional.of(clients));
        }

        /// The packet mark by which later chains know the frontend; its lowest bit asks for masquerading.
        int packetMark() {
            return mark << 8 | (source == Source.MASQUERADED ? 1 : 0);
        }
    }

    /// Who may come to an address of the installation's.
    sealed interface Clients {
        record All() implements Clients {}

        record Of(SourceRanges ranges) implements Clients {}
    }

    /// What targets see as the client: a pod's own address, the node's, or the address of somebody outside the cluster
    /// (possible only with local targets, since the answer must pass here).
    enum Source {
        POD, MASQUERADED, KEPT
    }

    /// Works out the whole table. Marks of frontends that were in the previous one stay.
    static ServiceTable of(Collection<ServiceEntry> services, Node node, ServiceTable previous) {
        Map<Frontend, Backend> frontends = new LinkedHashMap<>();
        frontends.put(node.apiFrontend(), new Backend(List.of(node.forwarder()), Source.POD));
        return with(frontends, services, node, previous);
    }

    /// The frontends of some Services only.
    static ServiceTable part(Collection<ServiceEntry> services, Node node, ServiceTable previous) {
        return with(new LinkedHashMap<>(), services, node, previous);
    }

    private static ServiceTable with(Map<Frontend, Backend> frontends, Collection<ServiceEntry> services, Node node, ServiceTable previous) {
        int mark = previous.lastMark;
        boolean ambiguous = false;
        for (ServiceEntry service : services) {
            if (service.headless() || service.external() || service.leftToOthers()) {
                continue;
            }
            for (PortEntry port : service.ports()) {
                for (Map.Entry<Frontend, Backend> entry : frontendsOf(service, port, node).entrySet()) {
                    if (entry.getKey().equals(node.apiFrontend())) {
                        continue;
                    }
                    Backend backend = entry.getValue();
                    if (service.clientAffinity() && backend.targets().size() > 1) {
                        Backend before = previous.frontends.get(entry.getKey());
                        int kept = before == null ? 0 : before.mark();
                        backend = backend.sticky(kept > 0 ? kept : ++mark, Math.max(1, service.affinitySeconds()));
                    }
                    ambiguous |= frontends.putIfAbsent(entry.getKey(), backend) != null;
                }
            }
        }
        return new ServiceTable(frontends, mark, ambiguous);
    }

    private static Map<Frontend, Backend> frontendsOf(ServiceEntry service, PortEntry port, Node node) {
        String protocol = port.protocol().toLowerCase(Locale.ROOT);
        Map<Frontend, Backend> frontends = new LinkedHashMap<>();
        List<Target> all = targets(port.endpoints(), false);
        List<Target> local = targets(port.endpoints(), true);
        List<Target> internal = service.localOnlyInternal() ? local : all;
        for (String clusterIp : service.clusterIps()) {
            if (Ipv4.isIpv4(clusterIp) && !Ipv4.parse(clusterIp).equals(node.dns()) && !internal.isEmpty()) {
                frontends.put(new Frontend(Ipv4.parse(clusterIp), protocol, port.port()), new Backend(internal, Source.POD));
            }
        }
        if (port.nodePort() > 0 && !all.isEmpty()) {
            // To stay on the node is asked of who comes from outside: within the cluster nobody's address is lost.
            frontends.put(new Frontend(node.address(), protocol, port.nodePort()), outer(service, all, local));
        }
        if (!all.isEmpty()) {
            for (Ipv4 address : node.balanced(service)) {
                frontends.put(new Frontend(address, protocol, port.port()), outer(service, all, local).balanced(clients(service)));
            }
        }
        return frontends;
    }

    private static Backend outer(ServiceEntry service, List<Target> all, List<Target> local) {
        return service.localOnlyExternal() ? new Backend(local, Source.KEPT, all) : new Backend(all, Source.MASQUERADED);
    }

    private static Clients clients(ServiceEntry service) {
        return service.balancer().sources().isEmpty() ? new Clients.All() : new Clients.Of(SourceRanges.of(service.balancer().sources()));
    }

    /// Those that are ready; where none is, those that still serve while they end: of the node for what stays on it, of the cluster else.
    private static List<Target> targets(List<Endpoint> endpoints, boolean localOnly) {
        List<Endpoint> candidates = endpoints.stream().filter(endpoint -> (endpoint.local() || !localOnly) && Ipv4.isIpv4(endpoint.ip())).toList();
        boolean anyReady = candidates.stream().anyMatch(Endpoint::ready);
        Set<Target> targets = new LinkedHashSet<>();
        for (Endpoint endpoint : candidates) {
            if (anyReady ? endpoint.ready() : endpoint.ending()) {
                targets.add(new Target(Ipv4.parse(endpoint.ip()), endpoint.port()));
            }
        }
        return targets.stream().sorted(Comparator.comparing(Target::address).thenComparing(Target::port)).toList();
    }
}
