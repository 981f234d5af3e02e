package dev.marina.agent.pod;

import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.linux.fs.Trees;
import io.fabric8.kubernetes.api.model.Pod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes away what is left of a pod of which nothing runs, then says so. Each step may be done again.
final class PodTeardown {

    private static final Logger LOG = LoggerFactory.getLogger(PodTeardown.class);

    private final NodeContext node;
    private final PodRef ref;
    private final SandboxSteps sandboxes;
    private final VolumeSteps volumes;
    private volatile boolean complete;

    PodTeardown(NodeContext node, PodRef ref, SandboxSteps sandboxes, VolumeSteps volumes) {
        this.node = node;
        this.ref = ref;
        this.sandboxes = sandboxes;
        this.volumes = volumes;
    }

    /// Any thread may ask.
    boolean complete() {
        return complete;
    }

    StepOutcome tearDown(RuntimeSnapshot state) {
        for (SandboxState sandbox : state.sandboxes()) {
            sandboxes.stop(sandbox);
            node.runtime().remove(sandbox.id());
        }
        state.containers().forEach(container -> node.runtime().removeContainer(container.id()));
        volumes.unmount(ref.uid());
        node.images().forget(ref.uid());
        Trees.delete(node.podDirectory(ref.uid()));
        node.groups().remove(ref.uid());
        complete = true;
        LOG.atInfo().addKeyValue("pod", ref).addKeyValue("uid", ref.uid()).log("pod removed");
        return StepOutcome.DONE;
    }

    /// @param gone the API has forgotten the pod already
    StepOutcome farewell(Pod pod, boolean gone, String cause) {
        if (!gone) {
            node.api().delete(pod, cause);
        }
        return StepOutcome.DONE;
    }
}
