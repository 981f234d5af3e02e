package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods that a set of nftables holds: those that a peer means, or their ports of one name.
///
/// @param port then elements are address, protocol and number; else addresses alone
record Group(Peer peer, Optional<PolicyPort.Named> port) {

    /// A pod as policies see it.
    ///
    /// @param namespaceLabels null as long as the namespace is not known
    record Seen(PodEntry pod, List<Ipv4> addresses, Map<String, String> namespaceLabels) {}

    String type() {
        return port.isEmpty() ? "ipv4_addr" : "ipv4_addr . inet_proto . inet_service";
    }

    /// What the pod adds to the set.
    List<String> elements(Seen seen) {
        return seen.addresses().stream().filter(address -> means(seen, address)).flatMap(address -> port.isEmpty()
                ? List.of(address.toString()).stream()
                : seen.pod().ports().stream().filter(open -> open.name().equals(port.get().name()) && open.protocol().equals(port.get().protocol()))
                        .map(open -> address + " . " + open.protocol() + " . " + open.number()))
                .toList();
    }

    private boolean means(Seen seen, Ipv4 address) {
        return switch (peer) {
            case Peer.Anyone _ -> true;
            case Peer.Block block -> AddressRanges.of(block).contains(address);
            case Peer.PodsHere here -> here.namespace().equals(seen.pod().namespace()) && matches(here.pods(), seen.pod().labels());
            case Peer.PodsAcross across -> matches(across.namespaces(), seen.namespaceLabels()) && matches(across.pods(), seen.pod().labels());
        };
    }

    private static boolean matches(Selector selector, Map<String, String> labels) {
        return labels != null && selector.matches(labels);
    }
}
