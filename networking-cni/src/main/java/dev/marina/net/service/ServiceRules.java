package dev.marina.net.service;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Conntrack;
import dev.marina.net.linux.Nftables;
import dev.marina.net.service.ServicePlan.Shapes;
import dev.marina.net.service.ServiceTable.Backend;
import dev.marina.net.service.ServiceTable.Frontend;
import dev.marina.net.service.ServiceTable.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Carries out [ServicePlan]s on one node. Any thread may call.
public final class ServiceRules {

    private final Nftables nftables;
    private final Conntrack connections;
    private final Supplier<Set<Ipv4>> pods;
    /// Guards what follows, and keeps transactions in their order.
    private final ReentrantLock changing = new ReentrantLock();
    private ServiceTable.Node node;
    private final Map<Frontend, Backend> frontends = new HashMap<>();
    private int lastMark;
    private boolean ambiguous;
    /// Null while the rules are not known to be ours.
    private Shapes shapes;

    /// @param pods this node's pods, asked whenever all rules are replaced
    public ServiceRules(Nftables nftables, Conntrack connections, Ipv4 address, IpPrefix clusterPods, Ipv4 dns, Ipv4 api,
            Ipv4 forwarder, int forwarderPort, Supplier<Set<Ipv4>> pods) {
        this.nftables = nftables;
        this.connections = connections;
        this.node = new ServiceTable.Node(address, clusterPods, dns, api, new Target(forwarder, forwarderPort));
        this.pods = pods;
    }

    /// Makes the table if it is not there. One that an earlier process left goes on working until the first [#update].
    public void prepare() {
        changing.lock();
        try {
            if (!nftables.query("list tables ip", false).contains("table " + ServicePlan.TABLE + "\n")) {
                replace(ServiceTable.of(List.of(), node, ServiceTable.EMPTY));
            }
        } finally {
            changing.unlock();
        }
    }

    /// Makes the rules be those of the services. Applies nothing when nothing changed. The first call replaces everything in
    /// one step, whatever an earlier process left, and so does the one after a call that failed.
    ///
    /// @param all the Services as they are after the change
    public void update(ServiceSet all, ServiceSet.Difference difference) {
        changing.lock();
        try {
            if (shapes == null || !difference.nothing() && !changed(difference, node)) {
                replace(ServiceTable.of(all.all(), node, table()));
            }
        } catch (RuntimeException e) {
            shapes = null; // what the kernel has now is not known: the next update starts afresh
            throw e;
        } finally {
            changing.unlock();
        }
    }

    /// Makes the rules be those of the services, whatever has become of either meanwhile.
    public void renew(ServiceSet all) {
        changing.lock();
        try {
            shapes = null;
            replace(ServiceTable.of(all.all(), node, table()));
        } finally {
            changing.unlock();
        }
    }

    /// What the rules do with packets of pods to this address; empty where they leave them alone. As the kernel has been told.
    ///
    /// @param protocol `tcp`, `udp` or `sctp`
    public Optional<Led> lead(Ipv4 address, String protocol, int port) {
        changing.lock();
        try {
            return Optional.ofNullable(frontends.get(new Frontend(address, protocol, port))).map(backend -> new Led(
                    (backend.inside().isEmpty() ? backend.targets() : backend.inside()).stream().map(target -> new Led.Target(target.address(), target.port()))
                            .toList(),
                    backend.mark() > 0, backend.source() == ServiceTable.Source.MASQUERADED));
        } finally {
            changing.unlock();
        }
    }

    /// From now on these addresses are the cluster's; what is known of its Services stays.
    ///
    /// @param touched Services that name one that has come or gone
    public void grant(Set<Ipv4> addresses, ServiceSet all, List<ServiceEntry> touched) {
        changing.lock();
        try {
            ServiceTable.Node before = node;
            node = node.with(addresses);
            if (shapes != null && !touched.isEmpty() && !changed(new ServiceSet.Difference(touched, touched), before)) {
                replace(ServiceTable.of(all.all(), node, table()));
            }
        } catch (RuntimeException e) {
            shapes = null;
            throw e;
        } finally {
            changing.unlock();
        }
    }

    /// Carries out the difference alone, which takes as long for few Services as for many. False if everything must be
    /// looked at.
    ///
    /// @param before the node as it was when what is removed came
    private boolean changed(ServiceSet.Difference difference, ServiceTable.Node before) {
        Map<Frontend, Backend> gone = new HashMap<>();
        for (Frontend frontend : ServiceTable.part(difference.removed(), before, table()).frontends().keySet()) {
            if (!frontend.equals(node.apiFrontend()) && frontends.containsKey(frontend)) {
                gone.put(frontend, frontends.get(frontend));
            }
        }
        ServiceTable former = new ServiceTable(gone, 0, false);
        ServiceTable after = ServiceTable.part(difference.added(), node, table());
        boolean claimed = after.frontends().keySet().stream().anyMatch(frontend -> frontends.containsKey(frontend) && !gone.containsKey(frontend));
        if (claimed || ambiguous || after.ambiguous()) {
            return false;
        }
        ServicePlan plan = ServicePlan.change(former, after, shapes);
        if (!plan.commands().isEmpty()) {
            nftables.apply(plan.commands());
        }
        frontends.keySet().removeAll(gone.keySet());
        frontends.putAll(after.frontends());
        lastMark = after.lastMark();
        shapes = plan.shapes();
        forgetStale(plan.stale());
        return true;
    }

    private void replace(ServiceTable wanted) {
        ServicePlan plan = ServicePlan.replace(wanted, node, pods.get());
        Map<Frontend, Set<Target>> stale = ServicePlan.change(table(), wanted, plan.shapes()).stale();
        nftables.apply(plan.commands());
        frontends.clear();
        frontends.putAll(wanted.frontends());
        lastMark = wanted.lastMark();
        ambiguous = wanted.ambiguous();
        shapes = plan.shapes();
        forgetStale(stale);
    }

    private ServiceTable table() {
        return new ServiceTable(frontends, lastMark, ambiguous);
    }

    /// A pod that reaches itself through a Service sees the node as the client.
    public void hairpin(boolean add, Ipv4 pod) {
        changing.lock();
        try {
            nftables.apply(ServicePlan.hairpin(add, pod));
        } finally {
            changing.unlock();
        }
    }

    private void forgetStale(Map<Frontend, Set<Target>> stale) {
        stale.forEach((frontend, targets) -> connections.forgetUdp(frontend.address(), frontend.port(),
                connection -> !targets.contains(new Target(connection.answeredBy(), connection.answeredByPort()))));
    }
}
