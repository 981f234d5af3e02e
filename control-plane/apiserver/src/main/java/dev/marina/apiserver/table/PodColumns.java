package dev.marina.apiserver.table;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Ages;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// printPod in pkg/printers/internalversion/printers.go; what needs thought is in [PodSummary].
public final class PodColumns {

    public static final List<Column> ALL = List.of(
            name(),
            text("Ready", pod -> ready(PodSummary.of(pod))),
            text("Status", pod -> PodSummary.of(pod).reason()),
            text("Restarts", pod -> restarts(PodSummary.of(pod))),
            age(),
            wide("IP", pod -> Cells.orNone(pod.at("status", "podIPs").path(0).path("ip").asText())),
            wide("Node", pod -> Cells.orNone(pod.text("spec", "nodeName"))),
            wide("Nominated Node", pod -> Cells.orNone(pod.text("status", "nominatedNodeName"))),
            wide("Readiness Gates", pod -> gates(pod)));

    private PodColumns() {}

    private static String ready(PodSummary summary) {
        return summary.ready() + "/" + summary.total();
    }

    /// The count, with the age of the last one: `2 (5m ago)`.
    private static Object restarts(PodSummary summary) {
        if (summary.restarts() == 0 || summary.lastRestart() == null) {
            return Long.toString(summary.restarts());
        }
        long restarts = summary.restarts();
        Instant last = summary.lastRestart();
        return (Column.Moving) now -> "%d (%s ago)".formatted(restarts, Ages.human(Duration.between(last, now)));
    }

    private static String gates(Document pod) {
        JsonNode gates = pod.at("spec", "readinessGates");
        if (gates.isEmpty()) {
            return "<none>";
        }
        List<String> met = pod.at("status", "conditions").valueStream().filter(condition -> condition.path("status").asText().equals("True"))
                .map(condition -> condition.path("type").asText()).toList();
        long trues = gates.valueStream().filter(gate -> met.contains(gate.path("conditionType").asText())).count();
        return trues + "/" + gates.size();
    }
}
