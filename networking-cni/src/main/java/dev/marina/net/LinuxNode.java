package dev.marina.net;

import dev.marina.linux.LinuxException;
import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.cni.AddressLeases;
import dev.marina.net.cni.CniPlugin;
import dev.marina.net.cni.PodIdentity;
import dev.marina.net.dns.ClusterDns;
import dev.marina.net.dns.MachineDns;
import dev.marina.net.dns.corefile.Corefile;
import dev.marina.net.dns.corefile.CorefileFault;
import dev.marina.net.dns.corefile.CorefileReader;
import dev.marina.net.dns.corefile.ForwardTargets;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Conntrack;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Netns;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.policy.PolicyLimits;
import dev.marina.net.policy.PolicyRules;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import dev.marina.net.service.ServiceRules;
import dev.marina.net.service.ServiceSet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One tenant node on this machine: its underlay side and the node proper.
final class LinuxNode implements NodeNetwork, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LinuxNode.class);
    static final int POD_MTU = 1450;
    private static final int MTU = 1500;
    private static final IpPrefix EVERYTHING = IpPrefix.parse("0.0.0.0/0");
    private static final Duration POLICY_PATIENCE = Duration.ofSeconds(3);
    private static final Ipv4 LOCAL = Ipv4.parse(LOCAL_ADDRESS);

    private final MachineNetwork machine;
    private final Side underlay;
    private final Side node;
    private final AddressLeases leases;
    private final Conntrack connections;
    private final ServiceRules services;
    private final PolicyRules policies;
    private final HostPorts hostPorts;
    private final ServiceSet known = new ServiceSet(List.of());
    private final NodeBalancers balancers = new NodeBalancers();
    private final HealthChecks healthChecks;
    /// Held while the Services change: rules, names and the journal hear of changes in one order.
    private final ReentrantLock serving = new ReentrantLock();
    private final Heard heard;
    private final SwitchKeep switches;
    private final CorefileKeep corefiles;
    /// What rests: what the cluster has switched off, and what is broken. Changed under [#serving].
    private volatile Set<NodePart> off;
    private Set<NodePart> switched;
    private Set<NodePart> stopped = Set.of();
    private final String cniConfig;
    private final PeerPaths paths;
    /// Held while the guard table is changed or replaced: who replaces it must know every pod that is let in.
    private final ReentrantLock guarding = new ReentrantLock();
    /// Whether it is cut off; empty while nobody has said so: an agent before this one may have.
    private Optional<Boolean> cut = Optional.empty();
    private NodeSpec spec;
    /// Null until the node stands.
    private volatile ClusterDns dns;

    /// Hears of the cluster's Services whenever they changed.
    interface Heard {
        void of(ServiceSet all, ServiceSet.Difference difference);
    }

    /// @param speaker of BGP, with the directory of its files
    /// @param hostPorts file in which they are kept
    /// @param connections null where nothing is ever tracked, as in tests
    LinuxNode(MachineNetwork machine, NodeSpec spec, Side underlay, Side node, Conntrack connections, AddressLeases leases, Path hostPorts,
            SwitchKeep switches, CorefileKeep corefiles, Heard heard, String cniConfig, BgpSpeaker speaker, Path birds) {
        this.machine = machine;
        this.spec = spec;
        this.underlay = underlay;
        this.node = node;
        this.connections = connections;
        this.leases = leases;
        this.heard = heard;
        this.switches = switches;
        this.corefiles = corefiles;
        switched = Set.copyOf(switches.find());
        off = switched;
        this.cniConfig = cniConfig;
        paths = new PeerPaths(machine, underlay, node, speaker, birds);
        healthChecks = new HealthChecks(port -> node.namespace().listen(new InetSocketAddress(spec.underlay().toInetAddress(), port)));
        this.hostPorts = new HostPorts(node.rules(), connections, spec.underlay(), hostPorts);
        policies = new PolicyRules(node.rules(), spec.name(), spec.underlay(), spec.dnsAddress(), ranges(spec), PolicyLimits.STANDARD, POLICY_PATIENCE);
        services = new ServiceRules(node.rules(), connections, spec.underlay(), IpPrefix.parse(spec.clusterPodCidr()), spec.dnsAddress(), spec.apiAddress(),
                LOCAL, API_PORT, () -> Set.copyOf(leases.all().values()));
    }

    private static Map<String, IpPrefix> ranges(NodeSpec spec) {
        return spec.peers().stream().collect(Collectors.toMap(Peer::name, peer -> IpPrefix.parse(peer.podCidr())));
    }

    /// Opens the node's namespaces, and makes those that are missing.
    static LinuxNode open(MachineNetwork machine, Names names, NodeSpec spec, AddressLeases leases, Path hostPorts, SwitchKeep switches,
            CorefileKeep corefiles, Heard heard, String cniConfig) {
        if (!stands(names, spec)) {
            leases.clear();
        }
        Side underlay = Side.of(Netns.ensure(names.underlay(spec.key())));
        Netns node = spec.netns() == null ? Netns.ensure(names.node(spec.key())) : Netns.adopt(names.node(spec.key()), spec.netns());
        Bird bird = new Bird(names, spec);
        return new LinuxNode(machine, spec, underlay, Side.of(node), node.conntrack(), leases, hostPorts, switches, corefiles, heard, cniConfig, bird,
                bird.directory());
    }

    /// Whether the node's namespace is there from before, and with it the node's ends of its pods' links. They went with it
    /// when the machine was started anew, or when the namespace is another now.
    private static boolean stands(Names names, NodeSpec spec) {
        String name = names.node(spec.key());
        return Netns.exists(name) && (spec.netns() == null || Netns.sameNamespace(Netns.DIRECTORY.resolve(name), spec.netns()));
    }

    /// Makes everything that is missing. The guard rules come first, each before the link that it guards.
    void ensure() {
        underlay.rules().apply(GuardRules.underlay(spec.peers().stream().map(Peer::underlay).toList()));
        guard();
        policies.prepare(leases.pods());
        services.prepare();
        hostPorts.replace(Set.copyOf(leases.all().values()));
        machine.allow(spec.underlay());
        underlay.set(Sysctls.host());
        node.set(Sysctls.router());
        ensureUnderlay();
        ensureUplink();
        paths.ensure(spec);
    }

    private void guard() {
        guarding.lock();
        try {
            node.rules().apply(GuardRules.node(spec, leases.all().values().stream().map(pod -> GuardRules.binding(Names.pod(pod), pod)).toList()));
        } finally {
            guarding.unlock();
        }
    }

    /// Brings leases and links together after a restart: of a pod that was being added or removed when the process ended, or
    /// that went while there was none, one of the two may be left.
    void reclaim() {
        for (Map.Entry<CniPlugin.Attachment, Ipv4> lease : leases.all().entrySet()) {
            if (!node.links().exists(Names.pod(lease.getValue()))) {
                leases.release(lease.getKey());
            }
        }
        Set<String> leased = leases.all().values().stream().map(Names::pod).collect(Collectors.toSet());
        node.links().names().stream().filter(link -> link.startsWith("pod") && !leased.contains(link)).forEach(node.links()::delete);
    }

    /// Answers DNS from now on, at first with the Services that were known before a restart. May be called twice.
    void serveDns(MachineDns machineDns, Optional<List<ServiceEntry>> before) {
        if (dns == null) {
            dns = new ClusterDns(new InNode(node.namespace()), known, List.of(spec.dnsAddress(), LOCAL), List.of(IpPrefix.parse(spec.clusterPodCidr()),
                    IpPrefix.parse(spec.serviceCidr()), machine.subnet(), IpPrefix.parse("169.254.0.0/16")), machineDns);
            corefiles.find().ifPresent(this::again);
            if (!off.contains(NodePart.DNS)) {
                dns.listen();
            }
            before.ifPresent(services -> {
                ServiceSet.Difference difference = known.replace(services);
                dns.update(difference);
                balancers.follow(difference);
            });
        }
    }

    /// One that was taken before, perhaps by an older version with other rules.
    private void again(String text) {
        try {
            dns.configure(reader().read(text));
        } catch (CorefileFault fault) {
            log.atWarn().addKeyValue("cluster", spec.clusterId()).addKeyValue("node", spec.name()).addKeyValue("fault", fault.words())
                    .log("a Corefile that was in force is not taken any more");
        }
    }

    private CorefileReader reader() {
        return new CorefileReader(new ForwardTargets(List.of(IpPrefix.parse(spec.clusterPodCidr()), IpPrefix.parse(spec.serviceCidr())),
                Set.of(spec.dnsAddress(), LOCAL)));
    }

    private record InNode(Netns namespace) implements ClusterDns.Sockets {

        @Override
        public DatagramChannel datagrams(InetSocketAddress address) throws IOException {
            return namespace.datagrams(address);
        }

        @Override
        public ServerSocketChannel listen(InetSocketAddress address) throws IOException {
            return namespace.listen(address);
        }

        @Override
        public SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
            return namespace.connect(target, timeout);
        }
    }

    private void ensureUnderlay() {
        String port = Names.underlayPort(spec.underlay());
        boolean fresh = !underlay.links().exists(Names.UPLINK);
        if (fresh) {
            machine.links().delete(port);
            underlay.links().addVeth(Names.UPLINK, port, machine.wiring(), MTU);
        }
        // One from an earlier version has another, which its peers remember; on a machine that is alone it may go on with that.
        if (fresh || machine.hasOthers()) {
            underlay.links().ensureMac(Names.UPLINK, MacAddress.ofUnderlay(spec.underlay()));
        }
        machine.links().attach(port, Names.UNDERLAY_BRIDGE);
        machine.links().up(port);
        underlay.links().up("lo");
        underlay.links().up(Names.UPLINK);
        underlay.links().ensureAddress(Names.UPLINK, new IpPrefix(spec.underlay(), machine.subnet().length()));
    }

    private void ensureUplink() {
        String port = Names.nodePort(spec.underlay());
        if (!node.links().exists(Names.UPLINK)) {
            machine.links().delete(port);
            node.links().addVeth(Names.UPLINK, port, machine.wiring(), MTU);
        }
        machine.links().up(port);
        machine.links().ensureRoute(Route.onLink(spec.underlay().host(), port).from(machine.router()));
        node.links().up("lo");
        node.links().ensureAddress("lo", LOCAL.host());
        node.links().ensureAddress("lo", spec.dnsAddress().host());
        node.links().up(Names.UPLINK);
        node.links().ensureAddress(Names.UPLINK, spec.underlay().host());
        node.links().ensureRoute(Route.onLink(machine.router().host(), Names.UPLINK).from(spec.underlay()));
        node.links().ensureRoute(Route.via(EVERYTHING, Names.UPLINK, machine.router()).from(spec.underlay()));
    }

    /// Follows changed peers and another back end; everything else of a node never changes.
    void change(NodeSpec wanted) {
        if (!wanted.equals(spec)) {
            spec = wanted;
            policies.ranges(ranges(spec));
            ensure();
        }
    }

    /// Takes everything apart, also in a namespace that others keep open.
    void remove() {
        if (dns != null) {
            dns.close();
        }
        healthChecks.close();
        machine.links().delete(Names.nodePort(spec.underlay()));
        machine.links().delete(Names.underlayPort(spec.underlay()));
        machine.disallow(spec.underlay());
        machine.balanced().change(spec.clusterId(), spec.underlay(), Set.of());
        paths.remove(spec);
        node.links().names().stream().filter(link -> link.startsWith("pod")).forEach(node.links()::delete);
        for (String table : List.of(Names.HOST_PORTS, Names.SERVICES, Names.POLICIES, Names.GUARD, Names.CUT)) {
            node.rules().apply("table %1$s\ndelete table %1$s\n".formatted(table));
        }
        hostPorts.delete();
        node.links().deleteAddress("lo", LOCAL.host());
        node.links().deleteAddress("lo", spec.dnsAddress().host());
        leases.delete();
        switches.put(Set.of());
        corefiles.put(Optional.empty());
    }

    NodeSpec spec() {
        return spec;
    }

    AddressLeases leases() {
        return leases;
    }

    HostPorts hostPorts() {
        return hostPorts;
    }

    Links links() {
        return node.links();
    }

    /// Lets packets of the pod in, from its own link only, and what policies leave of them. The pod has its lease already.
    void admit(Ipv4 pod, PodIdentity identity) {
        policies.admit(pod, identity);
        change("add element ip guard bind { " + GuardRules.binding(Names.pod(pod), pod) + " }\n");
        services.hairpin(true, pod);
    }

    /// Whose an address is may be known only now. What was said before is not taken back.
    void identify(CniPlugin.Attachment attachment, Ipv4 pod, PodIdentity identity) {
        if (!identity.equals(PodIdentity.NONE)) {
            leases.lease(attachment, identity);
            policies.admit(pod, identity);
        }
    }

    /// The pod's link is gone. Connections that it had are nobody's: they must not let packets through to who has the address next.
    void dismiss(Ipv4 pod) {
        String element = " element ip guard bind { " + GuardRules.binding(Names.pod(pod), pod) + " }\n";
        change("add" + element + "delete" + element);
        services.hairpin(false, pod);
        policies.dismiss(pod);
        if (connections != null) {
            connections.forget(pod);
        }
    }

    private void change(String rules) {
        guarding.lock();
        try {
            node.rules().apply(rules);
        } finally {
            guarding.unlock();
        }
    }

    @Override
    public Path netns() {
        return node.namespace().path();
    }

    @Override
    public <T> T call(Callable<T> inNode) {
        return node.namespace().call(inNode);
    }

    @Override
    public SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
        return node.namespace().connect(target, timeout);
    }

    @Override
    public SocketChannel connect(Path pod, InetSocketAddress target, Duration timeout) throws IOException {
        try (Netns netns = Netns.open(pod)) {
            return netns.connect(target, timeout);
        } catch (LinuxException gone) {
            throw new IOException(gone.getMessage(), gone);
        }
    }

    @Override
    public ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        return node.namespace().listen(address);
    }

    @Override
    public DatagramChannel datagrams(InetSocketAddress address) throws IOException {
        return node.namespace().datagrams(address);
    }

    @Override
    public String cniConfig() {
        return cniConfig;
    }

    @Override
    public void services(List<ServiceEntry> all) {
        serve(() -> known.replace(all));
    }

    @Override
    public void change(Collection<ServiceEntry> present, Collection<ServiceName> gone) {
        serve(() -> known.change(present, gone));
    }

    @Override
    public boolean policies(PolicyChange change) {
        dns.pods(change);
        return policies.change(change);
    }

    @Override
    public Traced trace(Traced.Question question) {
        return new PacketTracing(spec, paths.state().runs(), known, services, policies).follow(question);
    }

    @Override
    public void switchOff(Set<NodePart> parts) {
        serving.lock();
        try {
            if (!parts.equals(switched)) {
                switches.put(parts);
                switched = Set.copyOf(parts);
            }
            rest();
        } finally {
            serving.unlock();
        }
    }

    @Override
    public void stop(Set<NodePart> parts) {
        serving.lock();
        try {
            stopped = Set.copyOf(parts);
            rest();
        } finally {
            serving.unlock();
        }
    }

    /// Where it fails it is not noted, and done by the next who asks.
    private void rest() {
        Set<NodePart> wanted = Stream.concat(switched.stream(), stopped.stream()).collect(Collectors.toUnmodifiableSet());
        if (wanted.equals(off)) {
            return;
        }
        if (wanted.contains(NodePart.DNS)) {
            dns.silence();
        } else {
            dns.listen();
        }
        boolean missed = off.contains(NodePart.SERVICE_PROXY) && !wanted.contains(NodePart.SERVICE_PROXY);
        if (missed) {
            services.renew(known);
        }
        off = wanted;
    }

    @Override
    public void cut(boolean off) {
        guarding.lock();
        try {
            // Asked for with every look at the node.
            if (!cut.equals(Optional.of(off))) {
                node.rules().apply(off ? GuardRules.cut() : GuardRules.mended());
                cut = Optional.of(off);
            }
        } finally {
            guarding.unlock();
        }
    }

    @Override
    public void corefile(Optional<String> text) throws CorefileFault {
        Corefile taken = reader().read(text.orElse(Corefile.USUAL));
        serving.lock();
        try {
            if (!corefiles.find().equals(text)) {
                dns.configure(taken);
                corefiles.put(text);
            }
        } finally {
            serving.unlock();
        }
    }

    @Override
    public void grant(Collection<String> addresses) {
        Set<Ipv4> granted = addresses.stream().map(Ipv4::parse).collect(Collectors.toSet());
        serving.lock();
        try {
            services.grant(granted, known, balancers.grant(granted));
            machine.balanced().change(spec.clusterId(), spec.underlay(), balancers.answered());
            // After a restart the Services of before are known, and nothing listens for them.
            healthChecks.change(balancers.checks());
        } finally {
            serving.unlock();
        }
    }

    @Override
    public List<String> answered() {
        return machine.balanced().answered(spec.underlay());
    }

    @Override
    public void confine(List<Path> groups) {
        paths.confine(groups);
    }

    @Override
    public BackendState backend() {
        return paths.state();
    }

    @Override
    public Set<NodePart> switchedOff() {
        return off;
    }

    private void serve(Supplier<ServiceSet.Difference> change) {
        serving.lock();
        try {
            ServiceSet.Difference difference = change.get();
            dns.update(difference);
            heard.of(known, difference);
            if (!off.contains(NodePart.SERVICE_PROXY)) {
                services.update(known, difference);
            }
            if (balancers.follow(difference)) {
                machine.balanced().change(spec.clusterId(), spec.underlay(), balancers.answered());
                healthChecks.change(balancers.checks());
            }
        } finally {
            serving.unlock();
        }
    }

    @Override
    public void close() {
        if (dns != null) {
            dns.close();
        }
        healthChecks.close();
        paths.close();
        connections.close();
        underlay.close();
        node.close();
    }
}
