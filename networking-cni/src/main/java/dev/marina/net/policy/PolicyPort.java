package dev.marina.net.policy;

/// To which ports a rule allows traffic. Protocols are `tcp`, `udp` and `sctp`.
public sealed interface PolicyPort {

    /// @param from 0 to 65535 where all ports are meant
    record Numbers(String protocol, int from, int to) implements PolicyPort {}

    /// The port that the pod which is spoken to calls so.
    record Named(String protocol, String name) implements PolicyPort {}
}
