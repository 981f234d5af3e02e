package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;
import java.util.List;
import java.util.Map;

/// A pod of the cluster with a network of its own.
///
/// @param labels null if there are too many to be kept: nobody selects the pod by them then, and where there are policies it is closed
/// @param node on which it runs; empty for what is on every node
/// @param addresses as its status has them, which counts for pods of other nodes
/// @param over whether it has ended and its address may be another's
public record PodEntry(String uid, String namespace, Map<String, String> labels, String node, List<Ipv4> addresses, List<Port> ports, boolean over) {

    /// A port that has a name.
    ///
    /// @param protocol `tcp`, `udp` or `sctp`
    public record Port(String name, String protocol, int number) {}

    /// Whether policies may mean other pods, or mean this one otherwise, than before.
    boolean sameTarget(PodEntry other) {
        return other != null && namespace.equals(other.namespace) && ports.equals(other.ports)
                && (labels == null ? other.labels == null : labels.equals(other.labels));
    }
}
