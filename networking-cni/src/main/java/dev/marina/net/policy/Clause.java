package dev.marina.net.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One alternative of what an isolated pod is allowed in one direction.
///
/// @param ports of a group with ports of a name these are in the group
record Clause(Who who, PortRanges ports) {

    static final Clause EVERYTHING = new Clause(new Who.Anyone(), PortRanges.ALL_TRAFFIC);

    sealed interface Who {

        record Anyone() implements Who {}

        record Addresses(AddressRanges ranges) implements Who {}

        record Members(Group group) implements Who {}
    }

    Optional<Group> group() {
        return who instanceof Who.Members members ? Optional.of(members.group) : Optional.empty();
    }

    /// What the rules come to for one pod. Names of ports are those of the pod that is spoken to: in ingress the target itself, in egress
    /// each peer.
    static Set<Clause> of(Direction direction, List<RuleEntry> rules, Collection<PodEntry.Port> ownPorts) {
        Set<Clause> clauses = new LinkedHashSet<>();
        for (RuleEntry rule : rules) {
            List<PolicyPort.Numbers> numbers = new ArrayList<>();
            List<PolicyPort.Named> ofPeers = new ArrayList<>();
            for (PolicyPort port : rule.ports()) {
                switch (port) {
                    case PolicyPort.Numbers some -> numbers.add(some);
                    case PolicyPort.Named named when direction == Direction.EGRESS -> ofPeers.add(named);
                    case PolicyPort.Named named -> numbers.addAll(numbers(named, ownPorts));
                }
            }
            for (Peer peer : rule.peers().isEmpty() ? List.of(new Peer.Anyone()) : rule.peers()) {
                if (rule.ports().isEmpty() || !numbers.isEmpty()) {
                    who(peer).ifPresent(who -> clauses.add(new Clause(who, rule.ports().isEmpty() ? PortRanges.ALL_TRAFFIC : PortRanges.of(numbers))));
                }
                ofPeers.forEach(port -> clauses.add(new Clause(new Who.Members(new Group(peer, Optional.of(port))), PortRanges.ALL_TRAFFIC)));
            }
        }
        return clauses;
    }

    private static List<PolicyPort.Numbers> numbers(PolicyPort.Named named, Collection<PodEntry.Port> ports) {
        return ports.stream().filter(port -> port.name().equals(named.name()) && port.protocol().equals(named.protocol()))
                .map(port -> new PolicyPort.Numbers(port.protocol(), port.number(), port.number())).toList();
    }

    private static Optional<Who> who(Peer peer) {
        return switch (peer) {
            case Peer.Anyone _ -> Optional.of(new Who.Anyone());
            case Peer.Block block -> {
                AddressRanges ranges = AddressRanges.of(block);
                boolean everybody = block.whole().length() == 0 && block.except().isEmpty();
                yield everybody ? Optional.of(new Who.Anyone()) : ranges.ranges().isEmpty() ? Optional.empty() : Optional.of(new Who.Addresses(ranges));
            }
            case Peer.PodsHere _, Peer.PodsAcross _ -> Optional.of(new Who.Members(new Group(peer, Optional.empty())));
        };
    }
}
