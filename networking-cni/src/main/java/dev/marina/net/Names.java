package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import java.nio.file.Path;

/// What everything of one instance is called on the machine.
record Names(String instance) {

    static final String GUARD = "ip guard";
    static final String SERVICES = "ip services";
    static final String HOST_PORTS = "ip hostports";
    static final String POLICIES = "ip policies";
    static final String CUT = "ip cut";
    static final String VXLAN = "vxlan0";
    static final String SEGMENT = "seg0";
    static final String IPIP = "ipip0";
    static final String UPLINK = "eth0";
    static final String UNDERLAY_BRIDGE = "ul0";
    static final String MACHINE_SIDE = "m0";

    String wiring() {
        return "mr" + instance + "-sw";
    }

    String nodePrefix() {
        return "mr" + instance + "-node+";
    }

    String underlayPrefix() {
        return "mr" + instance + "-vtep+";
    }

    String node(NodeKey key) {
        return nodePrefix() + key.text();
    }

    String underlay(NodeKey key) {
        return underlayPrefix() + key.text();
    }

    /// Outside of the agent's own directories, into which no other user has a way.
    Path birds() {
        return Path.of("/run/mr" + instance + "-bird");
    }

    String machineLink() {
        return "mr" + instance;
    }

    String machineTable() {
        return "marina-" + instance;
    }

    static String nodePort(Ipv4 address) {
        return "n" + address.hex();
    }

    static String underlayPort(Ipv4 address) {
        return "u" + address.hex();
    }

    /// The bridge of one subnet of one cluster; no two clusters have the same identifier.
    static String segment(int vni, int subnet) {
        return "b%06x-%d".formatted(vni, subnet);
    }

    static String segmentPort(Ipv4 address) {
        return "s" + address.hex();
    }

    /// The machine's way to other machines.
    static String machinesPort(Ipv4 machine) {
        return "x" + machine.hex();
    }

    static boolean machinesPort(String link) {
        return link.matches("x[0-9a-f]{8}");
    }

    /// The switch's way to other machines' switches, for what comes from outside.
    static String outsidePort(Ipv4 machine) {
        return "y" + machine.hex();
    }

    static boolean outsidePort(String link) {
        return link.matches("y[0-9a-f]{8}");
    }

    static String pod(Ipv4 address) {
        return "pod" + address.hex();
    }
}
