package dev.marina.agent.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One node's way to its runtime, on which its cluster can have answers come late or not at all. The runtime itself knows nothing of it: it may serve
/// other tenants' nodes, and what it runs goes on. Any thread may call.
public final class HinderedRuntime implements ContainerRuntime {

    /// A call that gets no answer is given up after a while, in words of gRPC.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// maxWaitForContainerRuntime in pkg/kubelet/kubelet.go
    private static final Duration DOWN = Duration.ofSeconds(30);
    /// genericPlegRelistThreshold in pkg/kubelet/kubelet.go
    private static final Duration RELIST_THRESHOLD = Duration.ofMinutes(3);

    private final ContainerRuntime runtime;
    private final Clock clock;
    private final Duration patience;
    /// Guards `stalled` and `delay`.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Instant> stalled = Optional.empty();
    private Duration delay = Duration.ZERO;

    public HinderedRuntime(ContainerRuntime runtime, Clock clock) {
        this(runtime, clock, PATIENCE);
    }

    HinderedRuntime(ContainerRuntime runtime, Clock clock, Duration patience) {
        this.runtime = runtime;
        this.clock = clock;
        this.patience = patience;
    }

    /// May be called again with the same: what has been so stays so.
    ///
    /// @param stalls whether no answer comes
    /// @param late by which the others come
    public void hinder(boolean stalls, Duration late) {
        lock.lock();
        try {
            stalled = stalls ? stalled.or(() -> Optional.of(clock.instant())) : Optional.empty();
            delay = late;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What a kubelet would say of it by now. Does not wait. runtimeErrors in pkg/kubelet/runtime.go
    public Optional<String> trouble() {
        lock.lock();
        try {
            return stalled.map(since -> Duration.between(since, clock.instant())).filter(silence -> silence.compareTo(DOWN) > 0)
                    .map(silence -> silence.compareTo(RELIST_THRESHOLD) > 0
                            ? "[container runtime is down, PLEG is not healthy: pleg was last seen active %s ago; threshold is %s]"
                                    .formatted(words(silence), words(RELIST_THRESHOLD))
                            : "container runtime is down");
        } finally {
            lock.unlock();
        }
    }

    /// As Go writes it.
    private static String words(Duration duration) {
        return String.format(Locale.ROOT, "%dm%ds", duration.toMinutes(), duration.toSecondsPart());
    }

    private <T> T answer(Supplier<T> call) {
        pass();
        return call.get();
    }

    private void run(Runnable call) {
        pass();
        call.run();
    }

    private void pass() {
        lock.lock();
        try {
            long late = delay.toNanos();
            while (late > 0 && !delay.isZero()) {
                late = changed.awaitNanos(late);
            }
            long left = patience.toNanos();
            while (stalled.isPresent()) {
                if (left <= 0) {
                    throw new RuntimeFailure("rpc error: code = DeadlineExceeded desc = context deadline exceeded");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: waiting for the container runtime", interrupted);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return runtime.name();
    }

    @Override
    public String qualified(ContainerId container) {
        return runtime.qualified(container);
    }

    @Override
    public Set<String> handlers() {
        return runtime.handlers();
    }

    @Override
    public boolean preparesDevices() {
        return runtime.preparesDevices();
    }

    @Override
    public boolean mapsIds() {
        return runtime.mapsIds();
    }

    @Override
    public Optional<SandboxId> nodeNetwork() {
        return runtime.nodeNetwork();
    }

    @Override
    public void ping() {
        run(runtime::ping);
    }

    @Override
    public SandboxId runSandbox(SandboxSpec spec) {
        return answer(() -> runtime.runSandbox(spec));
    }

    @Override
    public void stopSandbox(SandboxId sandbox, Duration grace) {
        run(() -> runtime.stopSandbox(sandbox, grace));
    }

    @Override
    public void remove(SandboxId sandbox) {
        run(() -> runtime.remove(sandbox));
    }

    @Override
    public ContainerId createContainer(SandboxId sandbox, ContainerSpec spec) {
        return answer(() -> runtime.createContainer(sandbox, spec));
    }

    @Override
    public void startContainer(ContainerId container) {
        run(() -> runtime.startContainer(container));
    }

    @Override
    public void updateContainer(ContainerId container, ContainerSpec.Resources resources) {
        run(() -> runtime.updateContainer(container, resources));
    }

    @Override
    public void stopContainer(ContainerId container, Duration grace) {
        run(() -> runtime.stopContainer(container, grace));
    }

    @Override
    public void removeContainer(ContainerId container) {
        run(() -> runtime.removeContainer(container));
    }

    @Override
    public RuntimeSnapshot snapshot() {
        return answer(runtime::snapshot);
    }

    @Override
    public RuntimeSnapshot snapshotOf(NodeRef node) {
        return answer(() -> runtime.snapshotOf(node));
    }

    @Override
    public RuntimeSnapshot snapshot(String podUid) {
        return answer(() -> runtime.snapshot(podUid));
    }

    @Override
    public void onEvent(Consumer<RuntimeEvent> listener) {
        runtime.onEvent(listener);
    }

    @Override
    public String networkNamespace(SandboxState sandbox) {
        return runtime.networkNamespace(sandbox);
    }

    /// Leaves the runtime open: others use it.
    @Override
    public void close() {
        hinder(false, Duration.ZERO);
    }
}
