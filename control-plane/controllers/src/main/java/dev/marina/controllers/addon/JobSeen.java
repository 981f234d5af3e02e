package dev.marina.controllers.addon;

import dev.marina.controllers.engine.parts.PodTrouble;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A job of an add-on as it is seen.
sealed interface JobSeen {

    int LONGEST_MESSAGE = 400;

    /// @param trouble why its pod does not run; "" where nothing is known
    record Running(String trouble) implements JobSeen {}

    record Succeeded(Optional<Report> report) implements JobSeen {}

    record Failed(Job job, String message) implements JobSeen {}

    /// @param pods of the job
    static JobSeen of(Job job, List<Pod> pods) {
        List<Pod> newest = pods.stream().sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp()).reversed()).toList();
        if (holds(job, "Complete")) {
            return new Succeeded(newest.stream().filter(pod -> pod.getStatus() != null && "Succeeded".equals(pod.getStatus().getPhase()))
                    .flatMap(JobSeen::messages).flatMap(message -> Report.of(message).stream()).findFirst());
        }
        if (holds(job, "Failed")) {
            String said = newest.stream().filter(pod -> pod.getStatus() != null && "Failed".equals(pod.getStatus().getPhase())).flatMap(JobSeen::messages)
                    .filter(message -> !message.isBlank()).findFirst().orElse("");
            String why = job.getStatus().getConditions().stream().filter(condition -> "Failed".equals(condition.getType()))
                    .map(condition -> String.valueOf(condition.getMessage())).findFirst().orElse("");
            return new Failed(job, cut(said.isEmpty() ? why : said.strip()));
        }
        return new Running(PodTrouble.worst(newest).map(PodTrouble::message).orElse(""));
    }

    private static boolean holds(Job job, String type) {
        return job.getStatus() != null && job.getStatus().getConditions().stream()
                .anyMatch(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static Stream<String> messages(Pod pod) {
        PodStatus status = pod.getStatus();
        return Stream.concat(status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream()).map(ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null && state.getTerminated().getMessage() != null)
                .map(state -> state.getTerminated().getMessage());
    }

    /// The end says what went wrong.
    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : "…" + text.substring(text.length() - LONGEST_MESSAGE);
    }
}
