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

/// What was seen first: of broken nodes by the conditions of the Nodes alone, of slowed controllers by what waits for them. What was seen once stays.
///
/// @param said what was said before; null: nothing
record FirstSign(Fault.Spec spec, Fault.Predicted said, Instant since) {

    private record Seen(FaultSign sign, String node, Instant at) {}

    /// Null as long as nothing was seen and it is not over.
    Fault.Predicted of(Map<String, Node> nodes, boolean over) {
        if (known()) {
            return said;
        }
        Optional<Seen> first = spec.nodes().stream().map(nodes::get).filter(Objects::nonNull).flatMap(this::signs).min(Comparator.comparing(Seen::at));
        if (first.isPresent()) {
            return told(first.get().sign, first.get().node, null, Duration.between(since, first.get().at).toSeconds());
        }
        return over ? told(FaultSign.NONE, null, null, null) : null;
    }

    /// @param waiting the controller for which something waits now
    Fault.Predicted ofQueues(Optional<String> waiting, Instant now, boolean over) {
        if (known()) {
            return said;
        }
        if (waiting.isPresent() && !over) {
            return told(FaultSign.WORK_WAITS, null, waiting.get(), Duration.between(since, now).toSeconds());
        }
        return over ? told(FaultSign.NONE, null, null, null) : null;
    }

    private boolean known() {
        return said != null && said.seen() != null;
    }

    private Fault.Predicted told(FaultSign sign, String node, String controller, Long after) {
        return new Fault.Predicted(spec.prediction(), sign.text(), node, controller, after,
                spec.prediction() == null ? null : spec.prediction().equals(sign.text()));
    }

    private Stream<Seen> signs(Node node) {
        return Stream.of(seen(node, "Ready", "False", FaultSign.READY_FALSE), seen(node, "Ready", "Unknown", FaultSign.READY_UNKNOWN),
                seen(node, "DiskPressure", "True", FaultSign.DISK_PRESSURE), seen(node, "DNSAnswers", "False", FaultSign.DNS_SILENT)).flatMap(Optional::stream);
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
