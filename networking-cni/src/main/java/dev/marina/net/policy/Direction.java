package dev.marina.net.policy;

/// Of traffic, as a pod sees it. Sets and maps of nftables are asked by the address of one side.
enum Direction {

    INGRESS("to_pods", "saddr"),
    EGRESS("from_pods", "daddr");

    /// The map from isolated pods to the chains of what they are allowed.
    final String map;
    /// The peer's side of a packet.
    final String peer;

    Direction(String map, String peer) {
        this.map = map;
        this.peer = peer;
    }
}
