package dev.marina.agent.node;

import dev.marina.model.FaultCase;
import dev.marina.model.Machine;
import dev.marina.net.NodePart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What is broken of a node at a time, by faults that its cluster has made of it and whose time is not over.
record Breakage(List<Machine.NodeFault> faults) {

    static final Breakage NONE = new Breakage(List.of());

    static Breakage of(Machine.AssignedNode node, Instant now) {
        return node.faults() == null
                ? NONE
                : new Breakage(node.faults().stream().filter(fault -> now.isBefore(Instant.parse(fault.until())))
                        .filter(fault -> FaultCase.of(fault.type()).isPresent()).toList());
    }

    boolean has(FaultCase one) {
        return find(one).isPresent();
    }

    private Optional<Machine.NodeFault> find(FaultCase one) {
        return faults.stream().filter(fault -> one.text().equals(fault.type())).findFirst();
    }

    /// Nothing goes in or out.
    boolean cutOff() {
        return has(FaultCase.NODE_STOPPED) || has(FaultCase.NODE_PARTITIONED);
    }

    /// What of the node's network nobody does any more.
    Set<NodePart> stopped() {
        return has(FaultCase.DNS_STOPPED) ? Set.of(NodePart.DNS) : Set.of();
    }

    /// How much later the runtime answers.
    Duration delay() {
        return find(FaultCase.AGENT_SLOWED).map(Machine.NodeFault::delayMillis).filter(Objects::nonNull).map(Duration::ofMillis).orElse(Duration.ZERO);
    }

    NodeDuties duties() {
        if (cutOff()) {
            return NodeDuties.NONE;
        }
        Duration skew = find(FaultCase.CLOCK_SKEWED).map(Machine.NodeFault::skewSeconds).filter(Objects::nonNull).map(Duration::ofSeconds)
                .orElse(Duration.ZERO);
        return new NodeDuties(!has(FaultCase.AGENT_PAUSED) && !has(FaultCase.CERTIFICATE_EXPIRED), !has(FaultCase.NETWORK_DAEMON_STOPPED), skew);
    }

    /// When the first of them is over.
    Optional<Duration> end(Instant now) {
        return faults.stream().map(fault -> Duration.between(now, Instant.parse(fault.until()))).min(Duration::compareTo);
    }
}
