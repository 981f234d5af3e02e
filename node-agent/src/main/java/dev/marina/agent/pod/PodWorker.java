package dev.marina.agent.pod;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.probe.Prober;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one pod real on its node: looks, plans, has the steps carried out, reports, sleeps until something happens. One virtual
/// thread. What to do is [PodPlan]'s, how it is done that of the classes of steps; a step that fails waits by itself.
public final class PodWorker {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration AUDIT = Duration.ofSeconds(60);

    /// What the API wants. `gone` is for good. `cause` is the change that asked for it.
    private record Desired(Pod pod, boolean gone, String cause) {}

    private final NodeContext node;
    private final PodRef ref;
    private final Runnable onEnd;
    private final Instant accepted;
    private final Signal signal = new Signal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Desired> desired;
    private final VolumeSteps volumes;
    private final SandboxSteps sandboxes;
    private final HookRunner hooks;
    private final ResizeSteps resizes;
    private final ContainerSteps containers;
    private final RestartSteps restarts;
    private final PodTeardown teardown;
    private final PodProbes probes;
    private final StatusPublisher publisher;
    private final StepBackoff backoff = new StepBackoff();
    private Set<PodStep> lastDone = Set.of();
    private String lastCause;
    private final PodEntry entry;
    private final Ended endings;
    private final AtomicReference<EarlyEnd> earlyEnd = new AtomicReference<>();
    private int failedTurns;
    private volatile boolean reclaim;
    private volatile boolean abandoned;

    /// @param onEnd called when nothing is left to do for this pod
    public PodWorker(NodeContext node, Pod pod, Runnable onEnd) {
        this.node = node;
        this.onEnd = onEnd;
        accepted = node.clock().instant();
        ref = new PodRef(node.node(), pod.getMetadata().getNamespace(), pod.getMetadata().getName(), pod.getMetadata().getUid());
        lastCause = change(pod);
        desired = new AtomicReference<>(new Desired(pod, false, lastCause));
        Prober prober = new Prober(node.dialer(), node.streams());
        volumes = new VolumeSteps(node);
        sandboxes = new SandboxSteps(node, ref, volumes);
        hooks = new HookRunner(node, ref, prober, signal::raise);
        resizes = new ResizeSteps(node, ref, pod, signal::raise);
        containers = new ContainerSteps(node, ref, sandboxes, volumes, hooks, resizes, signal::raise);
        restarts = new RestartSteps(node.runtime(), pod);
        teardown = new PodTeardown(node, ref, sandboxes, volumes);
        probes = new PodProbes(prober, node, signal::raise);
        publisher = new StatusPublisher(node, ref);
        endings = new Ended(node.terminations(), pod);
        entry = new PodEntry(node, this::end, signal::raise);
    }

    public void start() {
        Thread.ofVirtual().name("pod " + ref).start(this::run);
    }

    /// The pod as the API has it now.
    public void update(Pod pod) {
        Desired before = desired.getAndUpdate(known -> known.gone ? known : new Desired(pod, false, asksForMore(known.pod, pod) ? change(pod) : known.cause));
        if (!graceOf(before.pod).equals(graceOf(pod))) {
            containers.stopAgain();
        }
        signal.raise();
    }

    /// The API knows this pod no more: nothing of it may stay. Its room is the next pod's from now on, as the scheduler sees it;
    /// a kubelet counts no pod either that it is not told of.
    public void vanish() {
        Desired before = desired.getAndUpdate(known -> new Desired(known.pod, true, known.cause));
        if (!before.gone) {
            node.allocations().release(ref.uid());
        }
        containers.stopAgain();
        signal.raise();
    }

    public void wake() {
        signal.raise();
    }

    /// An object of which files of the pod are made is another one: they are renewed soon.
    public void sourcesChanged() {
        volumes.sourcesChanged();
        signal.raise();
    }

    /// Puts the pod out. Only the first reason counts.
    public void end(EarlyEnd why) {
        if (earlyEnd.compareAndSet(null, why)) {
            node.api().event(desired.get().pod, "", "Warning", why.reason(), why.message());
            signal.raise();
        }
    }

    /// Whether it was put out.
    public boolean ending() {
        return earlyEnd.get() != null;
    }

    /// What is left of the pod when it has ended goes, its logs with it.
    ///
    /// @return whether that was not asked before
    public boolean reclaim() {
        boolean news = !reclaim;
        reclaim = true;
        signal.raise();
        return news;
    }

    /// Whether nothing of the pod is left on the node.
    public boolean takenAway() {
        return teardown.complete();
    }

    /// What its node's network gave the pod; empty while it gave none.
    public List<String> addresses() {
        return sandboxes.addresses();
    }

    /// The node's network was made anew, and the pod is not in it.
    public void networkLost() {
        sandboxes.networkLost();
        signal.raise();
    }

    /// Ends this thread and leaves the containers as they are.
    public void abandon() {
        abandoned = true;
        signal.raise();
    }

    /// False when the worker is still at something after `longest`.
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String change(Pod pod) {
        return "change/" + pod.getMetadata().getResourceVersion();
    }

    /// Not only a status that came back.
    private static boolean asksForMore(Pod before, Pod pod) {
        return !graceOf(before).equals(graceOf(pod)) || !Objects.equals(before.getSpec(), pod.getSpec());
    }

    private static String graceOf(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() + "/" + pod.getMetadata().getDeletionGracePeriodSeconds();
    }

    private void run() {
        try {
            Optional<Duration> next = Optional.of(Duration.ZERO);
            while (next.isPresent()) {
                signal.await(next.get());
                if (abandoned) {
                    return;
                }
                next = look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            probes.close();
            ended.countDown();
            onEnd.run();
        }
    }

    /// One turn, and how long to sleep after it; empty when the pod has ended here. What fails outside of a step (the engine's or
    /// the API's answers) holds back the whole pod.
    Optional<Duration> look() {
        try {
            Optional<Duration> wait = turn();
            failedTurns = 0;
            return wait;
        } catch (RuntimeException | Error failure) {
            warn("look", failure);
            return Optional.of(StepBackoff.WAIT.after(++failedTurns));
        }
    }

    /// One look at the world and what follows from it. Empty when the pod has ended here.
    private Optional<Duration> turn() {
        Desired asked = desired.get();
        if (!asked.cause.equals(lastCause)) {
            // What failed may have been mended.
            backoff.clear();
            lastCause = asked.cause;
        }
        boolean ending = asked.gone || asked.pod.getMetadata().getDeletionTimestamp() != null || Termination.terminal(asked.pod);
        NodeAllocations.Entry come = entry.look(resizes.held(asked.pod), ending, asked.cause);
        if (come instanceof NodeAllocations.Entry.Awaited) {
            return Optional.of(AUDIT);
        }
        Desired now = new Desired(resizes.promised(asked.pod, ending), asked.gone, asked.cause);
        RuntimeSnapshot state = node.runtime().snapshot(ref.uid());
        endings.count(state, node.runtime()::qualified);
        probes.follow(now.pod, state, facts(now, state));
        PodFacts facts = facts(now, state);
        if (come instanceof NodeAllocations.Entry.Refused(PodAdmission.Refusal refusal)) {
            reported(now, publisher.reject(now.pod, refusal, facts, now.cause));
            return Optional.of(Duration.ZERO);
        }
        PodPlan plan = PodPlan.of(now.pod, state, facts);
        Set<PodStep> done = carryOut(now, state, plan);
        lastDone = done;
        if (done.stream().anyMatch(PodStep.Farewell.class::isInstance)) {
            return Optional.empty();
        }
        if (!done.isEmpty()) {
            return Optional.of(Duration.ZERO);
        }
        if (!now.gone && !teardown.complete()) {
            reported(now, publisher.report(now.pod, state, facts(now, state), now.cause));
        }
        if (state.runningSandbox().isPresent()) {
            volumes.refreshWhenDue(now.pod);
        }
        return Optional.of(untilNextTurn(plan, volumes.asked(now.pod)));
    }

    private PodFacts facts(Desired now, RuntimeSnapshot state) {
        Instant started = Optional.ofNullable(now.pod.getStatus()).map(PodStatus::getStartTime).map(Instant::parse).orElse(accepted);
        return new PodFacts(node.clock().instant(), probes.health(), containers.waiting(), containers.stopping(), hooks.postStarts(now.pod, state),
                sandboxes.addresses(), volumes.mounted(), teardown.complete(), now.gone, Optional.of(started), node.hostSandbox().get(),
                containers.replaced(), resizes.state(state), restarts.state(), Optional.ofNullable(earlyEnd.get()), reclaim);
    }

    /// Those that were done. One that is planned once more right after it was done has done nothing, and waits like one that failed.
    private Set<PodStep> carryOut(Desired now, RuntimeSnapshot state, PodPlan plan) {
        backoff.retain(plan.steps().stream().map(PodStep::key).collect(Collectors.toSet()));
        Set<PodStep> done = new HashSet<>();
        PodSources sources = new SourcesReadOnce(node.api());
        for (PodStep step : plan.steps()) {
            Instant before = node.clock().instant();
            if (backoff.heldUntil(step.key(), before).isPresent()) {
                continue;
            }
            switch (lastDone.contains(step) ? new StepOutcome.RetryLater("without effect") : guarded(now, state, step, sources)) {
                case StepOutcome.Done _ -> {
                    backoff.done(step.key());
                    done.add(step);
                }
                case StepOutcome.Underway _ -> backoff.done(step.key());
                case StepOutcome.RetryLater later -> {
                    backoff.failed(step.key(), node.clock().instant(), later.at());
                    LOG.atDebug().addKeyValue("pod", ref).addKeyValue("step", step.key()).addKeyValue("reason", later.reason()).log("step to be tried again");
                }
            }
        }
        return done;
    }

    private StepOutcome guarded(Desired now, RuntimeSnapshot state, PodStep step, PodSources sources) {
        try {
            return carryOut(now, state, step, sources);
        } catch (RuntimeException | Error failure) {
            warn(step.key(), failure);
            return new StepOutcome.RetryLater(ApiFailures.words(failure));
        }
    }

    private StepOutcome carryOut(Desired now, RuntimeSnapshot state, PodStep step, PodSources sources) {
        return switch (step) {
            case PodStep.MountVolumes _ -> volumes.mount(now.pod);
            case PodStep.RunSandbox run -> sandboxes.run(now.pod, state, run);
            case PodStep.WireSandbox wire -> sandboxes.wire(now.pod, wire);
            case PodStep.StopSandbox stop -> sandboxes.stop(state, stop);
            case PodStep.StartContainer start -> containers.start(now.pod, state, start, sources);
            case PodStep.RunPostStart hook -> hooks.postStart(now.pod, hook, sandboxes.address());
            case PodStep.StopContainer stop -> containers.stop(now.pod, stop);
            case PodStep.ReplaceContainer replace -> containers.replace(now.pod, replace);
            case PodStep.ResizeContainer resize -> resizes.resize(now.pod, resize);
            case PodStep.BeginRestart _ -> {
                PodFacts told = facts(now, state).restarting(new PodRestart(true, restarts.state().removed()));
                reported(now, publisher.report(now.pod, state, told, now.cause));
                yield restarts.begun();
            }
            case PodStep.ResetContainer reset -> restarts.remove(reset);
            case PodStep.EndRestart _ -> {
                reported(now, publisher.report(now.pod, state, facts(now, state), now.cause));
                yield restarts.over();
            }
            case PodStep.RemoveContainer remove -> containers.remove(remove);
            case PodStep.TearDown _ -> {
                // The last status goes out before the containers, which it is made of.
                if (!now.gone) {
                    reported(now, publisher.report(now.pod, state, facts(now, state), now.cause));
                }
                yield teardown.tearDown(state);
            }
            case PodStep.Farewell _ -> {
                // First: who is placed into the room once the API knows of it must find it.
                node.allocations().release(ref.uid());
                yield teardown.farewell(now.pod, now.gone, now.cause);
            }
        };
    }

    /// What was told of the pod is its status, unless the API has told something newer meanwhile.
    private void reported(Desired now, Pod pod) {
        desired.updateAndGet(known -> known.pod.getMetadata().equals(now.pod.getMetadata())
                ? new Desired(new PodBuilder(known.pod).withStatus(pod.getStatus()).build(), known.gone, known.cause)
                : known);
    }

    private Duration untilNextTurn(PodPlan plan, Optional<Instant> renewal) {
        Instant now = node.clock().instant();
        Instant audit = renewal.filter(now.plus(AUDIT)::isAfter).orElse(now.plus(AUDIT));
        Instant next = plan.recheck().filter(audit::isAfter).orElse(audit);
        for (PodStep step : plan.steps()) {
            Instant earliest = next;
            next = backoff.heldUntil(step.key(), now).filter(earliest::isAfter).orElse(earliest);
        }
        Duration wait = Duration.between(now, next);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /// An error of our own making is told in full; it waits like any other failure, since a pod that nobody attends to any more would
    /// neither run nor end.
    private void warn(String step, Throwable failure) {
        if (failure instanceof Error) {
            LOG.atError().addKeyValue("pod", ref).addKeyValue("step", step).setCause(failure).log("pod not brought forward");
            return;
        }
        LOG.atWarn().addKeyValue("pod", ref).addKeyValue("step", step).addKeyValue("error", ApiFailures.words(failure)).log("pod not brought forward");
        LOG.atDebug().addKeyValue("pod", ref).setCause(failure).log("pod not brought forward");
    }
}
