package dev.marina.net.service;

import java.util.Arrays;
import java.util.List;

/// Services as tests need them.
public final class Samples {

    private Samples() {}

    public static Endpoint ready(String ip, int port) {
        return new Endpoint(ip, port, true, false, false, null, null);
    }

    public static Endpoint named(String hostname, String ip, int port) {
        return new Endpoint(ip, port, true, false, false, hostname, hostname);
    }

    public static PortEntry tcp(String name, int port, int nodePort, Endpoint... endpoints) {
        return new PortEntry(name, "TCP", port, nodePort, List.of(endpoints));
    }

    public static PortEntry udp(String name, int port, Endpoint... endpoints) {
        return new PortEntry(name, "UDP", port, 0, List.of(endpoints));
    }

    public static ServiceEntry service(String name, String clusterIp, PortEntry... ports) {
        return new ServiceEntry("default", name, List.of(clusterIp), false, null, "None", 0, false, false, Arrays.asList(ports));
    }

    public static ServiceEntry sticky(String name, String clusterIp, int seconds, PortEntry... ports) {
        return new ServiceEntry("default", name, List.of(clusterIp), false, null, "ClientIP", seconds, false, false, Arrays.asList(ports));
    }

    public static ServiceEntry localOnly(String name, String clusterIp, PortEntry... ports) {
        return new ServiceEntry("default", name, List.of(clusterIp), false, null, "None", 0, true, false, Arrays.asList(ports));
    }

    /// The Service with addresses of its own.
    ///
    /// @param sources networks from which clients may come; none for all
    public static ServiceEntry balanced(ServiceEntry service, String address, int healthPort, String... sources) {
        return new ServiceEntry(service.namespace(), service.name(), service.clusterIps(), service.headless(), service.externalName(),
                service.sessionAffinity(), service.affinitySeconds(), service.localOnlyExternal(), service.localOnlyInternal(), service.ports(),
                new BalancerEntry(List.of(address), List.of(sources), healthPort), false);
    }

    /// The Service that another proxy is to make reachable.
    public static ServiceEntry leftToOthers(ServiceEntry service) {
        return new ServiceEntry(service.namespace(), service.name(), service.clusterIps(), service.headless(), service.externalName(),
                service.sessionAffinity(), service.affinitySeconds(), service.localOnlyExternal(), service.localOnlyInternal(), service.ports(),
                service.balancer(), true);
    }

    public static ServiceEntry headless(String name, PortEntry... ports) {
        return new ServiceEntry("default", name, List.of(), true, null, "None", 0, false, false, Arrays.asList(ports));
    }

    public static ServiceEntry external(String name, String target) {
        return new ServiceEntry("default", name, List.of(), false, target, "None", 0, false, false, List.of());
    }
}
