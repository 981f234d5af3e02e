package dev.marina.scheduler;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.scheduler.devices.DeviceAllocation;
import dev.marina.scheduler.devices.DeviceContext;
import dev.marina.scheduler.devices.DeviceSelectors;
import dev.marina.scheduler.devices.ExtendedResources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// One attempt to find a node for one pod.
///
/// @param nodes the nodes there are
/// @param fitting those that scores compare: they passed every filter
/// @param snapshot the cluster at the same time, for volumes
/// @param known what plugins have found out in this cycle; see [#once]
public record Cycle(PodFacts pod, List<NodeState> nodes, List<NodeState> fitting, Snapshot snapshot, Map<Object, Object> known) {

    /// Of nodes whose pods nobody keeps count of: whoever wants to know counts them.
    public Cycle(PodFacts pod, List<NodeState> nodes, Snapshot snapshot) {
        this(pod, nodes, nodes, snapshot, new HashMap<>());
    }

    /// Of the nodes that there are.
    Cycle(PodFacts pod, ClusterState state, Snapshot snapshot) {
        this(pod, state.nodes(), snapshot);
        known.put(Places.class, state.places());
        known.put(ImageSpread.class, state.images());
    }

    /// The same, knowing who has which devices.
    Cycle having(DeviceContext devices) {
        known.put(DeviceContext.class, devices);
        return this;
    }

    /// A cycle for another pod, or with other nodes, in the same cluster.
    Cycle asking(PodFacts other, List<NodeState> others) {
        Cycle cycle = new Cycle(other, others, snapshot);
        Optional.ofNullable(known.get(DeviceContext.class)).ifPresent(devices -> cycle.known.put(DeviceContext.class, devices));
        return cycle;
    }

    /// A cycle for the same pod with other pods on a node, which changes nothing of its devices.
    Cycle changed(List<NodeState> others) {
        Cycle cycle = asking(pod, others);
        Optional.ofNullable(known.get(DeviceAllocation.class)).ifPresent(devices -> cycle.known.put(DeviceAllocation.class, devices));
        return cycle;
    }

    /// The same cycle, once it is known which nodes the pod fits on.
    Cycle scoring(List<NodeState> fitting) {
        return new Cycle(pod, nodes, fitting, snapshot, known);
    }

    /// Where the pods of these nodes are.
    public Places places() {
        return once(Places.class, () -> Places.of(nodes));
    }

    /// Which of the nodes have an image.
    public ImageSpread images() {
        return once(ImageSpread.class, () -> ImageSpread.of(nodes));
    }

    /// What nodes can give the pod's claims.
    public DeviceAllocation devices() {
        return once(DeviceAllocation.class, () -> DeviceAllocation.of(pod, snapshot,
                once(DeviceContext.class, () -> DeviceContext.of(snapshot, DeviceSelectors.NONE))));
    }

    /// Whether the pod needs devices, by claims or by extended resources that stand for some.
    public boolean usesDevices() {
        return asksForDevices() && devices().any();
    }

    /// The same, before it is known whether its extended resources stand for any.
    boolean asksForDevices() {
        return !pod.deviceClaims().isEmpty() || ExtendedResources.mayBeIn(pod);
    }

    /// What a plugin needs for every node and finds out by looking at all of them: once in a cycle.
    ///
    /// @param key of this plugin's alone
    @SuppressWarnings("unchecked")
    public <T> T once(Object key, Supplier<T> find) {
        Object value = known.get(key);
        if (value == null) {
            value = find.get();
            known.put(key, value);
        }
        return (T) value;
    }

    /// The most that any fitting node has of something; 0 where there are none. Found once in a cycle.
    ///
    /// @param key of this plugin's alone
    public long most(Object key, ToLongFunction<NodeState> amount) {
        return this.<Long>once(key, () -> {
            long most = fitting.isEmpty() ? 0 : Long.MIN_VALUE;
            for (NodeState node : fitting) {
                most = Math.max(most, amount.applyAsLong(node));
            }
            return most;
        });
    }
}
