package dev.marina.net.policy;

import dev.marina.net.ip.IpPrefix;
import java.util.List;

/// With whom a rule allows traffic.
public sealed interface Peer {

    /// A rule that names nobody allows everybody.
    record Anyone() implements Peer {}

    /// Pods of the policy's own namespace.
    record PodsHere(String namespace, Selector pods) implements Peer {}

    /// Pods of the selected namespaces.
    record PodsAcross(Selector namespaces, Selector pods) implements Peer {}

    /// Addresses, whoever has them.
    record Block(IpPrefix whole, List<IpPrefix> except) implements Peer {}
}
