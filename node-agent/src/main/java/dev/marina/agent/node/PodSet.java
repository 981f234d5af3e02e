package dev.marina.agent.node;

import dev.marina.agent.pod.EarlyEnd;
import dev.marina.agent.pod.NodeContext;
import dev.marina.agent.pod.PodWorker;
import dev.marina.agent.pod.Termination;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The pods of one node, each with its worker. Any thread may call.
final class PodSet {

    private record Entry(Pod pod, PodWorker worker) {
        Entry with(Pod now) {
            worker.update(now);
            return new Entry(now, worker);
        }
    }

    private final NodeContext node;
    private final Map<String, Entry> byUid = new ConcurrentHashMap<>();
    /// Guards `closed` together with the start of workers: once closed, none begins.
    private final ReentrantLock opening = new ReentrantLock();
    private boolean closed;
    private volatile boolean complete;

    PodSet(NodeContext node) {
        this.node = node;
    }

    /// The pod as the API has it. An older one than is known changes nothing.
    void put(Pod pod) {
        opening.lock();
        try {
            if (!closed) {
                byUid.compute(pod.getMetadata().getUid(), (uid, entry) -> entry == null ? begin(uid, pod) : older(pod, entry.pod) ? entry : entry.with(pod));
            }
        } finally {
            opening.unlock();
        }
    }

    private static boolean older(Pod pod, Pod known) {
        return version(pod) < version(known);
    }

    private static long version(Pod pod) {
        String version = pod.getMetadata().getResourceVersion();
        return version == null ? 0 : Long.parseLong(version);
    }

    private Entry begin(String uid, Pod pod) {
        PodWorker worker = new PodWorker(node, pod, () -> byUid.remove(uid));
        worker.start();
        return new Entry(pod, worker);
    }

    void vanish(Pod pod) {
        Entry entry = byUid.get(pod.getMetadata().getUid());
        if (entry != null) {
            entry.worker.vanish();
        }
    }

    void wake(String uid) {
        Entry entry = byUid.get(uid);
        if (entry != null) {
            entry.worker.wake();
        }
    }

    /// An object of which files of the pod are made is another one.
    void sourcesChanged(String uid) {
        Entry entry = byUid.get(uid);
        if (entry != null) {
            entry.worker.sourcesChanged();
        }
    }

    void wakeAll() {
        byUid.values().forEach(entry -> entry.worker.wake());
    }

    /// Every pod that the API has for the node has been put.
    void complete() {
        complete = true;
    }

    /// Whether a pod that is not found here is none of the node's.
    boolean isComplete() {
        return complete;
    }

    Optional<Pod> find(String uid) {
        return Optional.ofNullable(byUid.get(uid)).map(Entry::pod);
    }

    List<Pod> all() {
        return byUid.values().stream().map(Entry::pod).toList();
    }

    /// Pods that have been taken in and go on.
    List<Pod> active() {
        return byUid.values().stream().filter(entry -> !entry.worker.ending()).map(Entry::pod)
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getStartTime() != null && pod.getMetadata().getDeletionTimestamp() == null
                        && !Termination.terminal(pod))
                .toList();
    }

    /// Puts a pod out. Succeeds when there is none.
    void end(String uid, EarlyEnd why) {
        Entry entry = byUid.get(uid);
        if (entry != null) {
            entry.worker.end(why);
        }
    }

    /// Whether nothing is left of the pod on the node.
    boolean takenAway(String uid) {
        Entry entry = byUid.get(uid);
        return entry == null || entry.worker.takenAway();
    }

    /// Begins to take away what is left of pods that have ended, of which only the objects stay then.
    ///
    /// @return whether there is anything that was not asked for before
    boolean reclaim() {
        return byUid.values().stream().filter(entry -> Termination.terminal(entry.pod) && !entry.worker.takenAway()).filter(entry -> entry.worker.reclaim())
                .count() > 0;
    }

    /// What the node's network gave a pod, whatever its status says.
    List<String> addresses(String uid) {
        return Optional.ofNullable(byUid.get(uid)).map(entry -> entry.worker.addresses()).orElse(List.of());
    }

    /// Containers whose pod the API does not know: a worker each, to take them away. Called once the API's list is complete.
    void removeOrphans(RuntimeSnapshot ours) {
        Stream.concat(ours.sandboxes().stream().map(sandbox -> sandbox.pod()), ours.containers().stream().map(container -> container.pod()))
                .filter(ref -> ref.node().equals(node.node()) && !ref.namespace().isEmpty() && !byUid.containsKey(ref.uid())).distinct()
                .forEach(this::removeOrphan);
    }

    void removeOrphan(PodRef ref) {
        Pod remembered = new PodBuilder().withMetadata(new ObjectMetaBuilder().withNamespace(ref.namespace()).withName(ref.name()).withUid(ref.uid()).build())
                .withNewSpec().endSpec().withNewStatus().endStatus().build();
        put(remembered);
        vanish(remembered);
    }

    Set<String> uids() {
        return Set.copyOf(byUid.keySet());
    }

    /// The node's network was made anew.
    void networkLost() {
        byUid.values().forEach(entry -> entry.worker.networkLost());
    }

    /// Ends the workers and leaves everything running.
    void abandon() {
        opening.lock();
        try {
            closed = true;
        } finally {
            opening.unlock();
        }
        byUid.values().forEach(entry -> entry.worker.abandon());
    }

    /// After [#abandon]: false when a worker is still at something after `longest`.
    boolean awaitEnd(Duration longest) throws InterruptedException {
        for (Entry entry : List.copyOf(byUid.values())) {
            if (!entry.worker.awaitEnd(longest)) {
                return false;
            }
        }
        return true;
    }
}
