package dev.marina.agent.pod;

import dev.marina.agent.probe.ProbeResult;
import dev.marina.agent.probe.Prober;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a pod's lifecycle hooks, each beside the worker and once for each container. A postStart hook has ended once the API was
/// told that its container runs; an agent that was cut off before that runs it again: hooks are promised at least once.
final class HookRunner {

    private static final Logger LOG = LoggerFactory.getLogger(HookRunner.class);
    private static final Duration POST_START_LIMIT = Duration.ofMinutes(10);

    private final NodeContext node;
    private final PodRef ref;
    private final Prober prober;
    private final Runnable wake;
    private final Map<ContainerId, HookState> postStarts = new ConcurrentHashMap<>();
    private final Map<ContainerId, CompletableFuture<Void>> preStops = new ConcurrentHashMap<>();

    /// @param wake the pod's worker
    HookRunner(NodeContext node, PodRef ref, Prober prober, Runnable wake) {
        this.node = node;
        this.ref = ref;
        this.prober = prober;
        this.wake = wake;
    }

    /// The postStart hooks of running containers that are not done.
    Map<ContainerId, HookState> postStarts(Pod pod, RuntimeSnapshot state) {
        Map<ContainerId, HookState> open = new HashMap<>();
        for (ContainerState container : state.containers()) {
            if (container.running() && handler(pod, container, Lifecycle::getPostStart).isPresent()) {
                HookState hook = postStarts.computeIfAbsent(container.id(), id -> toldAsRunning(pod, container) ? HookState.DONE : HookState.WAITING);
                if (hook != HookState.DONE) {
                    open.put(container.id(), hook);
                }
            }
        }
        return open;
    }

    private boolean toldAsRunning(Pod pod, ContainerState container) {
        return PodContainers.status(pod, container.name()).filter(status -> status.getState() != null && status.getState().getRunning() != null
                && node.runtime().qualified(container.id()).equals(status.getContainerID())).isPresent();
    }

    StepOutcome postStart(Pod pod, PodStep.RunPostStart step, String address) {
        ContainerState container = step.container();
        Container spec = PodContainers.find(pod, container.name()).orElseThrow();
        postStarts.put(container.id(), HookState.RUNNING);
        Thread.ofVirtual().name("postStart " + ref).start(() -> {
            ProbeResult result = run(spec.getLifecycle().getPostStart(), spec, container.id(), address, POST_START_LIMIT);
            if (!result.success()) {
                failed(pod, container, "FailedPostStartHook", "PostStartHook failed", result);
            }
            postStarts.put(container.id(), result.success() ? HookState.DONE : HookState.FAILED);
            wake.run();
        });
        return StepOutcome.UNDERWAY;
    }

    /// Returns when the container's preStop hook has ended, however often it is called, but never waits longer than this.
    void preStop(Pod pod, ContainerState container, String address, Duration longest) {
        Optional<LifecycleHandler> hook = handler(pod, container, Lifecycle::getPreStop);
        if (hook.isEmpty()) {
            return;
        }
        Container spec = PodContainers.find(pod, container.name()).orElseThrow();
        CompletableFuture<Void> ended = preStops.computeIfAbsent(container.id(), id -> CompletableFuture.runAsync(() -> {
            ProbeResult result = run(hook.get(), spec, id, address, longest);
            if (!result.success()) {
                failed(pod, container, "FailedPreStopHook", "PreStopHook failed", result);
            }
        }, Thread.ofVirtual().name("preStop " + ref)::start));
        try {
            ended.get(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.atInfo().addKeyValue("pod", ref).addKeyValue("container", container.name()).log("preStop hook has used up the grace period");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("preStop hook of container %s of pod %s".formatted(container.name(), ref), failure.getCause());
        }
    }

    private ProbeResult run(LifecycleHandler hook, Container spec, ContainerId id, String address, Duration limit) {
        if (hook.getSleep() != null) {
            return sleep(Duration.ofSeconds(hook.getSleep().getSeconds()), limit);
        }
        return prober.hook(hook, spec, id, address, limit);
    }

    /// Here and not in the container, whose image may have no program for it.
    private static ProbeResult sleep(Duration asked, Duration limit) {
        try {
            Thread.sleep(asked.compareTo(limit) > 0 ? limit : asked);
            return ProbeResult.SUCCESS;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ProbeResult.failure("interrupted");
        }
    }

    /// What the hook said may hold a secret, and events are read by more people than logs of the node.
    private void failed(Pod pod, ContainerState container, String reason, String message, ProbeResult result) {
        node.api().event(pod, PodContainers.fieldPath(container.kind(), container.name()), "Warning", reason, message);
        LOG.atInfo().addKeyValue("pod", ref).addKeyValue("container", container.name()).addKeyValue("error", result.message()).log(message);
    }

    private static Optional<LifecycleHandler> handler(Pod pod, ContainerState container, java.util.function.Function<Lifecycle, LifecycleHandler> which) {
        return PodContainers.find(pod, container.name()).map(Container::getLifecycle).map(which);
    }
}
