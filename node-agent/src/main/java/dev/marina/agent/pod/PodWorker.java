package dev.marina.agent.pod;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.ImageState;
import dev.marina.agent.probe.ProbeResult;
import dev.marina.agent.probe.Prober;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.linux.fs.Trees;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one pod real on its node: looks, plans, acts, reports, sleeps until something happens. One virtual thread.
///
/// What takes long (pulling an image, stopping a container) runs beside it and wakes it, so that a change of the pod is always
/// seen at once.
public final class PodWorker {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration AUDIT = Duration.ofSeconds(60);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(5);
    private static final Duration HOOK_LIMIT = Duration.ofMinutes(10);

    /// What the API wants. `gone` is for good.
    private record Desired(Pod pod, boolean gone) {}

    private final NodeContext node;
    private final PodRef ref;
    private final Runnable onEnd;
    private final Signal signal = new Signal();
    private final AtomicReference<Desired> desired;
    private final Set<ContainerId> stopping = ConcurrentHashMap.newKeySet();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final TerminationMessages lastWords;
    private final Prober prober;
    private final PodProbes probes;
    private final Instant accepted;
    private List<String> addresses = List.of();
    private Map<String, Path> volumes = Map.of();
    private boolean volumesMounted;
    private boolean everythingGone;
    private int failures;
    private Instant lastRefresh = Instant.MIN;
    private volatile boolean abandoned;

    /// @param onEnd called when nothing is left to do for this pod
    public PodWorker(NodeContext node, Pod pod, Runnable onEnd) {
        this.node = node;
        this.onEnd = onEnd;
        ref = new PodRef(node.node(), pod.getMetadata().getNamespace(), pod.getMetadata().getName(), pod.getMetadata().getUid());
        desired = new AtomicReference<>(new Desired(pod, false));
        lastWords = new TerminationMessages(node.streams());
        prober = new Prober(node.dialer(), node.streams());
        probes = new PodProbes(prober, node.api(), signal::raise);
        accepted = node.clock().instant();
    }

    public void start() {
        Thread.ofVirtual().name("pod " + ref).start(this::run);
    }

    /// The pod as the API has it now.
    public void update(Pod pod) {
        Desired before = desired.getAndUpdate(known -> known.gone ? known : new Desired(pod, false));
        if (!graceOf(before.pod).equals(graceOf(pod))) {
            stopping.clear();
        }
        signal.raise();
    }

    /// The API knows this pod no more: nothing of it may stay.
    public void vanish() {
        desired.getAndUpdate(known -> new Desired(known.pod, true));
        stopping.clear();
        signal.raise();
    }

    public void wake() {
        signal.raise();
    }

    /// Ends this thread and leaves the containers as they are.
    public void abandon() {
        abandoned = true;
        signal.raise();
    }

    private static String graceOf(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() + "/" + pod.getMetadata().getDeletionGracePeriodSeconds();
    }

    private void run() {
        Duration next = Duration.ZERO;
        try {
            while (true) {
                signal.await(next);
                if (abandoned) {
                    return;
                }
                try {
                    Optional<Duration> wait = turn();
                    if (wait.isEmpty()) {
                        return;
                    }
                    failures = 0;
                    next = wait.get();
                } catch (RuntimeException failure) {
                    next = retry();
                    LOG.atWarn().addKeyValue("pod", ref).addKeyValue("retry", next).addKeyValue("error", ApiFailures.words(failure)).log("pod not brought forward");
                    LOG.atDebug().addKeyValue("pod", ref).setCause(failure).log("pod not brought forward");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            probes.close();
            onEnd.run();
        }
    }

    private Duration retry() {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures++, 10));
        return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
    }

    /// One look at the world and what follows from it. Empty when the pod has ended here.
    private Optional<Duration> turn() {
        Desired now = desired.get();
        Pod pod = now.pod;
        if (everythingGone) {
            return farewell(now);
        }
        Optional<String> refused = SecurityRules.refuse(pod);
        if (refused.isPresent() && !PodPlan.terminating(pod, facts(now)) && !PodPlan.terminal(pod)) {
            reject(pod, refused.get());
            return Optional.of(AUDIT);
        }
        RuntimeSnapshot state = node.runtime().snapshot(ref.uid());
        recoverAddresses(pod, state);
        probes.follow(pod, state, addresses);
        PodPlan plan = PodPlan.of(pod, state, facts(now));
        for (PodPlan.Step step : plan.steps()) {
            if (step instanceof PodPlan.Step.TearDown) {
                tearDown(now, state);
                return farewell(now);
            }
        }
        Optional<Instant> wakeAt = plan.recheck();
        boolean acted = false;
        for (PodPlan.Step step : plan.steps()) {
            acted = true;
            if (!carryOut(pod, state, step)) {
                wakeAt = earlier(wakeAt, node.clock().instant().plus(retry()));
                break;
            }
            failures = 0;
        }
        if (acted) {
            state = node.runtime().snapshot(ref.uid());
            probes.follow(pod, state, addresses);
        }
        report(now, state);
        refreshVolumes(pod, state);
        for (Waiting held : waiting.values()) {
            wakeAt = earlier(wakeAt, held.retryAt());
        }
        // A fresh sandbox means that there is more to do at once.
        if (plan.steps().stream().anyMatch(PodPlan.Step.RunSandbox.class::isInstance) && state.runningSandbox().isPresent()) {
            return Optional.of(Duration.ZERO);
        }
        Duration until = wakeAt.map(at -> Duration.between(node.clock().instant(), at)).orElse(AUDIT);
        return Optional.of(until.isNegative() ? Duration.ofMillis(50) : until.compareTo(AUDIT) > 0 ? AUDIT : until);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Instant other) {
        return Optional.of(one.filter(at -> at.isBefore(other)).orElse(other));
    }

    private PodFacts facts(Desired now) {
        Optional<Instant> started = Optional.ofNullable(now.pod.getStatus()).map(PodStatus::getStartTime).map(Instant::parse);
        return new PodFacts(node.clock().instant(), probes.health(), Map.copyOf(waiting), Set.copyOf(stopping), addresses, now.gone,
                Optional.of(started.orElse(accepted)));
    }

    /// False when it could not be done now; what went wrong has been told as an event.
    private boolean carryOut(Pod pod, RuntimeSnapshot state, PodPlan.Step step) {
        return switch (step) {
            case PodPlan.Step.RunSandbox run -> runSandbox(pod, state, run);
            case PodPlan.Step.StopSandbox stop -> {
                stopSandbox(state, stop.sandbox());
                node.volumes().unmount(ref.uid());
                volumesMounted = false;
                yield true;
            }
            case PodPlan.Step.StartContainer start -> {
                startContainer(pod, state, start);
                yield true;
            }
            case PodPlan.Step.StopContainer stop -> {
                stopContainer(pod, stop);
                yield true;
            }
            case PodPlan.Step.RemoveContainer remove -> {
                node.runtime().removeContainer(remove.container().id());
                yield true;
            }
            case PodPlan.Step.TearDown _ -> throw new IllegalStateException("handled before");
        };
    }

    private boolean runSandbox(Pod pod, RuntimeSnapshot state, PodPlan.Step.RunSandbox run) {
        if (!mountVolumes(pod)) {
            return false;
        }
        for (SandboxState old : state.sandboxes()) {
            if (!old.running() && old.attempt() < run.attempt()) {
                node.network().detach(ref, old.id(), "");
            }
        }
        addresses = List.of();
        PodFiles.write(node, pod, List.of());
        boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        try {
            node.groups().make(pod);
            Map<String, String> sysctls = new HashMap<>();
            Optional.ofNullable(pod.getSpec().getSecurityContext()).ifPresent(security ->
                    security.getSysctls().forEach(sysctl -> sysctls.put(sysctl.getName(), sysctl.getValue())));
            SandboxId sandbox = node.runtime().runSandbox(new SandboxSpec(ref, run.attempt(), PodFiles.hostname(node, pod),
                    hostNetwork ? node.hostSandbox() : Optional.empty(), List.of(), List.of(), List.of(), List.of(), sysctls, node.groups().path(pod)));
            RuntimeSnapshot fresh = node.runtime().snapshot(ref.uid());
            SandboxState running = fresh.runningSandbox().filter(s -> s.id().equals(sandbox))
                    .orElseThrow(() -> new RuntimeFailure("sandbox of pod %s ended at once".formatted(ref)));
            wire(pod, running);
            return true;
        } catch (RuntimeException failure) {
            event(pod, "", "Warning", "FailedCreatePodSandBox", "Failed to create pod sandbox: " + failure.getMessage());
            LOG.atWarn().addKeyValue("pod", ref).addKeyValue("error", failure.toString()).log("sandbox not created");
            return false;
        }
    }

    private void wire(Pod pod, SandboxState sandbox) {
        addresses = Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? List.of(node.address())
                : node.network().attach(ref, sandbox.id(), node.runtime().networkNamespace(sandbox));
        PodFiles.write(node, pod, addresses);
    }

    /// After a restart of the agent, or when it was cut off between a sandbox and its wiring.
    private void recoverAddresses(Pod pod, RuntimeSnapshot state) {
        Optional<SandboxState> sandbox = state.runningSandbox();
        if (sandbox.isEmpty()) {
            addresses = List.of();
        } else if (addresses.isEmpty()) {
            wire(pod, sandbox.get());
        }
    }

    private boolean mountVolumes(Pod pod) {
        try {
            volumes = node.volumes().mount(pod);
            volumesMounted = true;
            lastRefresh = node.clock().instant();
            return true;
        } catch (PodVolumes.MountFailure failure) {
            event(pod, "", "Warning", "FailedMount", failure.getMessage());
            return false;
        }
    }

    private void refreshVolumes(Pod pod, RuntimeSnapshot state) {
        boolean due = !node.clock().instant().isBefore(lastRefresh.plus(AUDIT));
        if (volumesMounted && due && state.runningSandbox().isPresent() && !pod.getSpec().getVolumes().isEmpty()) {
            try {
                volumes = node.volumes().mount(pod);
            } catch (PodVolumes.MountFailure failure) {
                LOG.atDebug().addKeyValue("pod", ref).addKeyValue("error", failure.getMessage()).log("volumes not refreshed");
            }
            lastRefresh = node.clock().instant();
        }
    }

    private void startContainer(Pod pod, RuntimeSnapshot state, PodPlan.Step.StartContainer step) {
        Container container = PodProbes.spec(pod, step.name()).orElseThrow();
        String path = path(step.kind(), step.name());
        SandboxId sandbox = state.runningSandbox().orElseThrow().id();
        if (!volumesMounted && !mountVolumes(pod)) {
            hold(step.name(), "ContainerCreating", "", CONFIG_RETRY);
            return;
        }
        boolean[] pulled = {false};
        ImageState image = node.images().ensure(PodImages.request(node, ref, pod, container), new ImagePuller.Listener() {
            @Override
            public void pulling() {
                pulled[0] = true;
                event(pod, path, "Normal", "Pulling", "Pulling image \"%s\"".formatted(container.getImage()));
            }

            @Override
            public void pulled(Duration took) {
                event(pod, path, "Normal", "Pulled", "Successfully pulled image \"%s\" in %dms".formatted(container.getImage(), took.toMillis()));
            }

            @Override
            public void changed() {
                signal.raise();
            }
        });
        switch (image) {
            case ImageState.Pulling _ -> waiting.remove(step.name());
            case ImageState.Missing missing -> {
                boolean news = waiting.get(step.name()) == null || !waiting.get(step.name()).reason().equals(missing.reason());
                waiting.put(step.name(), new Waiting(missing.reason(), missing.message(), missing.retryAt()));
                if (news && missing.reason().equals("ErrImagePull")) {
                    event(pod, path, "Warning", "Failed", "Failed to pull image \"%s\": %s".formatted(container.getImage(), missing.message()));
                } else if (missing.reason().equals("ImagePullBackOff")) {
                    event(pod, path, "Normal", "BackOff", "Back-off pulling image \"%s\"".formatted(container.getImage()));
                } else if (news) {
                    event(pod, path, "Warning", missing.reason(), missing.message());
                }
                event(pod, path, "Warning", "Failed", "Error: " + missing.reason());
            }
            case ImageState.Present present -> {
                if (!pulled[0]) {
                    event(pod, path, "Normal", "Pulled", "Container image \"%s\" already present on machine".formatted(container.getImage()));
                }
                createAndStart(pod, step, container, path, sandbox, present);
            }
        }
    }

    private void createAndStart(Pod pod, PodPlan.Step.StartContainer step, Container container, String path, SandboxId sandbox, ImageState.Present image) {
        ContainerSpec spec;
        try {
            spec = new ContainerSpecs(node).of(ref, pod, step, container, image.image(), addresses, volumes);
        } catch (Environment.Unresolved | PodVolumes.MountFailure unresolved) {
            hold(step.name(), "CreateContainerConfigError", unresolved.getMessage(), CONFIG_RETRY);
            event(pod, path, "Warning", "Failed", "Error: " + unresolved.getMessage());
            return;
        }
        ContainerId id;
        try {
            id = node.runtime().createContainer(sandbox, spec);
        } catch (RuntimeFailure failure) {
            hold(step.name(), "CreateContainerError", failure.getMessage(), CONFIG_RETRY);
            event(pod, path, "Warning", "Failed", "Error: " + failure.getMessage());
            return;
        }
        waiting.remove(step.name());
        event(pod, path, "Normal", "Created", "Created container: " + step.name());
        try {
            node.runtime().startContainer(id);
        } catch (RuntimeFailure failure) {
            event(pod, path, "Warning", "Failed", "Error: " + failure.getMessage());
            return;
        }
        event(pod, path, "Normal", "Started", "Started container " + step.name());
        if (container.getLifecycle() != null && container.getLifecycle().getPostStart() != null) {
            afterStart(pod, container, path, id);
        }
    }

    private void afterStart(Pod pod, Container container, String path, ContainerId id) {
        Thread.ofVirtual().name("postStart " + ref).start(() -> {
            ProbeResult result = prober.hook(container.getLifecycle().getPostStart(), container, id, address(), HOOK_LIMIT);
            if (!result.success()) {
                event(pod, path, "Warning", "FailedPostStartHook", "PostStartHook failed: " + result.message());
                node.runtime().stopContainer(id, Duration.ofSeconds(Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()).orElse(30L)));
                signal.raise();
            }
        });
    }

    private void hold(String container, String reason, String message, Duration retry) {
        waiting.put(container, new Waiting(reason, message, node.clock().instant().plus(retry)));
    }

    private void stopContainer(Pod pod, PodPlan.Step.StopContainer step) {
        ContainerState container = step.container();
        stopping.add(container.id());
        event(pod, path(container.kind(), container.name()), "Normal", "Killing", step.message());
        Thread.ofVirtual().name("stop " + ref).start(() -> {
            try {
                Instant deadline = node.clock().instant().plus(step.grace());
                PodProbes.spec(pod, container.name()).filter(c -> c.getLifecycle() != null && c.getLifecycle().getPreStop() != null)
                        .ifPresent(spec -> beforeStop(pod, spec, container, step.grace()));
                Duration left = Duration.between(node.clock().instant(), deadline);
                node.runtime().stopContainer(container.id(), left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
            } catch (RuntimeException failure) {
                LOG.atWarn().addKeyValue("pod", ref).addKeyValue("container", container.name()).addKeyValue("error", failure.toString()).log("container not stopped");
            } finally {
                stopping.remove(container.id());
                signal.raise();
            }
        });
    }

    private void beforeStop(Pod pod, Container spec, ContainerState container, Duration grace) {
        ProbeResult result = prober.hook(spec.getLifecycle().getPreStop(), spec, container.id(), address(), grace);
        if (!result.success()) {
            event(pod, path(container.kind(), container.name()), "Warning", "FailedPreStopHook", "PreStopHook failed: " + result.message());
        }
    }

    private String address() {
        List<String> known = addresses;
        return known.isEmpty() ? "127.0.0.1" : known.getFirst();
    }

    private void stopSandbox(RuntimeSnapshot state, SandboxId id) {
        state.sandboxes().stream().filter(sandbox -> sandbox.id().equals(id)).forEach(sandbox ->
                node.network().detach(ref, sandbox.id(), sandbox.running() ? node.runtime().networkNamespace(sandbox) : ""));
        node.runtime().stopSandbox(id, Duration.ofSeconds(1));
        addresses = List.of();
    }

    /// Nothing runs. The last status goes out before the containers, which it is made of.
    private void tearDown(Desired now, RuntimeSnapshot state) {
        if (!now.gone && !state.containers().isEmpty()) {
            report(now, state);
        }
        for (SandboxState sandbox : state.sandboxes()) {
            stopSandbox(state, sandbox.id());
            node.runtime().remove(sandbox.id());
        }
        state.containers().forEach(container -> node.runtime().removeContainer(container.id()));
        node.volumes().unmount(ref.uid());
        node.images().forget(ref.uid());
        Trees.delete(node.podDirectory(ref.uid()));
        node.groups().remove(ref.uid());
        everythingGone = true;
        LOG.atInfo().addKeyValue("pod", ref).addKeyValue("uid", ref.uid()).log("pod removed");
    }

    private Optional<Duration> farewell(Desired now) {
        if (!now.gone) {
            node.api().delete(now.pod);
        }
        return Optional.empty();
    }

    private void reject(Pod pod, String message) {
        PodStatus status = new PodStatusBuilder(Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new))
                .withPhase("Failed").withReason("Forbidden").withMessage(message).withStartTime(PodReport.time(accepted)).build();
        event(pod, "", "Warning", "Forbidden", message);
        publish(pod, status);
    }

    private void report(Desired now, RuntimeSnapshot state) {
        if (now.gone) {
            return;
        }
        PodStatus status = PodReport.of(now.pod, state, facts(now), node.address(), ended -> lastWords.of(now.pod, ended));
        if (!status.equals(now.pod.getStatus())) {
            backOffEvents(now.pod, status);
            publish(now.pod, status);
        }
    }

    private void backOffEvents(Pod pod, PodStatus status) {
        Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .filter(c -> c.getState().getWaiting() != null && "CrashLoopBackOff".equals(c.getState().getWaiting().getReason()))
                .forEach(c -> event(pod, path(ContainerKind.MAIN, c.getName()), "Warning", "BackOff", "Back-off restarting failed container %s in pod %s_%s(%s)"
                        .formatted(c.getName(), ref.name(), ref.namespace(), ref.uid())));
    }

    private void publish(Pod pod, PodStatus status) {
        try {
            node.api().updateStatus(pod, status);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == 404) {
                return;
            }
            throw refused;
        }
        Pod reported = new PodBuilder(pod).withStatus(status).build();
        desired.updateAndGet(known -> known.pod == pod ? new Desired(reported, known.gone) : known);
    }

    private void event(Pod pod, String path, String type, String reason, String message) {
        node.api().event(pod, path, type, reason, message);
    }

    private static String path(ContainerKind kind, String container) {
        return (kind == ContainerKind.MAIN ? "spec.containers{%s}" : "spec.initContainers{%s}").formatted(container);
    }
}
