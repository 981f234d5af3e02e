package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;

/// Packets between a pod and an address.
///
/// @param pod the address of the pod that policies are about
/// @param into whether they come to the pod, else from it
/// @param peer the other side
/// @param protocol `tcp`, `udp` or `sctp`
/// @param port that is spoken to: the pod's own, or the peer's
public record PolicyQuestion(Ipv4 pod, boolean into, Ipv4 peer, String protocol, int port) {}
