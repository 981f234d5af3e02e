package dev.marina.agent.pod;

import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.ImageState;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts, stops and removes a pod's containers. What takes long (pulling an image, stopping) goes on beside the worker, who owns
/// this, and wakes it.
final class ContainerSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerSteps.class);
    private static final Duration SHORTEST_GRACE = Duration.ofSeconds(1);

    private final NodeContext node;
    private final PodRef ref;
    private final SandboxSteps sandboxes;
    private final VolumeSteps volumes;
    private final HookRunner hooks;
    private final ResizeSteps resizes;
    private final ImageVolumes imageVolumes;
    private final Runnable wake;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Set<ContainerId> stopping = ConcurrentHashMap.newKeySet();
    private final Set<ContainerId> replaced = new HashSet<>();
    private final Set<ContainerId> told = ConcurrentHashMap.newKeySet();
    private final Map<ContainerId, String> stopFailures = new ConcurrentHashMap<>();

    ContainerSteps(NodeContext node, PodRef ref, SandboxSteps sandboxes, VolumeSteps volumes, HookRunner hooks, ResizeSteps resizes, Runnable wake) {
        this.node = node;
        this.ref = ref;
        this.sandboxes = sandboxes;
        this.volumes = volumes;
        this.hooks = hooks;
        this.resizes = resizes;
        imageVolumes = new ImageVolumes(node, ref);
        this.wake = wake;
    }

    /// Why containers have not been started, by their names.
    Map<String, Waiting> waiting() {
        return Map.copyOf(waiting);
    }

    Set<ContainerId> stopping() {
        return Set.copyOf(stopping);
    }

    /// The grace has changed: what is being stopped is to be stopped again, sooner. Any thread may call.
    void stopAgain() {
        stopping.clear();
    }

    /// @param sources of the variables and of the pull's secrets
    StepOutcome start(Pod pod, RuntimeSnapshot state, PodStep.StartContainer step, PodSources sources) {
        Container container = PodContainers.find(pod, step.name()).orElseThrow();
        String path = PodContainers.fieldPath(step.kind(), step.name());
        if (step.kind() == ContainerKind.EPHEMERAL) {
            Optional<String> refused = PodAdmission.refuse(pod, container, node.runtime().mapsIds());
            if (refused.isPresent()) {
                return hold(pod, path, step.name(), "CreateContainerConfigError", refused.get());
            }
        }
        PullEvents pull = new PullEvents(pod, path, container.getImage());
        return switch (node.images().ensure(PodImages.request(ref, pod, container, sources, node.api()), pull)) {
            case ImageState.Pulling _ -> {
                waiting.remove(step.name());
                yield StepOutcome.UNDERWAY;
            }
            case ImageState.Missing missing -> withoutImage(pod, path, container, container.getImage(), missing);
            case ImageState.Present present -> {
                if (!pull.pulled) {
                    event(pod, path, "Normal", "Pulled", "Container image \"%s\" already present on machine".formatted(container.getImage()));
                }
                yield withVolumes(pod, state, step, container, path, present, sources);
            }
        };
    }

    private StepOutcome withVolumes(Pod pod, RuntimeSnapshot state, PodStep.StartContainer step, Container container, String path, ImageState.Present image,
            PodSources sources) {
        ImageVolumes.State volume;
        try {
            volume = imageVolumes.show(pod, container, sources, name -> new PullEvents(pod, "", name));
        } catch (PodVolumes.MountFailure | RuntimeFailure failure) {
            return hold(pod, path, step.name(), "CreateContainerError", failure.getMessage());
        }
        return switch (volume) {
            case ImageVolumes.State.Pulling _ -> {
                waiting.remove(step.name());
                yield StepOutcome.UNDERWAY;
            }
            case ImageVolumes.State.Without without -> withoutImage(pod, path, container, without.image(), without.missing());
            case ImageVolumes.State.Shown shown -> createAndStart(pod, state, step, container, path, image, shown.paths(), sources);
        };
    }

    private final class PullEvents implements ImagePuller.Listener {

        private final Pod pod;
        private final String path;
        private final String image;
        private volatile boolean pulled;

        PullEvents(Pod pod, String path, String image) {
            this.pod = pod;
            this.path = path;
            this.image = image;
        }

        @Override
        public void pulling() {
            pulled = true;
            event(pod, path, "Normal", "Pulling", "Pulling image \"%s\"".formatted(image));
        }

        @Override
        public void pulled(Duration took) {
            event(pod, path, "Normal", "Pulled", "Successfully pulled image \"%s\" in %dms".formatted(image, took.toMillis()));
        }

        @Override
        public void changed() {
            wake.run();
        }
    }

    private StepOutcome withoutImage(Pod pod, String path, Container container, String image, ImageState.Missing missing) {
        Waiting before = waiting.put(container.getName(), new Waiting(missing.reason(), missing.message()));
        boolean news = before == null || !before.reason().equals(missing.reason());
        if (news && missing.reason().equals("ErrImagePull")) {
            event(pod, path, "Warning", "Failed", "Failed to pull image \"%s\": %s".formatted(image, missing.message()));
        } else if (missing.reason().equals("ImagePullBackOff")) {
            event(pod, path, "Normal", "BackOff", "Back-off pulling image \"%s\"".formatted(image));
        } else if (news) {
            event(pod, path, "Warning", missing.reason(), missing.message());
        }
        event(pod, path, "Warning", "Failed", "Error: " + missing.reason());
        return new StepOutcome.RetryLater(missing.reason(), Optional.of(missing.retryAt()));
    }

    private StepOutcome createAndStart(Pod pod, RuntimeSnapshot state, PodStep.StartContainer step, Container container, String path,
            ImageState.Present image, Map<String, Path> imagePaths, PodSources sources) {
        SandboxId sandbox = state.runningSandbox().map(SandboxState::id).orElseThrow();
        Map<String, Path> paths = new HashMap<>(volumes.volumes());
        paths.putAll(imagePaths);
        ContainerSpec spec;
        try {
            spec = new ContainerSpecs(node, sources).of(ref, pod, step, container, image.image(), sandboxes.addresses(), paths,
                    processesOf(pod, state, step));
        } catch (Environment.Unresolved | PodVolumes.MountFailure unresolved) {
            return hold(pod, path, step.name(), "CreateContainerConfigError", unresolved.getMessage());
        }
        ContainerId id;
        try {
            resizes.starting(pod);
            id = node.runtime().createContainer(sandbox, spec);
        } catch (RuntimeFailure failure) {
            return hold(pod, path, step.name(), "CreateContainerError", failure.getMessage());
        }
        waiting.remove(step.name());
        event(pod, path, "Normal", "Created", "Created container: " + step.name());
        try {
            node.runtime().startContainer(id);
        } catch (RuntimeFailure failure) {
            event(pod, path, "Warning", "Failed", "Error: " + failure.getMessage());
            return new StepOutcome.RetryLater(failure.getMessage());
        }
        resizes.started(pod, container);
        event(pod, path, "Normal", "Started", "Started container " + step.name());
        return StepOutcome.DONE;
    }

    private static Optional<ContainerId> processesOf(Pod pod, RuntimeSnapshot state, PodStep.StartContainer step) {
        return PodContainers.target(pod, step.name()).map(target -> state.newest(target).filter(ContainerState::running).map(ContainerState::id)
                .orElseThrow(() -> new Environment.Unresolved("unable to find target container " + target)));
    }

    private StepOutcome hold(Pod pod, String path, String container, String reason, String message) {
        waiting.put(container, new Waiting(reason, message));
        event(pod, path, "Warning", "Failed", "Error: " + message);
        return new StepOutcome.RetryLater(message);
    }

    /// Stopped to be started anew at once.
    Set<ContainerId> replaced() {
        return Set.copyOf(replaced);
    }

    StepOutcome replace(Pod pod, PodStep.ReplaceContainer step) {
        replaced.add(step.container().id());
        return stop(pod, new PodStep.StopContainer(step.container(), step.message(), step.grace()));
    }

    StepOutcome stop(Pod pod, PodStep.StopContainer step) {
        ContainerState container = step.container();
        String failed = stopFailures.remove(container.id());
        if (failed != null) {
            return new StepOutcome.RetryLater(failed);
        }
        stopping.add(container.id());
        if (told.add(container.id())) {
            event(pod, PodContainers.fieldPath(container.kind(), container.name()), "Normal", "Killing", step.message());
        }
        Instant deadline = node.clock().instant().plus(step.grace());
        Thread.ofVirtual().name("stop " + ref).start(() -> {
            try {
                if (step.grace().isPositive()) {
                    hooks.preStop(pod, container, sandboxes.address(), step.grace());
                }
                Duration left = Duration.between(node.clock().instant(), deadline);
                node.runtime().stopContainer(container.id(), left.compareTo(SHORTEST_GRACE) < 0 ? SHORTEST_GRACE : left);
            } catch (RuntimeException failure) {
                LOG.atWarn().addKeyValue("pod", ref).addKeyValue("container", container.name()).addKeyValue("error", failure.toString())
                        .log("container not stopped");
                stopFailures.put(container.id(), String.valueOf(failure.getMessage()));
            } finally {
                stopping.remove(container.id());
                wake.run();
            }
        });
        return StepOutcome.UNDERWAY;
    }

    StepOutcome remove(PodStep.RemoveContainer step) {
        node.runtime().removeContainer(step.container().id());
        return StepOutcome.DONE;
    }

    private void event(Pod pod, String path, String type, String reason, String message) {
        node.api().event(pod, path, type, reason, message);
    }
}
