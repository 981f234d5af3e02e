package dev.marina.agent.pod;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes a pod's sandbox, wires it, takes it away. Owned by the pod's worker.
final class SandboxSteps {

    private static final String NO_DRIVER = "Failed to prepare dynamic resources: no driver of devices is registered on this node";
    private static final Duration STOP_GRACE = Duration.ofSeconds(1);

    private final NodeContext node;
    private final PodRef ref;
    private final VolumeSteps volumes;
    /// Counts how often the node has lost its network, so that a wiring that began before is not believed after.
    private final AtomicInteger losses = new AtomicInteger();
    private volatile List<String> addresses = List.of();

    SandboxSteps(NodeContext node, PodRef ref, VolumeSteps volumes) {
        this.node = node;
        this.ref = ref;
        this.volumes = volumes;
    }

    /// Of the pod; empty until its sandbox is wired.
    List<String> addresses() {
        return addresses;
    }

    /// Where hooks and probes find the pod.
    String address() {
        return addresses.stream().findFirst().orElse("127.0.0.1");
    }

    /// The node's network was made anew: nothing is wired any more. Any thread may call.
    void networkLost() {
        losses.incrementAndGet();
        addresses = List.of();
    }

    StepOutcome run(Pod pod, RuntimeSnapshot state, PodStep.RunSandbox step) {
        boolean byResources = pod.getStatus() != null && pod.getStatus().getExtendedResourceClaimStatus() != null;
        if ((byResources || !pod.getSpec().getResourceClaims().isEmpty()) && !node.runtime().preparesDevices()) {
            // nothing of the pod runs without what it has been promised. PrepareDynamicResources in pkg/kubelet/kuberuntime
            node.api().event(pod, "", "Warning", "FailedPrepareDynamicResources", NO_DRIVER);
            return new StepOutcome.RetryLater(NO_DRIVER);
        }
        try {
            requireHandler(pod);
            requireUserNamespaces(pod);
            for (SandboxState old : state.sandboxes()) {
                if (!old.running() && old.attempt() < step.attempt()) {
                    detach(old);
                }
            }
            node.groups().make(pod);
            addresses = List.of();
            PodFiles.write(node, pod, List.of());
            SandboxId sandbox = node.runtime().runSandbox(new SandboxSpec(ref, step.attempt(), PodFiles.hostname(node, pod),
                    hostNetwork(pod) ? node.hostSandbox().get() : Optional.empty(), Sysctls.of(pod), node.groups().path(pod)));
            if (node.runtime().snapshot(ref.uid()).runningSandbox().filter(running -> running.id().equals(sandbox)).isEmpty()) {
                throw new RuntimeFailure("sandbox of pod %s ended at once".formatted(ref));
            }
            return StepOutcome.DONE;
        } catch (RuntimeException failure) {
            return notCreated(pod, failure);
        }
    }

    private void requireHandler(Pod pod) {
        String runtimeClass = pod.getSpec().getRuntimeClassName();
        if (runtimeClass == null || runtimeClass.isEmpty()) {
            return;
        }
        String handler = node.api().runtimeHandler(runtimeClass).orElseThrow(() -> new RuntimeFailure("RuntimeClass \"%s\" not found".formatted(runtimeClass)));
        if (!node.runtime().handlers().contains(handler)) {
            throw new RuntimeFailure("no runtime for \"%s\" is configured".formatted(handler));
        }
    }

    /// As kubelet says it (pkg/kubelet/userns/userns_manager.go).
    private void requireUserNamespaces(Pod pod) {
        if (Boolean.FALSE.equals(pod.getSpec().getHostUsers()) && !node.runtime().mapsIds()) {
            throw new RuntimeFailure("can't set `spec.hostUsers: false`, runtime does not support user namespaces");
        }
    }

    StepOutcome wire(Pod pod, PodStep.WireSandbox step) {
        int before = losses.get();
        try {
            List<String> given = hostNetwork(pod)
                    ? List.of(node.address())
                    : node.network().attach(ref, step.sandbox().id(), node.runtime().networkNamespace(step.sandbox()), HostPort.of(pod));
            PodFiles.write(node, pod, given);
            addresses = before == losses.get() ? given : List.of();
            return StepOutcome.DONE;
        } catch (RuntimeException failure) {
            return notCreated(pod, failure);
        }
    }

    private StepOutcome notCreated(Pod pod, RuntimeException failure) {
        String words = ApiFailures.words(failure);
        node.api().event(pod, "", "Warning", "FailedCreatePodSandBox", "Failed to create pod sandbox: " + words);
        return new StepOutcome.RetryLater(words);
    }

    /// The volumes go first: once the sandbox has ended nothing would bring anybody here again.
    StepOutcome stop(RuntimeSnapshot state, PodStep.StopSandbox step) {
        volumes.unmount(ref.uid());
        state.sandboxes().stream().filter(sandbox -> sandbox.id().equals(step.sandbox())).forEach(this::stop);
        return StepOutcome.DONE;
    }

    /// May be called twice.
    void stop(SandboxState sandbox) {
        detach(sandbox);
        node.runtime().stopSandbox(sandbox.id(), STOP_GRACE);
        addresses = List.of();
    }

    /// A sandbox that shares its node's network has none of its own to take away.
    private void detach(SandboxState sandbox) {
        if (sandbox.network().isEmpty()) {
            node.network().detach(ref, sandbox.id(), sandbox.running() ? node.runtime().networkNamespace(sandbox) : "");
        }
    }

    private static boolean hostNetwork(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }
}
