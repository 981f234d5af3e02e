package dev.marina.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.time.Instant;
import java.util.List;

/// How a pod fares, in one line. printPod in pkg/printers/internalversion/printers.go
///
/// @param reason what STATUS shows
/// @param lastRestart null where none is known
record PodSummary(long ready, long total, String reason, long restarts, Instant lastRestart) {

    static PodSummary of(Document pod) {
        Builder summary = new Builder(pod);
        summary.initContainers();
        if (!summary.initializing || pod.holds("Initialized")) {
            summary.containers();
        }
        return new PodSummary(summary.ready, summary.total(), summary.ending(), summary.restarts, summary.lastRestart);
    }

    private static final class Builder {

        private final Document pod;
        private String reason;
        private boolean initializing;
        private long ready;
        private long restarts;
        private Instant lastRestart;
        private long sidecarRestarts;
        private Instant lastSidecarRestart;

        Builder(Document pod) {
            this.pod = pod;
            this.reason = pod.text("status", "reason").isEmpty() ? pod.text("status", "phase") : pod.text("status", "reason");
            boolean gated = pod.at("status", "conditions").valueStream().anyMatch(
                    condition -> condition.path("type").asText().equals("PodScheduled") && condition.path("reason").asText().equals("SchedulingGated"));
            if (gated) {
                reason = "SchedulingGated";
            }
        }

        long total() {
            return pod.at("spec", "containers").size() + pod.at("spec", "initContainers").valueStream().filter(Builder::restartable).count();
        }

        /// Until the first that is neither done nor, as a sidecar, started.
        void initContainers() {
            JsonNode statuses = pod.at("status", "initContainerStatuses");
            for (int i = 0; i < statuses.size() && !initializing; i++) {
                initContainer(statuses.get(i), i);
            }
        }

        private void initContainer(JsonNode status, int index) {
            boolean sidecar = isSidecar(status.path("name").asText());
            Instant finished = lastFinished(status);
            restarts += status.path("restartCount").asLong();
            lastRestart = later(lastRestart, finished);
            if (sidecar) {
                sidecarRestarts += status.path("restartCount").asLong();
                lastSidecarRestart = later(lastSidecarRestart, finished);
            }
            JsonNode ended = status.path("state").path("terminated");
            if (ended.isObject() && ended.path("exitCode").asInt() == 0) {
                return;
            }
            if (sidecar && status.path("started").asBoolean()) {
                ready += status.path("ready").asBoolean() ? 1 : 0;
                return;
            }
            initializing = true;
            String waiting = status.path("state").path("waiting").path("reason").asText();
            if (ended.isObject()) {
                reason = "Init:" + why(ended);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                reason = "Init:" + waiting;
            } else {
                reason = "Init:" + index + "/" + pod.at("spec", "initContainers").size();
            }
        }

        /// Init containers that are done no longer count as restarts; sidecars do.
        void containers() {
            restarts = sidecarRestarts;
            lastRestart = lastSidecarRestart;
            boolean running = false;
            String failure = "";
            for (JsonNode status : List.copyOf(pod.at("status", "containerStatuses").valueStream().toList()).reversed()) {
                restarts += status.path("restartCount").asLong();
                lastRestart = later(lastRestart, lastFinished(status));
                JsonNode state = status.path("state");
                if (!state.path("waiting").path("reason").asText().isEmpty()) {
                    reason = state.path("waiting").path("reason").asText();
                } else if (state.path("terminated").isObject()) {
                    reason = why(state.path("terminated"));
                    failure = state.path("terminated").path("exitCode").asInt() == 0 ? failure : reason;
                } else if (status.path("ready").asBoolean() && state.path("running").isObject()) {
                    running = true;
                    ready++;
                }
            }
            if (reason.equals("Completed")) {
                reason = completed(running, failure);
            }
        }

        private String completed(boolean running, String failure) {
            if (running && pod.holds("Ready")) {
                return "Running";
            }
            if (!failure.isEmpty()) {
                return failure;
            }
            return running ? "NotReady" : "Completed";
        }

        String ending() {
            if (pod.terminating() && pod.text("status", "reason").equals("NodeLost")) {
                return "Unknown";
            }
            boolean over = List.of("Succeeded", "Failed").contains(pod.text("status", "phase"));
            return pod.terminating() && !over ? "Terminating" : reason;
        }

        private boolean isSidecar(String name) {
            return pod.at("spec", "initContainers").valueStream().anyMatch(container -> container.path("name").asText().equals(name) && restartable(container));
        }

        private static boolean restartable(JsonNode container) {
            return container.path("restartPolicy").asText().equals("Always");
        }

        private static String why(JsonNode terminated) {
            if (!terminated.path("reason").asText().isEmpty()) {
                return terminated.path("reason").asText();
            }
            int signal = terminated.path("signal").asInt();
            return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt();
        }

        private static Instant lastFinished(JsonNode status) {
            String finished = status.path("lastState").path("terminated").path("finishedAt").asText("");
            return finished.isEmpty() || finished.equals("null") ? null : Instant.parse(finished);
        }

        private static Instant later(Instant one, Instant other) {
            return one == null || other != null && other.isAfter(one) ? other : one;
        }
    }
}
