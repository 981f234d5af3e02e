package dev.marina.net;

import dev.marina.linux.LinuxException;
import dev.marina.net.BackendState.Session;
import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links.Route;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How one node reaches the other nodes of its cluster and their pods.
///
/// A node can always receive in every way: its VXLAN device, its end of the cluster's segment and, where the kernel has IPIP, that tunnel's end are there
/// under each back end, and know each peer. A back end only says by which routes the node sends. So nodes change from one to another each by itself, in
/// any order, and no packet finds its way closed.
final class PeerPaths implements AutoCloseable {

    private static final int MTU = 1500;
    private static final int IPIP_MTU = MTU - 20;
    private static final int EOPNOTSUPP = 95;
    private static final long SOON_SECONDS = 1;
    private static final long CALM_SECONDS = 5;
    private static final Logger log = LoggerFactory.getLogger(PeerPaths.class);

    private final MachineNetwork machine;
    private final Side underlay;
    private final Side node;
    private final BgpSpeaker speaker;
    private final Path birds;
    /// Held while paths change: the node's own thread and the one that looks after BGP both do that.
    private final ReentrantLock changing = new ReentrantLock();
    private NodeSpec spec;
    private BackendPlan plan;
    /// Null while there is nothing to look after.
    private ScheduledExecutorService looking;
    private ScheduledFuture<?> next;
    private volatile BackendState state = BackendState.unknown();

    /// Why a back end is not to be had here.
    private record Refusal(String reason, String message) {}

    /// @param birds directory of the speaker's files
    PeerPaths(MachineNetwork machine, Side underlay, Side node, BgpSpeaker speaker, Path birds) {
        this.machine = machine;
        this.underlay = underlay;
        this.node = node;
        this.speaker = speaker;
        this.birds = birds;
    }

    /// Makes them what is wanted. May be called twice.
    void ensure(NodeSpec wanted) {
        changing.lock();
        try {
            spec = wanted;
            ensureVxlan();
            machine.joinSegment(spec, node.links());
            Optional<Refusal> tunnel = ensureTunnel();
            knowPeers();
            follow(tunnel);
        } finally {
            changing.unlock();
        }
    }

    void confine(List<Path> groups) {
        changing.lock();
        try {
            speaker.confine(groups);
        } finally {
            changing.unlock();
        }
    }

    BackendState state() {
        return state;
    }

    private void ensureVxlan() {
        if (!node.links().exists(Names.VXLAN)) {
            underlay.links().addVxlan(Names.VXLAN, node.namespace(), spec.vni(), spec.underlay(), GuardRules.VXLAN_PORT, LinuxNode.POD_MTU,
                    MacAddress.ofVxlan(spec.underlay()));
        }
        node.links().up(Names.VXLAN);
    }

    private void knowPeers() {
        for (Peer peer : spec.peers()) {
            MacAddress mac = MacAddress.parse(peer.mac());
            node.links().ensureForwarding(Names.VXLAN, mac, peer.underlay());
            node.links().ensureNeighbour(Names.VXLAN, peer.underlay(), mac);
            if (peer.elsewhere()) {
                underlay.links().ensureNeighbour(Names.UPLINK, peer.underlay(), MacAddress.ofUnderlay(peer.underlay()));
                machine.reach(peer);
            }
            if (spec.near(peer)) {
                node.links().ensureNeighbour(Names.SEGMENT, peer.underlay(), MacAddress.ofSegment(peer.underlay()));
            }
        }
    }

    private void follow(Optional<Refusal> tunnel) {
        Optional<Refusal> refusal = switch (spec.backend()) {
            case VXLAN, VXLAN_DIRECT, HOST_GW -> Optional.empty();
            case IPIP -> tunnel;
            case BGP -> speaker.missing().map(words -> new Refusal("BirdNotInstalled", words));
        };
        plan = BackendPlan.of(spec, refusal.isEmpty() ? spec.backend() : Backend.VXLAN);
        plan.routes().forEach(node.links()::ensureRoute);
        if (plan.runs() == Backend.BGP) {
            learn();
        } else {
            lookNoMore();
            speaker.end();
            node.links().deleteLearned();
            clear();
            tell(refusal);
        }
    }

    /// A speaker that cannot be had at the moment keeps the node from nothing else: ways of before stay until it has brought others.
    private void learn() {
        Optional<Refusal> trouble = Optional.empty();
        try {
            speaker.run(node.namespace(), BirdConfig.of(spec, birds));
        } catch (UncheckedIOException e) {
            trouble = Optional.of(new Refusal("BirdFailed", e.getMessage() + ": " + e.getCause().getMessage()));
        }
        clear();
        tell(trouble);
        lookAgain();
    }

    /// Where the kernel has it. One device for all peers: a route's next hop says to which of them a packet goes. What it makes of it is sent through the segment.
    private Optional<Refusal> ensureTunnel() {
        try {
            if (!node.links().exists(Names.IPIP)) {
                node.links().addIpip(Names.IPIP, spec.underlay(), IPIP_MTU);
            }
            node.links().up(Names.IPIP);
            return Optional.empty();
        } catch (LinuxException e) {
            if (e.errno() != EOPNOTSUPP) {
                throw e;
            }
            return Optional.of(new Refusal("IpipNotInKernel", "the kernel of the node's machine has no ipip (CONFIG_NET_IPIP)"));
        }
    }

    /// Takes away ways that lead nowhere any more. A route that BGP has not replaced yet stays until it has.
    private void clear() {
        Set<Route> wanted = Set.copyOf(plan.routes());
        Set<IpPrefix> replaced = learned().map(Route::destination).collect(Collectors.toSet());
        Set<Ipv4> gone = new HashSet<>();
        for (String link : links()) {
            for (Route route : node.links().routes(link)) {
                boolean awaited = plan.learned().contains(route.destination()) && !replaced.contains(route.destination());
                if (!wanted.contains(route) && !awaited) {
                    node.links().deleteRoute(route);
                    gone.add(route.via() == null ? route.destination().address() : route.via());
                }
            }
        }
        spec.peers().forEach(peer -> gone.remove(peer.underlay()));
        gone.forEach(this::forget);
    }

    private void forget(Ipv4 peer) {
        node.links().deleteNeighbour(Names.VXLAN, peer);
        node.links().deleteNeighbour(Names.SEGMENT, peer);
        node.links().deleteForwarding(Names.VXLAN, MacAddress.ofVxlan(peer), peer);
        underlay.links().deleteNeighbour(Names.UPLINK, peer);
    }

    private List<String> links() {
        return node.links().exists(Names.IPIP) ? List.of(Names.VXLAN, Names.SEGMENT, Names.IPIP) : List.of(Names.VXLAN, Names.SEGMENT);
    }

    private Stream<Route> learned() {
        return node.links().learned(Names.SEGMENT).stream();
    }

    private void tell(Optional<Refusal> refusal) {
        Set<Route> learned = plan.runs() == Backend.BGP ? learned().collect(Collectors.toSet()) : Set.of();
        List<Session> sessions = plan.runs() == Backend.BGP ? sessions() : List.of();
        List<String> routes = Stream.concat(plan.routes().stream().filter(route -> route.via() != null).map(route -> words(route, "")),
                learned.stream().map(route -> words(route, " proto bird"))).sorted().toList();
        List<IpPrefix> awaited = new ArrayList<>(plan.learned());
        learned.forEach(route -> awaited.remove(route.destination()));
        BackendState now;
        if (refusal.isPresent()) {
            now = new BackendState(spec.backend(), plan.runs(), refusal.get().reason(),
                    "%s cannot be had: %s%s".formatted(spec.backend().setting(), refusal.get().message(),
                            plan.runs() == Backend.VXLAN ? "; vxlan is used instead" : ""),
                    routes, sessions);
        } else if (!plan.unreached().isEmpty()) {
            now = new BackendState(spec.backend(), plan.runs(), "PeersInOtherSubnets",
                    "%s leads nowhere outside of subnet %d of its machine; no way to %s".formatted(spec.backend().setting(), spec.subnet(),
                            String.join(", ", plan.unreached())),
                    routes, sessions);
        } else if (!awaited.isEmpty()) {
            now = new BackendState(spec.backend(), plan.runs(), "RoutesNotLearned",
                    "no routes by BGP to %s yet".formatted(awaited.stream().map(IpPrefix::toString).collect(Collectors.joining(", "))), routes, sessions);
        } else {
            now = new BackendState(spec.backend(), plan.runs(), BackendState.RUNNING, "the node sends by %s".formatted(spec.backend().setting()), routes,
                    sessions);
        }
        if (now.runs() != state.runs() || !now.reason().equals(state.reason())) {
            log.atInfo().addKeyValue("cluster", spec.clusterId()).addKeyValue("node", spec.name()).addKeyValue("backend", now.runs().setting())
                    .addKeyValue("reason", now.reason()).log("back end");
        }
        state = now;
    }

    private List<Session> sessions() {
        String kind = spec.reflector() ? "route reflector" : "node-to-node mesh";
        List<BirdAnswer.Seen> seen = speaker.sessions().orElse(List.of());
        return BirdConfig.sessions(spec).stream().map(peer -> new Session(peer.address(), kind,
                seen.stream().filter(each -> each.address().equals(peer.address())).map(BirdAnswer.Seen::state).findFirst().orElse("Down"))).toList();
    }

    private static String words(Route route, String origin) {
        return "%s via %s dev %s%s".formatted(route.destination(), route.via(), route.link(), origin);
    }

    /// BGP is never at its end: sessions come and go, and the speaker may be killed.
    private void lookAgain() {
        if (looking == null) {
            looking = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("bgp " + spec.name()).factory());
        }
        if (next != null) {
            next.cancel(false);
        }
        next = looking.schedule(this::look, state.asWanted() ? CALM_SECONDS : SOON_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        changing.lock();
        try {
            if (looking == null) {
                return;
            }
            learn();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("node", spec.name()).addKeyValue("error", e.getMessage()).log("cannot look after BGP");
            lookAgain();
        } finally {
            changing.unlock();
        }
    }

    private void lookNoMore() {
        if (looking != null) {
            looking.shutdownNow();
            looking = null;
            next = null;
        }
    }

    /// Takes them apart.
    void remove(NodeSpec last) {
        changing.lock();
        try {
            lookNoMore();
            speaker.end();
            machine.leaveSegment(last);
            node.links().deleteLearned();
            List.of(Names.IPIP, Names.VXLAN, Names.SEGMENT).forEach(node.links()::delete);
        } finally {
            changing.unlock();
        }
    }

    /// Leaves them standing.
    @Override
    public void close() {
        changing.lock();
        try {
            lookNoMore();
        } finally {
            changing.unlock();
        }
    }
}
