package dev.marina.apiserver.table;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Ages;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// READY, STATUS and RESTARTS of pods. printPod in pkg/printers/internalversion/printers.go
public final class PodColumns {

    public static final List<Column> ALL = List.of(
            name(),
            text("Ready", (pod, _) -> ready(pod)),
            text("Status", (pod, _) -> status(pod)),
            text("Restarts", PodColumns::restarts),
            age(),
            wide("IP", (pod, _) -> Cells.orNone(pod.text("status", "podIP"))),
            wide("Node", (pod, _) -> Cells.orNone(pod.text("spec", "nodeName"))),
            wide("Nominated Node", (pod, _) -> Cells.orNone(pod.text("status", "nominatedNodeName"))),
            wide("Readiness Gates", (pod, _) -> gates(pod)));

    private PodColumns() {}

    private static String ready(Document pod) {
        long ready = pod.at("status", "containerStatuses").valueStream()
                .filter(status -> status.path("ready").asBoolean() && status.path("state").has("running")).count();
        long sidecars = sidecars(pod);
        long readySidecars = pod.at("status", "initContainerStatuses").valueStream()
                .filter(status -> isSidecar(pod, status.path("name").asText()) && status.path("ready").asBoolean()).count();
        return (ready + readySidecars) + "/" + (pod.at("spec", "containers").size() + sidecars);
    }

    static String status(Document pod) {
        String reason = pod.text("status", "reason").isEmpty() ? pod.text("status", "phase") : pod.text("status", "reason");
        for (JsonNode condition : pod.at("status", "conditions")) {
            if (condition.path("type").asText().equals("PodScheduled") && condition.path("reason").asText().equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
        }
        String initializing = initializing(pod);
        if (!initializing.isEmpty()) {
            reason = initializing;
        } else {
            reason = running(pod, reason);
        }
        if (pod.terminating()) {
            return pod.text("status", "reason").equals("NodeLost") ? "Unknown" : "Terminating";
        }
        return reason;
    }

    /// "" when all init containers are done.
    private static String initializing(Document pod) {
        JsonNode statuses = pod.at("status", "initContainerStatuses");
        int total = pod.at("spec", "initContainers").size();
        for (int i = 0; i < statuses.size(); i++) {
            JsonNode status = statuses.get(i);
            JsonNode ended = status.path("state").path("terminated");
            boolean succeeded = ended.isObject() && ended.path("exitCode").asInt() == 0;
            boolean started = isSidecar(pod, status.path("name").asText()) && status.path("started").asBoolean();
            if (succeeded || started) {
                continue;
            }
            if (ended.isObject()) {
                return "Init:" + ending(ended);
            }
            String waiting = status.path("state").path("waiting").path("reason").asText();
            return !waiting.isEmpty() && !waiting.equals("PodInitializing") ? "Init:" + waiting : "Init:" + i + "/" + total;
        }
        return "";
    }

    private static String running(Document pod, String before) {
        String reason = before;
        boolean hasRunning = false;
        JsonNode statuses = pod.at("status", "containerStatuses");
        for (int i = statuses.size() - 1; i >= 0; i--) {
            JsonNode state = statuses.get(i).path("state");
            if (!state.path("waiting").path("reason").asText().isEmpty()) {
                reason = state.path("waiting").path("reason").asText();
            } else if (state.has("terminated")) {
                reason = ending(state.path("terminated"));
            } else if (statuses.get(i).path("ready").asBoolean() && state.has("running")) {
                hasRunning = true;
            }
        }
        if (reason.equals("Completed") && hasRunning) {
            boolean ready = pod.at("status", "conditions").valueStream().anyMatch(condition ->
                    condition.path("type").asText().equals("Ready") && condition.path("status").asText().equals("True"));
            return ready ? "Running" : "NotReady";
        }
        return reason;
    }

    private static String ending(JsonNode terminated) {
        if (!terminated.path("reason").asText().isEmpty()) {
            return terminated.path("reason").asText();
        }
        int signal = terminated.path("signal").asInt();
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt();
    }

    /// The count, with the age of the last one: `2 (5m ago)`.
    private static Object restarts(Document pod, Instant now) {
        long restarts = 0;
        Instant last = null;
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode status : pod.at("status", list)) {
                boolean counts = list.equals("containerStatuses") || isSidecar(pod, status.path("name").asText());
                restarts += counts ? status.path("restartCount").asLong() : 0;
                String finished = status.path("lastState").path("terminated").path("finishedAt").asText();
                if (counts && !finished.isEmpty() && (last == null || Instant.parse(finished).isAfter(last))) {
                    last = Instant.parse(finished);
                }
            }
        }
        return restarts > 0 && last != null
                ? "%d (%s ago)".formatted(restarts, Ages.human(java.time.Duration.between(last, now))) : Long.toString(restarts);
    }

    private static long sidecars(Document pod) {
        return pod.at("spec", "initContainers").valueStream().filter(container -> container.path("restartPolicy").asText().equals("Always")).count();
    }

    private static boolean isSidecar(Document pod, String name) {
        return pod.at("spec", "initContainers").valueStream().anyMatch(container ->
                container.path("name").asText().equals(name) && container.path("restartPolicy").asText().equals("Always"));
    }

    private static String gates(Document pod) {
        JsonNode gates = pod.at("spec", "readinessGates");
        if (gates.isEmpty()) {
            return "<none>";
        }
        List<String> met = pod.at("status", "conditions").valueStream().filter(condition -> condition.path("status").asText().equals("True"))
                .map(condition -> condition.path("type").asText()).collect(Collectors.toList());
        long trues = gates.valueStream().filter(gate -> met.contains(gate.path("conditionType").asText())).count();
        return trues + "/" + gates.size();
    }
}
