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

    public static ServiceEntry headless(String name, PortEntry... ports) {
        return new ServiceEntry("default", name, List.of(), true, null, "None", 0, false, false, Arrays.asList(ports));
    }

    public static ServiceEntry external(String name, String target) {
        return new ServiceEntry("default", name, List.of(), false, target, "None", 0, false, false, List.of());
    }
}
