package dev.marina.net.policy;

import java.util.List;

/// Traffic that is allowed: with any of the peers, to any of the ports.
///
/// @param ports none if all traffic is meant
public record RuleEntry(List<Peer> peers, List<PolicyPort> ports) {}
