package dev.marina.net.service;

import java.util.List;

/// One Service of a cluster with its endpoints, as one node sees it.
///
/// @param clusterIps empty for headless Services and for `ExternalName`
/// @param externalName host name of an `ExternalName` Service, else null or empty
/// @param sessionAffinity `ClientIP`, or `None`
/// @param affinitySeconds how long a client keeps its endpoint
/// @param localOnlyExternal `externalTrafficPolicy: Local`
/// @param localOnlyInternal `internalTrafficPolicy: Local`
/// @param balancer how it is reached at addresses of the installation's; null is read as not at all, since it is not in journals of old
/// @param leftToOthers whether another proxy of the cluster's makes it reachable; it has its name all the same
public record ServiceEntry(String namespace, String name, List<String> clusterIps, boolean headless, String externalName,
        String sessionAffinity, int affinitySeconds, boolean localOnlyExternal, boolean localOnlyInternal, List<PortEntry> ports,
        BalancerEntry balancer, boolean leftToOthers) {

    public ServiceEntry {
        clusterIps = List.copyOf(clusterIps);
        ports = List.copyOf(ports);
        balancer = balancer == null ? BalancerEntry.NONE : balancer;
    }

    /// One that has no address but its cluster's.
    public ServiceEntry(String namespace, String name, List<String> clusterIps, boolean headless, String externalName,
            String sessionAffinity, int affinitySeconds, boolean localOnlyExternal, boolean localOnlyInternal, List<PortEntry> ports) {
        this(namespace, name, clusterIps, headless, externalName, sessionAffinity, affinitySeconds, localOnlyExternal, localOnlyInternal, ports,
                BalancerEntry.NONE, false);
    }

    public ServiceName id() {
        return new ServiceName(namespace, name);
    }

    public boolean external() {
        return externalName != null && !externalName.isEmpty();
    }

    /// How many addresses of this node are ready behind it, whatever their ports.
    public int localEndpoints() {
        return (int) ports.stream().flatMap(port -> port.endpoints().stream()).filter(endpoint -> endpoint.local() && endpoint.ready()).map(Endpoint::ip)
                .distinct().count();
    }

    /// Whether traffic that stays on this node finds anybody: somebody who is ready, or who still serves while it ends.
    public boolean hasLocalTargets() {
        return ports.stream().flatMap(port -> port.endpoints().stream()).anyMatch(endpoint -> endpoint.local() && (endpoint.ready() || endpoint.ending()));
    }

    boolean clientAffinity() {
        return "ClientIP".equals(sessionAffinity);
    }
}
