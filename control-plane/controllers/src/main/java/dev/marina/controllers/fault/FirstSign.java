package dev.marina.controllers.fault;

import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.model.Fault;
import dev.marina.model.FaultSign;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Which of the broken nodes showed what first, by the conditions of the Nodes alone. What was seen once stays.
///
/// @param said what was said before; null: nothing
record FirstSign(Fault.Spec spec, Fault.Predicted said, Instant since) {

    private record Seen(FaultSign sign, String node, Instant at) {}

    /// Null as long as nothing was seen and it is not over.
    Fault.Predicted at(Map<String, Node> nodes, boolean over) {
        if (said != null && said.seen() != null) {
            return said;
        }
        Optional<Seen> first = spec.nodes().stream().map(nodes::get).filter(Objects::nonNull).flatMap(this::signs).min(Comparator.comparing(Seen::at));
        if (first.isPresent()) {
            return told(first.get().sign, first.get().node, Duration.between(since, first.get().at).toSeconds());
        }
        return over ? told(FaultSign.NONE, null, null) : null;
    }

    private Fault.Predicted told(FaultSign sign, String node, Long after) {
        return new Fault.Predicted(spec.prediction(), sign.text(), node, after, spec.prediction() == null ? null : spec.prediction().equals(sign.text()));
    }

    private Stream<Seen> signs(Node node) {
        return Stream.of(seen(node, "Ready", "False", FaultSign.READY_FALSE), seen(node, "Ready", "Unknown", FaultSign.READY_UNKNOWN),
                seen(node, "DiskPressure", "True", FaultSign.DISK_PRESSURE)).flatMap(Optional::stream);
    }

    private Optional<Seen> seen(Node node, String type, String status, FaultSign sign) {
        return NodeStatuses.condition(node, type).filter(condition -> status.equals(condition.getStatus())).flatMap(FirstSign::since)
                .filter(at -> !at.isBefore(since)).map(at -> new Seen(sign, node.getMetadata().getName(), at));
    }

    /// Empty for what is no time: nodes are written by tenants too.
    private static Optional<Instant> since(NodeCondition condition) {
        try {
            return Optional.ofNullable(condition.getLastTransitionTime()).map(Instant::parse);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
