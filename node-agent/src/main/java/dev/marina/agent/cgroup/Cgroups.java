package dev.marina.agent.cgroup;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The groups of one installation: of all nodes, each node, its classes of pods, each pod. Groups of containers below are the
/// engine's business. All methods may be called twice, from any thread.
public final class Cgroups {

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final String POD = "pod";

    private final Hierarchy hierarchy;
    private final MachineCapacity machine;
    private final String root;
    /// Guards the sum of a class of pods against a sum taken before it and written after it.
    private final ReentrantLock weighing = new ReentrantLock();

    Cgroups(Hierarchy hierarchy, MachineCapacity machine, String instance) {
        this.hierarchy = hierarchy;
        this.machine = machine;
        root = "/marina-" + instance;
    }

    /// @throws IllegalStateException when this machine has no control groups that would hold a limit
    public static Cgroups open(String instance) {
        Hierarchy kernel = CgroupMounts.ofThisMachine();
        if (!kernel.controlsDisks()) {
            LOG.atWarn().log("this kernel has no control groups for disks: what one node reads and writes is not weighed against the others");
        }
        return new Cgroups(kernel, MachineCapacity.ofThisMachine(), instance);
    }

    public void limitNode(String node, long milliCpu, long memoryBytes) {
        hierarchy.limit(nodes(), machine.ceiling());
        hierarchy.limit(node(node), new GroupLimits(GroupLimits.shares(milliCpu), GroupLimits.quota(milliCpu), memoryBytes, machine.nodePids(memoryBytes)));
        hierarchy.limit(node(node) + QosClass.BEST_EFFORT.below(), new GroupLimits(GroupLimits.MIN_SHARES, 0, 0, 0));
        hierarchy.limit(node(node) + QosClass.BURSTABLE.below(), new GroupLimits(0, 0, 0, 0));
        weigh(node);
    }

    /// How many processes a pod of such a node may have.
    public long podPids(long nodeMemoryBytes) {
        return machine.podPids(nodeMemoryBytes);
    }

    /// What all of a node uses now, and how many processes it may have.
    public GroupUse use(String node, long nodeMemoryBytes) {
        return new GroupUse(hierarchy.memoryInUse(node(node)), hierarchy.processes(node(node)), machine.nodePids(nodeMemoryBytes));
    }

    /// Bytes of memory that could not be taken from the group at once; 0 when there is no such group.
    public long memoryInUse(String group) {
        return hierarchy.memoryInUse(group);
    }

    /// Processes and threads in the group; 0 when there is no such group.
    public long processes(String group) {
        return hierarchy.processes(group);
    }

    /// What all of a node has used and uses; empty when it has no group.
    public Optional<GroupUsage> usageOf(String node) {
        return hierarchy.usage(node(node));
    }

    /// What a group of a pod or container has used and uses; empty when there is no such group, or no longer.
    public Optional<GroupUsage> usage(String group) {
        return hierarchy.usage(group);
    }

    /// By their uid, the pods of a node that have groups, and where these are.
    public Map<String, QosClass> pods(String node) {
        Map<String, QosClass> present = new HashMap<>();
        for (QosClass qos : QosClass.values()) {
            hierarchy.children(node(node) + qos.below()).stream().filter(name -> name.startsWith(POD)).map(name -> name.substring(POD.length()))
                    .forEach(uid -> present.put(uid, qos));
        }
        return present;
    }

    /// The group of what belongs to the node and to none of its pods.
    public String system(String node) {
        return node(node) + "/system";
    }

    /// Files that take a process into the group of the engine that is the node's alone: what it does for the node counts as the node's. Made if missing.
    public List<Path> engine(String node) {
        return hierarchy.entries(system(node) + "/engine");
    }

    public String pod(String node, QosClass qos, String uid) {
        return node(node) + qos.below() + "/" + POD + uid;
    }

    public void limitPod(String node, QosClass qos, String uid, GroupLimits limits) {
        hierarchy.limit(pod(node, qos, uid), limits);
        weigh(node);
    }

    public void removePod(String node, String uid) {
        for (QosClass qos : QosClass.values()) {
            remove(pod(node, qos, uid));
        }
        weigh(node);
    }

    /// Burstable pods together weigh against the guaranteed ones what they ask for.
    private void weigh(String node) {
        String burstable = node(node) + QosClass.BURSTABLE.below();
        weighing.lock();
        try {
            if (hierarchy.children(node(node)).contains(burstable.substring(burstable.lastIndexOf('/') + 1))) {
                hierarchy.weighAsChildren(burstable);
            }
        } finally {
            weighing.unlock();
        }
    }

    /// Removes the groups of pods that are no more.
    ///
    /// @param uids asked for after the groups have been listed, so that a pod which begins meanwhile is among them
    public void keepPods(String node, Supplier<Set<String>> uids) {
        Set<String> present = new HashSet<>(pods(node).keySet());
        if (present.isEmpty()) {
            return;
        }
        present.removeAll(uids.get());
        present.forEach(uid -> removePod(node, uid));
    }

    /// Removes the groups of nodes that are no more.
    ///
    /// @param nodes asked for after the groups have been listed
    public void keepNodes(Supplier<Set<String>> nodes) {
        Set<String> present = hierarchy.children(nodes());
        present.removeAll(nodes.get());
        present.forEach(this::removeNode);
    }

    public void removeNode(String node) {
        remove(node(node));
    }

    public void removeAll() {
        remove(root);
    }

    private void remove(String group) {
        if (!hierarchy.remove(group)) {
            LOG.atDebug().addKeyValue("group", group).log("processes are still in a group that is to go; removed later");
        }
    }

    private String nodes() {
        return root + "/nodes";
    }

    private String node(String node) {
        return nodes() + "/" + node;
    }
}
