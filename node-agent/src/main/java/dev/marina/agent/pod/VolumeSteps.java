package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a pod's volumes in place, keeps them as the API has them, takes them away. Owned by the pod's worker.
final class VolumeSteps {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeSteps.class);
    private static final Duration REFRESH = Duration.ofSeconds(60);
    /// Until it is asked again whether others have done what a volume waits for.
    private static final Duration OTHERS = Duration.ofSeconds(2);
    /// However often a pod's annotations change.
    private static final Duration LEAST = Duration.ofMillis(500);
    /// However often what files are made of changes: one object may be in all pods of a node.
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final NodeContext node;
    private Map<String, Path> volumes = Map.of();
    private boolean mounted;
    private Instant lastRefresh = Instant.MIN;
    private Map<String, String> lastAnnotations = Map.of();
    /// Whether what files are made of has changed since they were made.
    private volatile boolean stale;

    VolumeSteps(NodeContext node) {
        this.node = node;
    }

    boolean mounted() {
        return mounted;
    }

    /// Where each volume lies.
    Map<String, Path> volumes() {
        return volumes;
    }

    StepOutcome mount(Pod pod) {
        try {
            volumes = node.volumes().mount(pod);
            mounted = true;
            lastRefresh = node.clock().instant();
            lastAnnotations = annotations(pod);
            return StepOutcome.DONE;
        } catch (PodVolumes.NotYet waiting) {
            return new StepOutcome.RetryLater(waiting.getMessage(), Optional.of(node.clock().instant().plus(OTHERS)));
        } catch (PodVolumes.MountFailure failure) {
            node.api().event(pod, "", "Warning", "FailedMount", failure.getMessage());
            return new StepOutcome.RetryLater(failure.getMessage());
        }
    }

    /// From any thread.
    void sourcesChanged() {
        stale = true;
    }

    /// What follows ConfigMaps, Secrets and tokens is renewed when one of these has changed, once a minute in any case, and when the pod's annotations
    /// change: by these whoever has changed one has it seen at once, as with a kubelet.
    /// https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#mounted-configmaps-are-updated-automatically
    void refreshWhenDue(Pod pod) {
        Instant now = node.clock().instant();
        boolean asked = asked(pod).filter(due -> !now.isBefore(due)).isPresent();
        if (!mounted || pod.getSpec().getVolumes().isEmpty() || !asked && now.isBefore(lastRefresh.plus(REFRESH))) {
            return;
        }
        lastRefresh = now;
        lastAnnotations = annotations(pod);
        stale = false;
        try {
            volumes = node.volumes().mount(pod);
        } catch (PodVolumes.MountFailure failure) {
            LOG.atDebug().addKeyValue("pod", pod.getMetadata().getName()).addKeyValue("error", failure.getMessage()).log("volumes not refreshed");
        }
    }

    /// When what has changed leads to the next renewal; empty where nothing has.
    Optional<Instant> asked(Pod pod) {
        if (!mounted || pod.getSpec().getVolumes().isEmpty()) {
            return Optional.empty();
        }
        return !annotations(pod).equals(lastAnnotations)
                ? Optional.of(lastRefresh.plus(LEAST))
                : stale ? Optional.of(lastRefresh.plus(BETWEEN)) : Optional.empty();
    }

    private static Map<String, String> annotations(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of());
    }

    void unmount(String podUid) {
        node.volumes().unmount(podUid);
        mounted = false;
    }
}
