package dev.marina.controllers.job;

import dev.marina.controllers.engine.TemplatePod;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A job's pods: how they are made, and what they say about themselves.
final class JobPod {

    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    private static final String IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count";

    private JobPod() {}

    /// A pod to be made: of no index, or of one with the failures that it had.
    ///
    /// @param index -1 for jobs without indexes
    record Wanted(int index, int failures, int ignored) {
        static final Wanted PLAIN = new Wanted(-1, 0, 0);
    }

    static Pod of(Job job, Wanted wanted) {
        PodBuilder pod = TemplatePod.of(job.getSpec().getTemplate(), Types.JOBS, job).editMetadata().addToFinalizers(FINALIZER).endMetadata();
        if (wanted.index < 0) {
            return pod.build();
        }
        String index = Integer.toString(wanted.index);
        String name = job.getMetadata().getName() + "-" + index;
        pod.editMetadata().withGenerateName(name + "-").addToLabels(INDEX, index).addToAnnotations(INDEX, index).endMetadata();
        if (job.getSpec().getBackoffLimitPerIndex() != null) {
            pod.editMetadata().addToAnnotations(FAILURES, Integer.toString(wanted.failures)).endMetadata();
            if (wanted.ignored > 0) {
                pod.editMetadata().addToAnnotations(IGNORED, Integer.toString(wanted.ignored)).endMetadata();
            }
        }
        return pod.editSpec().withHostname(name)
                .withContainers(indexed(job.getSpec().getTemplate().getSpec().getContainers()))
                .withInitContainers(indexed(job.getSpec().getTemplate().getSpec().getInitContainers())).endSpec().build();
    }

    private static List<Container> indexed(List<Container> containers) {
        List<Container> told = new ArrayList<>();
        for (Container container : containers) {
            boolean has = container.getEnv().stream().anyMatch(variable -> variable.getName().equals("JOB_COMPLETION_INDEX"));
            told.add(has
                    ? container
                    : new ContainerBuilder(container).addNewEnv().withName("JOB_COMPLETION_INDEX").withNewValueFrom()
                            .withNewFieldRef("v1", "metadata.labels['%s']".formatted(INDEX)).endValueFrom().endEnv().build());
        }
        return told;
    }

    static boolean tracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(FINALIZER);
    }

    /// -1 where the pod names none.
    static int index(Pod pod) {
        return number(pod, INDEX, -1);
    }

    static int failures(Pod pod) {
        return number(pod, FAILURES, 0);
    }

    static int ignored(Pod pod) {
        return number(pod, IGNORED, 0);
    }

    private static int number(Pod pod, String annotation, int otherwise) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        try {
            return annotations == null || !annotations.containsKey(annotation) ? otherwise : Math.max(-1, Integer.parseInt(annotations.get(annotation)));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.concat(pod.getStatus().getInitContainerStatuses().stream(), pod.getStatus().getContainerStatuses().stream());
    }

    /// When the last container ended; where none says so, when the pod was made or told to go.
    static Instant ended(Pod pod) {
        Optional<Instant> last = pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .map(ContainerStatus::getState).filter(Objects::nonNull).map(state -> state.getTerminated()).filter(Objects::nonNull)
                        .map(terminated -> terminated.getFinishedAt()).filter(Objects::nonNull).map(Instant::parse).max(Instant::compareTo);
        return last.or(() -> Optional.ofNullable(pod.getMetadata().getDeletionTimestamp()).map(Instant::parse)
                .map(due -> due
                        .minusSeconds(pod.getMetadata().getDeletionGracePeriodSeconds() == null ? 0 : pod.getMetadata().getDeletionGracePeriodSeconds())))
                .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()).map(Instant::parse)).orElse(Instant.EPOCH);
    }
}
