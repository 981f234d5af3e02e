package dev.marina.net.policy;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Nftables;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Enforces a cluster's NetworkPolicies on the pods of one node. Any thread may call.
public final class PolicyRules {

    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

    private final Nftables nftables;
    private final Ipv4 node;
    private final PolicyState state;
    private final Duration patience;
    private final int generation;
    /// Guards what follows, and keeps transactions in their order.
    private final ReentrantLock changing = new ReentrantLock();
    private final Condition learned = changing.newCondition();
    private boolean prepared;
    /// Whether the kernel's table is what the state thinks that it is. What an earlier process left goes on working until the first
    /// change.
    private boolean ours;

    /// @param name of the node
    /// @param node its address, which its pods always reach
    /// @param ranges of pod addresses by node
    /// @param patience with which a new pod waits for what its policies say; after that it is closed until they are known
    public PolicyRules(Nftables nftables, String name, Ipv4 node, Ipv4 dns, Map<String, IpPrefix> ranges, PolicyLimits limits, Duration patience) {
        this.nftables = nftables;
        this.node = node;
        this.patience = patience;
        // Connections have marks of earlier processes: none of these may count as one of this.
        generation = RANDOM.nextInt(PolicyTable.REFUSED + 1, Integer.MAX_VALUE);
        state = new PolicyState(name, node, dns, ranges, limits, generation);
    }

    /// Makes the table unless it is there. May be called twice.
    ///
    /// @param attached pods that are wired already, by their addresses
    public void prepare(Map<Ipv4, PodIdentity> attached) {
        changing.lock();
        try {
            if (prepared) {
                return;
            }
            attached.forEach(state::attach);
            if (!nftables.query("list maps ip", false).contains("map " + Direction.INGRESS.map + " ")) {
                nftables.apply(PolicyTable.base(node, generation));
            }
            prepared = true;
        } finally {
            changing.unlock();
        }
    }

    /// Other nodes have come or gone.
    public void ranges(Map<String, IpPrefix> ranges) {
        changing.lock();
        try {
            String commands = state.ranges(ranges);
            if (state.known()) {
                carryOut(commands);
            }
        } finally {
            changing.unlock();
        }
    }

    /// Follows the cluster's objects: what they say holds when this returns. The first call replaces everything in one step, and so
    /// does the one after a call that failed.
    ///
    /// @return whether all of it found a place within the limits; what did not is not allowed
    public boolean change(PolicyChange change) {
        changing.lock();
        try {
            String commands = state.change(change);
            carryOut(commands);
            learned.signalAll();
            return !state.crowded();
        } finally {
            changing.unlock();
        }
    }

    /// What policies leave of the pod's traffic holds when this returns, before there is any. A pod of which nothing is known is closed.
    /// May be called twice.
    public void admit(Ipv4 pod, PodIdentity identity) {
        changing.lock();
        try {
            if (state.attached(pod, identity)) {
                return;
            }
            awaitKnown(identity);
            String commands = state.attach(pod, identity);
            if (state.known()) {
                carryOut(commands);
            } else if (!identity.equals(PodIdentity.NONE)) {
                nftables.apply(forgotten(pod) + closed(pod));
            }
        } finally {
            changing.unlock();
        }
    }

    /// What policies say of such packets; changes nothing.
    public PolicyVerdict verdict(PolicyQuestion question) {
        changing.lock();
        try {
            return state.verdict(question);
        } finally {
            changing.unlock();
        }
    }

    private void awaitKnown(PodIdentity identity) {
        long nanos = patience.toNanos();
        try {
            while (!state.knows(identity) && nanos > 0) {
                nanos = learned.awaitNanos(nanos);
            }
        } catch (InterruptedException _) {
            // it is closed then
            Thread.currentThread().interrupt();
        }
    }

    /// The pod has no link any more. May be called twice.
    public void dismiss(Ipv4 pod) {
        changing.lock();
        try {
            String commands = state.detach(pod);
            if (state.known()) {
                carryOut(commands);
            } else {
                nftables.apply(forgotten(pod));
            }
        } finally {
            changing.unlock();
        }
    }

    private void carryOut(String commands) {
        String all = ours ? commands : state.everything();
        if (all.isEmpty()) {
            return;
        }
        // Unless this succeeds, what the kernel has is not what the state thinks: the next change starts afresh.
        ours = false;
        nftables.apply(all);
        ours = true;
    }

    private static String closed(Ipv4 pod) {
        StringBuilder commands = new StringBuilder();
        for (Direction direction : Direction.values()) {
            commands.append("add element %s %s { %s : jump %s }\n".formatted(PolicyTable.NAME, direction.map, pod, Chains.CLOSED));
        }
        return commands.toString();
    }

    /// Commands that take the pod out of a table of which only the kernel knows what is in it.
    private String forgotten(Ipv4 pod) {
        StringBuilder commands = new StringBuilder();
        for (Direction direction : Direction.values()) {
            Pattern led = Pattern.compile("(?<![0-9.])" + Pattern.quote(pod + " :"));
            if (led.matcher(nftables.query("list map %s %s".formatted(PolicyTable.NAME, direction.map), false)).find()) {
                commands.append("delete element %s %s { %s }\n".formatted(PolicyTable.NAME, direction.map, pod));
            }
        }
        return commands.toString();
    }
}
