package dev.marina.controllers.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.Build;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is to be done for one build.
///
/// @param create whether its pod is to be made now
/// @param status what is observed
record BuildPlan(boolean create, Build.Status status) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_MESSAGE = 1000;
    /// Begins what the builder itself says in its log.
    private static final String SAID = "==> ";

    /// @param pod of the build; empty: there is none
    /// @param running how many other builds of the namespace have a pod that has not ended
    /// @param repository that the build pushes into; a report that names another is not believed
    static BuildPlan of(Build build, Optional<Pod> pod, int running, int mostRunning, String repository, Instant now) {
        Build.Status before = build.getStatus() == null ? new Build.Status(null, null, null, null, null, null, null) : build.getStatus();
        if (Build.SUCCEEDED.equals(before.phase()) || Build.FAILED.equals(before.phase())) {
            return new BuildPlan(false, before);
        }
        if (pod.isPresent()) {
            return new BuildPlan(false, observed(before, pod.get(), repository, now));
        }
        if (before.pod() != null) {
            return new BuildPlan(false, ended(before, Build.FAILED, null, "Its pod %s is gone".formatted(before.pod()), now));
        }
        if (running >= mostRunning) {
            return new BuildPlan(false,
                    new Build.Status(Build.PENDING, null, null, "Waits for one of %d builds of the namespace to end".formatted(running), null,
                            null, null));
        }
        return new BuildPlan(true, new Build.Status(Build.PENDING, null, BuildPod.name(build), null, now.toString(), null, null));
    }

    /// For others to end.
    boolean waits() {
        return Build.PENDING.equals(status.phase()) && status.pod() == null;
    }

    private static Build.Status observed(Build.Status before, Pod pod, String repository, Instant now) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        String phase = String.valueOf(status.getPhase());
        Optional<ContainerStatus> container = Optional.ofNullable(status.getContainerStatuses()).orElse(List.of()).stream()
                .filter(each -> each.getName().equals(BuildPod.CONTAINER)).findFirst();
        JsonNode report = container.map(each -> each.getState().getTerminated()).map(ContainerStateTerminated::getMessage).map(BuildPlan::report)
                .orElse(JSON.missingNode());
        return switch (phase) {
            case "Succeeded" -> succeeded(before, report.path("image").asText(), repository, now);
            case "Failed" -> ended(before, Build.FAILED, null, failure(status, container, report), now);
            case "Running" -> new Build.Status(Build.RUNNING, null, pod.getMetadata().getName(), null, before.startTime(), null, null);
            default -> new Build.Status(Build.PENDING, null, pod.getMetadata().getName(), waiting(status), before.startTime(), null, null);
        };
    }

    /// Of whichever container has something to say.
    private static String waiting(PodStatus status) {
        return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses()).filter(Objects::nonNull).flatMap(List::stream)
                .map(each -> each.getState().getWaiting()).filter(Objects::nonNull).map(ContainerStateWaiting::getMessage)
                .filter(message -> message != null && !message.isBlank()).findFirst().map(BuildPlan::cut).orElse(null);
    }

    private static Build.Status succeeded(Build.Status before, String image, String repository, Instant now) {
        boolean believable = image.matches(Pattern.quote(repository) + "@sha256:[0-9a-f]{64}");
        return believable
                ? ended(before, Build.SUCCEEDED, image, null, now)
                : ended(before, Build.FAILED, null, "The build ended without saying what it has pushed", now);
    }

    private static String failure(PodStatus status, Optional<ContainerStatus> container, JsonNode report) {
        if (report.hasNonNull("message")) {
            return cut(report.path("message").asText());
        }
        if ("DeadlineExceeded".equals(status.getReason())) {
            return "It took longer than spec.timeoutSeconds allows";
        }
        if (status.getMessage() != null && !status.getMessage().isBlank()) {
            return cut(status.getMessage());
        }
        return container.map(each -> each.getState().getTerminated())
                .map(ended -> "OOMKilled".equals(ended.getReason())
                        ? "It took more memory than a build may"
                        : cut(lastWords(String.valueOf(ended.getMessage()))))
                .orElse("Its pod has failed");
    }

    /// A builder that found no room for its report has said it in the last line of its log, of which the node then makes the message.
    private static String lastWords(String log) {
        String last = log.lines().reduce((_, line) -> line).orElse(log);
        return last.startsWith(SAID) ? last.substring(SAID.length()) : log;
    }

    private static Build.Status ended(Build.Status before, String phase, String image, String message, Instant now) {
        return new Build.Status(phase, image, before.pod(), message, before.startTime(), now.toString(), null);
    }

    /// What the builder wrote last; whatever else stands there is no report.
    private static JsonNode report(String message) {
        try {
            JsonNode report = JSON.readTree(message);
            return report == null ? JSON.missingNode() : report;
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }
}
