package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a pod's volumes in place, keeps them as the API has them, takes them away. Owned by the pod's worker.
final class VolumeSteps {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeSteps.class);
    private static final Duration REFRESH = Duration.ofSeconds(60);

    private final NodeContext node;
    private Map<String, Path> volumes = Map.of();
    private boolean mounted;
    private Instant lastRefresh = Instant.MIN;

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
            return StepOutcome.DONE;
        } catch (PodVolumes.MountFailure failure) {
            node.api().event(pod, "", "Warning", "FailedMount", failure.getMessage());
            return new StepOutcome.RetryLater(failure.getMessage());
        }
    }

    /// What follows ConfigMaps, Secrets and tokens is renewed once a minute.
    void refreshWhenDue(Pod pod) {
        Instant now = node.clock().instant();
        if (!mounted || pod.getSpec().getVolumes().isEmpty() || now.isBefore(lastRefresh.plus(REFRESH))) {
            return;
        }
        lastRefresh = now;
        try {
            volumes = node.volumes().mount(pod);
        } catch (PodVolumes.MountFailure failure) {
            LOG.atDebug().addKeyValue("pod", pod.getMetadata().getName()).addKeyValue("error", failure.getMessage()).log("volumes not refreshed");
        }
    }

    void unmount(String podUid) {
        node.volumes().unmount(podUid);
        mounted = false;
    }
}
