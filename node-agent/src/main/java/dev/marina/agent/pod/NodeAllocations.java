package dev.marina.agent.pod;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What the pods of one node have been promised together. Any thread may call. What upstream says: canResizePod in
/// pkg/kubelet/allocation/allocation_manager.go
public final class NodeAllocations {

    /// @param milliCpu thousandths of a processor
    record Requested(long milliCpu, long memoryBytes) {
        static final Requested NOTHING = new Requested(0, 0);

        private Requested plus(Requested other) {
            return new Requested(milliCpu + other.milliCpu, memoryBytes + other.memoryBytes);
        }
    }

    /// @param reason `Deferred` until others leave, or `Infeasible` for ever
    record Pending(String reason, String message) {}

    private final Requested allocatable;
    /// Guards both maps.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Requested> promised = new HashMap<>();
    private final NodePorts ports = new NodePorts();
    /// In the order in which they began to wait.
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();

    public NodeAllocations(long milliCpu, long memoryBytes) {
        allocatable = new Requested(milliCpu, memoryBytes);
    }

    NodePorts ports() {
        return ports;
    }

    /// What a pod has that the scheduler has placed here, or that ran before.
    void hold(String podUid, Requested requested) {
        locked(() -> promised.put(podUid, requested));
    }

    /// Promises a pod other amounts, or says why not. What a pod gives up it can always give up.
    ///
    /// @param whenFreed to try again; called at most once
    Optional<Pending> resize(String podUid, Requested wanted, Runnable whenFreed) {
        lock.lock();
        try {
            waiting.remove(podUid);
            Requested has = promised.getOrDefault(podUid, Requested.NOTHING);
            Requested others = promised.entrySet().stream().filter(entry -> !entry.getKey().equals(podUid)).map(Map.Entry::getValue)
                    .reduce(Requested.NOTHING, Requested::plus);
            Optional<Pending> pending = lacking("memory", wanted.memoryBytes, has.memoryBytes, others.memoryBytes, allocatable.memoryBytes)
                    .or(() -> lacking("cpu", wanted.milliCpu, has.milliCpu, others.milliCpu, allocatable.milliCpu));
            if (pending.isEmpty()) {
                promised.put(podUid, wanted);
            } else if (pending.get().reason.equals("Deferred")) {
                waiting.put(podUid, whenFreed);
            }
            if (pending.isPresent() || wanted.milliCpu >= has.milliCpu && wanted.memoryBytes >= has.memoryBytes) {
                return pending;
            }
        } finally {
            lock.unlock();
        }
        freed();
        return Optional.empty();
    }

    private static Optional<Pending> lacking(String resource, long wanted, long has, long others, long capacity) {
        if (wanted <= has) {
            return Optional.empty();
        }
        if (wanted > capacity) {
            return Optional.of(new Pending("Infeasible",
                    "Node didn't have enough capacity: %s, requested: %d, capacity: %d".formatted(resource, wanted, capacity)));
        }
        return others + wanted > capacity
                ? Optional.of(new Pending("Deferred",
                        "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d".formatted(resource, wanted, others, capacity)))
                : Optional.empty();
    }

    /// The pod has ended. May be called twice.
    void release(String podUid) {
        ports.release(podUid);
        locked(() -> {
            promised.remove(podUid);
            waiting.remove(podUid);
        });
        freed();
    }

    private void freed() {
        List<Runnable> next;
        lock.lock();
        try {
            next = List.copyOf(waiting.values());
            waiting.clear();
        } finally {
            lock.unlock();
        }
        next.forEach(Runnable::run);
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
