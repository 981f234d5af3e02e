package dev.marina.agent.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Containers that are only remembered: for scale and for tests. A container runs until it is stopped or told to exit.
public final class SimulatedRuntime implements ContainerRuntime {

    private final Clock clock;
    private final List<Consumer<RuntimeEvent>> listeners = new CopyOnWriteArrayList<>();
    /// Guards the maps and the counter.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SandboxId, SandboxState> sandboxes = new LinkedHashMap<>();
    private final Map<ContainerId, ContainerState> containers = new LinkedHashMap<>();
    private final Map<ContainerId, ContainerSpec> specs = new LinkedHashMap<>();
    private int created;
    private volatile boolean drivers = true;
    private volatile boolean userNamespaces = true;

    public SimulatedRuntime(Clock clock) {
        this.clock = clock;
    }

    /// From now on nobody pretends to set devices up.
    public void withoutDrivers() {
        drivers = false;
    }

    /// From now on it pretends to have no user namespaces.
    public void withoutUserNamespaces() {
        userNamespaces = false;
    }

    @Override
    public boolean mapsIds() {
        return userNamespaces;
    }

    /// Whatever device a claim has is set up at once, as everything else here.
    @Override
    public boolean preparesDevices() {
        return drivers;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public void ping() {
        // always there
    }

    @Override
    public SandboxId runSandbox(SandboxSpec spec) {
        return change(spec.pod(), () -> {
            Optional<SandboxState> known = sandboxes.values().stream()
                    .filter(s -> s.pod().equals(spec.pod()) && s.attempt() == spec.attempt()).findFirst();
            SandboxId id = known.map(SandboxState::id).orElseGet(() -> new SandboxId("sandbox-%08d".formatted(++created)));
            sandboxes.put(id, new SandboxState(id, spec.pod(), spec.attempt(), true, 1_000 + created, clock.instant(), spec.network()));
            return id;
        });
    }

    @Override
    public void stopSandbox(SandboxId sandbox, Duration grace) {
        SandboxState known = read(() -> sandboxes.get(sandbox));
        if (known == null) {
            return;
        }
        change(known.pod(), () -> {
            containers.values().stream().filter(c -> c.sandbox().equals(sandbox)).map(ContainerState::id).toList().forEach(id -> end(id, 137));
            return sandboxes.put(sandbox, new SandboxState(sandbox, known.pod(), known.attempt(), false, 0, known.created(), known.network()));
        });
    }

    @Override
    public void remove(SandboxId sandbox) {
        SandboxState known = read(() -> sandboxes.get(sandbox));
        if (known == null) {
            return;
        }
        change(known.pod(), () -> {
            containers.values().removeIf(c -> c.sandbox().equals(sandbox));
            return sandboxes.remove(sandbox);
        });
    }

    @Override
    public ContainerId createContainer(SandboxId sandbox, ContainerSpec spec) {
        return change(spec.pod(), () -> {
            if (!sandboxes.containsKey(sandbox)) {
                throw new RuntimeFailure("No such container: " + sandbox);
            }
            Optional<ContainerState> known = containers.values().stream().filter(c -> c.pod().equals(spec.pod())
                    && c.name().equals(spec.name()) && c.restartCount() == spec.restartCount()).findFirst();
            ContainerId id = known.map(ContainerState::id).orElseGet(() -> new ContainerId("container-%08d".formatted(++created)));
            specs.put(id, spec);
            containers.putIfAbsent(id, new ContainerState(id, sandbox, spec.pod(), spec.name(), spec.kind(), spec.restartCount(), spec.backoffStep(),
                    ContainerState.Phase.CREATED, clock.instant(), null, null, 0, false, "", spec.image(), "sha256:simulated", spec.specHash(),
                    spec.terminationMessageHostPath()));
            return id;
        });
    }

    @Override
    public void startContainer(ContainerId container) {
        ContainerState known = read(() -> containers.get(container));
        if (known != null && known.phase() == ContainerState.Phase.CREATED) {
            change(known.pod(), () -> containers.put(container, phase(known, ContainerState.Phase.RUNNING, clock.instant(), null, 0)));
        }
    }

    @Override
    public void updateContainer(ContainerId container, ContainerSpec.Resources resources) {
        read(() -> specs.computeIfPresent(container, (_, spec) -> spec.with(resources)));
    }

    @Override
    public void stopContainer(ContainerId container, Duration grace) {
        exit(container, 143);
    }

    /// The container's program ends by itself.
    public void exit(ContainerId container, int code) {
        ContainerState known = read(() -> containers.get(container));
        if (known != null) {
            change(known.pod(), () -> {
                end(container, code);
                return null;
            });
        }
    }

    @Override
    public void removeContainer(ContainerId container) {
        ContainerState known = read(() -> containers.get(container));
        if (known != null) {
            change(known.pod(), () -> containers.remove(container));
        }
    }

    @Override
    public RuntimeSnapshot snapshot() {
        return read(() -> new RuntimeSnapshot(List.copyOf(sandboxes.values()), List.copyOf(containers.values())));
    }

    @Override
    public RuntimeSnapshot snapshotOf(NodeRef node) {
        RuntimeSnapshot all = snapshot();
        return new RuntimeSnapshot(all.sandboxes().stream().filter(sandbox -> sandbox.pod().node().equals(node)).toList(),
                all.containers().stream().filter(container -> container.pod().node().equals(node)).toList());
    }

    @Override
    public RuntimeSnapshot snapshot(String podUid) {
        return snapshot().of(podUid);
    }

    @Override
    public void onEvent(Consumer<RuntimeEvent> listener) {
        listeners.add(listener);
    }

    @Override
    public String networkNamespace(SandboxState sandbox) {
        return "/proc/" + sandbox.pid() + "/ns/net";
    }

    /// What the container was created from.
    public ContainerSpec spec(ContainerId container) {
        return read(() -> specs.get(container));
    }

    @Override
    public void close() {
        // nothing is held
    }

    private void end(ContainerId id, int code) {
        ContainerState known = containers.get(id);
        if (known != null && known.running()) {
            containers.put(id, phase(known, ContainerState.Phase.EXITED, known.started(), clock.instant(), code));
        }
    }

    private static ContainerState phase(ContainerState c, ContainerState.Phase phase, Instant started, Instant finished, int code) {
        return new ContainerState(c.id(), c.sandbox(), c.pod(), c.name(), c.kind(), c.restartCount(), c.backoffStep(), phase, c.created(), started,
                finished, code, false, "", c.image(), c.imageId(), c.specHash(), c.terminationMessageHostPath());
    }

    private <T> T read(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    private <T> T change(PodRef pod, Supplier<T> change) {
        T result = read(change);
        listeners.forEach(listener -> listener.accept(new RuntimeEvent.PodChanged(pod.node(), pod.uid())));
        return result;
    }
}
