package dev.marina.net;

import java.util.Arrays;
import java.util.Optional;

/// How nodes of a cluster carry their pods' packets to each other, by the names that network plugins made known.
public enum Backend {

    /// Every packet in VXLAN.
    VXLAN("vxlan"),
    /// VXLAN between subnets only; within a subnet as [#HOST_GW].
    VXLAN_DIRECT("vxlan-direct"),
    /// Plain routes with nodes as next hops, within a subnet.
    HOST_GW("host-gw"),
    /// Each packet as the content of another between the two nodes, within a subnet.
    IPIP("ipip"),
    /// As [#HOST_GW], but nodes learn the routes from each other.
    BGP("bgp");

    private final String setting;

    Backend(String setting) {
        this.setting = setting;
    }

    /// As the cluster's setting has it.
    public String setting() {
        return setting;
    }

    public static Optional<Backend> named(String setting) {
        return Arrays.stream(values()).filter(backend -> backend.setting.equals(setting)).findFirst();
    }
}
