package dev.marina.scheduler;

import dev.marina.controllers.engine.PodState;
import dev.marina.scheduler.devices.AllocatedDevices;
import dev.marina.scheduler.devices.ClaimReservation;
import dev.marina.scheduler.devices.SelectorMemory;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/// Nodes of one cluster with the pods on them, changed event by event. Owned by the scheduler's thread.
final class ClusterState {

    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Map<String, NodeState> nodes = new TreeMap<>();
    /// Node by uid of the pod that is on it.
    private final Map<String, String> places = new HashMap<>();
    /// Of the pods on nodes that there are.
    private final Places groups = new Places();
    /// One of each zone after the other, as long as no node changes.
    private Optional<List<NodeState>> inTurns = Optional.empty();
    /// Of the nodes that there are.
    private final ImageSpread images = new ImageSpread();
    private final Nominations nominations = new Nominations();
    private final Gangs gangs = new Gangs();
    private final AllocatedDevices devices = new AllocatedDevices();
    private final SelectorMemory selected = new SelectorMemory();
    private final EquivalenceCache equivalences = new EquivalenceCache();
    private int start;

    /// The nodes that there are: one of each zone after the other, so that any few of them are of all zones. nodeTree in
    /// pkg/scheduler/backend/cache/node_tree.go
    List<NodeState> nodes() {
        if (inTurns.isEmpty()) {
            Map<String, Queue<NodeState>> zones = new TreeMap<>();
            nodes.values().stream().filter(NodeState::present)
                    .forEach(node -> zones.computeIfAbsent(node.labels().getOrDefault(ZONE, ""), _ -> new ArrayDeque<>()).add(node));
            List<NodeState> all = new ArrayList<>();
            while (!zones.isEmpty()) {
                zones.values().forEach(zone -> all.add(zone.remove()));
                zones.values().removeIf(Queue::isEmpty);
            }
            groups.nodes(all);
            inTurns = Optional.of(List.copyOf(all));
        }
        return inTurns.get();
    }

    /// Where the pods of [#nodes] are.
    Places places() {
        nodes();
        return groups;
    }

    /// Which of [#nodes] have an image.
    ImageSpread images() {
        return images;
    }

    /// What was found of nodes for pods that are alike.
    EquivalenceCache equivalences() {
        return equivalences;
    }

    /// Index of the node that the next cycle begins with.
    int start() {
        return start;
    }

    /// A cycle has looked at so many nodes: the next begins behind them.
    void looked(int count) {
        int all = nodes().size();
        start = all == 0 ? 0 : (start + count) % all;
    }

    Nominations nominations() {
        return nominations;
    }

    Gangs gangs() {
        return gangs;
    }

    /// Who has which devices, or is about to.
    AllocatedDevices devices() {
        return devices;
    }

    /// What selectors said of devices.
    SelectorMemory selected() {
        return selected;
    }

    /// Whether the pod has a node, or is about to.
    boolean holds(String uid) {
        return places.containsKey(uid);
    }

    /// The pod is there, or is not any more.
    void member(Pod pod, boolean there) {
        Gang.groupOf(pod).ifPresent(group -> {
            if (there) {
                gangs.add(pod.getMetadata().getNamespace(), group, pod.getMetadata().getUid(), pod.getMetadata().getName());
            } else {
                gangs.remove(pod.getMetadata().getNamespace(), group, pod.getMetadata().getUid());
            }
        });
    }

    void nominate(PodFacts pod, Optional<String> node) {
        node.ifPresentOrElse(name -> nominations.put(pod, name), () -> nominations.remove(pod.uid()));
    }

    Optional<NodeState> find(String node) {
        return Optional.ofNullable(nodes.get(node));
    }

    void node(Node node) {
        NodeState state = nodes.computeIfAbsent(node.getMetadata().getName(), NodeState::new);
        boolean came = !state.present();
        Map<String, String> labels = state.labels();
        Set<String> had = state.images();
        state.update(node);
        images.changed(state, had);
        if (came) {
            state.pods().forEach(pod -> groups.add(state, pod));
        }
        if (came || !labels.equals(state.labels())) {
            inTurns = Optional.empty();
        }
    }

    void nodeGone(String name) {
        NodeState state = nodes.get(name);
        if (state == null) {
            return;
        }
        if (state.present()) {
            state.pods().forEach(pod -> groups.remove(state, pod));
            inTurns = Optional.empty();
        }
        Set<String> had = state.images();
        state.absent();
        images.changed(state, had);
        if (state.pods().isEmpty()) {
            nodes.remove(name);
        }
    }

    /// A pod as it is now. One that ended uses nothing.
    void pod(Pod pod) {
        PodFacts facts = PodFacts.of(pod);
        if (facts.nodeName().isEmpty()) {
            return;
        }
        if (PodState.ended(pod)) {
            podGone(facts.uid());
            return;
        }
        place(facts, facts.nodeName());
    }

    /// Counts the pod on the node from now on, also before the binding is written.
    void place(PodFacts pod, String node) {
        if (node.equals(places.get(pod.uid())) && exchanged(pod, nodes.get(node))) {
            return;
        }
        podGone(pod.uid());
        NodeState state = nodes.computeIfAbsent(node, NodeState::new);
        state.add(pod);
        if (state.present()) {
            groups.add(state, pod);
        }
        places.put(pod.uid(), node);
    }

    /// Mostly a pod is seen to be where it was put: what was found of the node holds.
    private boolean exchanged(PodFacts pod, NodeState state) {
        Optional<PodFacts> before = state.exchange(pod);
        before.filter(_ -> state.present()).ifPresent(known -> groups.exchange(state, known.group(), pod.group()));
        return before.isPresent();
    }

    /// The cycle's pod is on the node from now on, and has its devices there. Answers what is to be written of its claims.
    List<ClaimReservation> take(Cycle cycle, String node) {
        place(cycle.pod(), node);
        Optional<NodeState> there = find(node);
        if (!cycle.usesDevices() || there.isEmpty()) {
            return List.of();
        }
        List<ClaimReservation> reservations = cycle.devices().reservations(there.get());
        devices.pend(cycle.pod().uid(), reservations);
        return reservations;
    }

    /// It is not, and has none.
    void giveBack(String uid) {
        podGone(uid);
        devices.settle(uid);
    }

    /// Answers what it was that used a node until now.
    Optional<PodFacts> podGone(String uid) {
        String node = places.remove(uid);
        if (node == null) {
            return Optional.empty();
        }
        NodeState state = nodes.get(node);
        Optional<PodFacts> gone = state.remove(uid);
        if (state.present()) {
            gone.ifPresent(pod -> groups.remove(state, pod));
        } else if (state.pods().isEmpty()) {
            nodes.remove(node);
        }
        return gone;
    }
}
