package dev.marina.apiserver.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Pods that find no node, whose image does not come, or whose containers end again and again.
final class UnhappyPods implements DiagnosisCheck {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final Set<String> NO_IMAGE = Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");
    private static final Set<String> NOT_MADE = Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        return objects.list(PODS).filter(pod -> !pod.terminating()).flatMap(pod -> of(pod).stream());
    }

    private static Optional<Finding> of(Document pod) {
        Optional<JsonNode> scheduled = Conditions.find(pod, "PodScheduled").filter(each -> each.path("status").asText().equals("False"));
        if (scheduled.isPresent()) {
            return Optional.of(Finding.of("PodUnschedulable", Severity.WARNING, PODS, pod, "finds no node: " + Conditions.words(scheduled.get()),
                    "Ask for its explanation: it tells node by node what is in the way, and what would help"));
        }
        return Stream.of("initContainerStatuses", "containerStatuses").flatMap(field -> pod.at("status", field).valueStream())
                .flatMap(status -> of(pod, status).stream()).findFirst();
    }

    private static Optional<Finding> of(Document pod, JsonNode status) {
        String container = status.path("name").asText();
        JsonNode waiting = status.at("/state/waiting");
        String reason = waiting.path("reason").asText();
        if (NO_IMAGE.contains(reason)) {
            return Optional.of(Finding.of("ImageNotPulled", Severity.WARNING, PODS, pod, "container %s gets no image: %s".formatted(container,
                    Conditions.words(waiting)),
                    "Look whether the image's name is right, whether its registry needs imagePullSecrets, and whether it is reached"));
        }
        if (NOT_MADE.contains(reason)) {
            return Optional.of(Finding.of("ContainerNotMade", Severity.WARNING, PODS, pod, "container %s cannot be made: %s".formatted(container,
                    Conditions.words(waiting)), "Most often a ConfigMap, a Secret or a key in one of them is not there"));
        }
        return reason.equals("CrashLoopBackOff")
                ? Optional.of(Finding.of("ContainerCrashes", Severity.WARNING, PODS, pod, "container %s has ended %d times, last with exit code %s".formatted(
                        container, status.path("restartCount").asInt(), status.at("/lastState/terminated/exitCode").asText("unknown")),
                        "Read the log of the container before (kubectl logs --previous); 137 is a kill, mostly for memory"))
                : Optional.empty();
    }
}
