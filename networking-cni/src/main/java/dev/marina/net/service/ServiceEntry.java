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
public record ServiceEntry(String namespace, String name, List<String> clusterIps, boolean headless, String externalName,
        String sessionAffinity, int affinitySeconds, boolean localOnlyExternal, boolean localOnlyInternal, List<PortEntry> ports) {

    public ServiceEntry {
        clusterIps = List.copyOf(clusterIps);
        ports = List.copyOf(ports);
    }

    public ServiceName id() {
        return new ServiceName(namespace, name);
    }

    public boolean external() {
        return externalName != null && !externalName.isEmpty();
    }

    boolean clientAffinity() {
        return "ClientIP".equals(sessionAffinity);
    }
}
