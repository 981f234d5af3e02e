package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What the pods of one node have been promised together, and who may still come. Any thread may call. What upstream says:
/// pkg/kubelet/lifecycle/predicate.go, and canResizePod in pkg/kubelet/allocation/allocation_manager.go
public final class NodeAllocations {

    /// A pod to which the node has promised something.
    ///
    /// @param end puts it out; may be called twice, and must not block
    record Holder(Pod pod, Requested requested, Consumer<EarlyEnd> end) {

        String uid() {
            return pod.getMetadata().getUid();
        }

        private Holder with(Requested now) {
            return new Holder(pod, now, end);
        }
    }

    /// @param reason `Deferred` until others leave, or `Infeasible` for ever
    record Pending(String reason, String message) {}

    /// What becomes of a pod that has come.
    sealed interface Entry {
        record Admitted() implements Entry {}

        /// Others make room for it, and nobody else gets that.
        record Awaited() implements Entry {}

        record Refused(PodAdmission.Refusal refusal) implements Entry {}
    }

    private static final Entry ADMITTED = new Entry.Admitted();
    private static final Entry AWAITED = new Entry.Awaited();

    private final Requested allocatable;
    /// Guards all that follows.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Holder> promised = new LinkedHashMap<>();
    private final NodePorts ports = new NodePorts();
    /// For which critical pod who has yet to go.
    private final Map<String, Set<String>> leaving = new HashMap<>();
    /// In the order in which they began to wait.
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();

    /// @param allocatable of what the node itself knows that it has
    public NodeAllocations(Requested allocatable) {
        this.allocatable = allocatable;
    }

    /// What a pod has that ran before: then nobody can refuse it.
    void hold(Holder pod) {
        lock.lock();
        try {
            take(pod);
        } finally {
            lock.unlock();
        }
    }

    private void take(Holder pod) {
        promised.put(pod.uid(), pod);
        ports.take(pod.uid(), HostPort.claimed(pod.pod()));
    }

    /// Gives a pod all that it asks for, or says why not. A critical pod is not refused for want of room: others of less priority are put
    /// out for it.
    ///
    /// @param node as its cluster has it now
    /// @param whenFreed to ask again; called at most once
    Entry admit(Holder pod, Node node, Runnable whenFreed) {
        Set<Holder> victims = new HashSet<>();
        Entry entry;
        lock.lock();
        try {
            entry = enter(pod, node, whenFreed, victims);
        } finally {
            lock.unlock();
        }
        victims.forEach(victim -> victim.end.accept(Preemption.END));
        return entry;
    }

    private Entry enter(Holder pod, Node node, Runnable whenFreed, Set<Holder> victims) {
        if (leaving.containsKey(pod.uid())) {
            return afterThem(pod.uid(), whenFreed);
        }
        List<Misfit> misfits = fit(pod.uid()).misfits(pod.pod(), pod.requested, node, ports.taken(pod.uid(), HostPort.claimed(pod.pod())));
        if (misfits.isEmpty()) {
            take(pod);
            return ADMITTED;
        }
        List<Misfit.Lacking> lacking = misfits.stream().filter(Misfit.Lacking.class::isInstance).map(Misfit.Lacking.class::cast).toList();
        boolean critical = Priorities.critical(pod.pod());
        if (!critical || lacking.size() < misfits.size()) {
            return new Entry.Refused(misfits.stream().filter(misfit -> !critical || misfit instanceof Misfit.Rule).findFirst().orElseThrow().refusal());
        }
        Optional<List<Holder>> chosen = Preemption.of(pod, List.copyOf(promised.values()), lacking);
        if (chosen.isEmpty()) {
            return new Entry.Refused(Preemption.impossible(lacking));
        }
        victims.addAll(chosen.get());
        Set<String> uids = new HashSet<>();
        victims.forEach(victim -> uids.add(victim.uid()));
        take(pod);
        leaving.put(pod.uid(), uids);
        waiting.put(pod.uid(), whenFreed);
        return AWAITED;
    }

    private Entry afterThem(String uid, Runnable whenFreed) {
        if (leaving.get(uid).isEmpty()) {
            leaving.remove(uid);
            return ADMITTED;
        }
        waiting.put(uid, whenFreed);
        return AWAITED;
    }

    private NodeFit fit(String newcomer) {
        List<Holder> others = promised.values().stream().filter(other -> !other.uid().equals(newcomer)).toList();
        return new NodeFit(allocatable, others.stream().map(Holder::requested).reduce(Requested.NOTHING, Requested::plus), others.size());
    }

    /// Promises a pod other amounts, or says why not. What a pod gives up it can always give up.
    ///
    /// @param whenFreed to try again; called at most once
    Optional<Pending> resize(String podUid, Requested wanted, Runnable whenFreed) {
        lock.lock();
        try {
            waiting.remove(podUid);
            Holder holder = promised.get(podUid);
            Requested has = holder == null ? Requested.NOTHING : holder.requested;
            Requested others = fit(podUid).used();
            Optional<Pending> pending = lacking(Requested.MEMORY, wanted, has, others).or(() -> lacking(Requested.CPU, wanted, has, others));
            if (pending.isEmpty() && holder != null) {
                promised.put(podUid, holder.with(wanted));
            } else if (pending.isPresent() && pending.get().reason.equals("Deferred")) {
                waiting.put(podUid, whenFreed);
            }
            if (pending.isPresent() || has.within(wanted)) {
                return pending;
            }
        } finally {
            lock.unlock();
        }
        freed();
        return Optional.empty();
    }

    private Optional<Pending> lacking(String resource, Requested wish, Requested held, Requested ofOthers) {
        long wanted = wish.get(resource);
        long others = ofOthers.get(resource);
        long capacity = allocatable.get(resource);
        if (wanted <= held.get(resource)) {
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
        lock.lock();
        try {
            ports.release(podUid);
            promised.remove(podUid);
            waiting.remove(podUid);
            leaving.remove(podUid);
            leaving.values().forEach(yetToGo -> yetToGo.remove(podUid));
        } finally {
            lock.unlock();
        }
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
}
