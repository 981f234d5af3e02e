package dev.marina.agent.node;

import dev.marina.agent.figures.KernelPodUses;
import dev.marina.agent.figures.PodUses;
import dev.marina.agent.forward.ApiForwarder;
import dev.marina.agent.disk.Ballast;
import dev.marina.agent.entrance.ApplicationName;
import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.pace.Doubling;
import dev.marina.agent.pod.NodeAllocations;
import dev.marina.agent.pod.NodeContext;
import dev.marina.agent.pod.PodCgroups;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.HinderedRuntime;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.agent.runtime.Terminations;
import dev.marina.agent.stats.KubeletEndpoint;
import dev.marina.agent.stats.NodeMeter;
import dev.marina.agent.stats.NodeSampler;
import dev.marina.agent.tunnel.StreamedNode;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.agent.volume.NodeVolumes;
import dev.marina.model.Cluster;
import dev.marina.model.Entrance;
import dev.marina.model.FaultCase;
import dev.marina.model.Machine;
import dev.marina.net.Backend;
import dev.marina.net.NodeNetwork;
import dev.marina.net.NodePart;
import dev.marina.net.NodeSpec;
import dev.marina.net.Traced;
import dev.marina.net.share.SharedPool;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One tenant node: made from its assignment, kept, taken away again. Has a virtual thread of its own that makes it; everything
/// on the machine outlives this object and is taken over by the next.
public final class TenantNode implements StreamedNode {

    private static final Logger LOG = LoggerFactory.getLogger(TenantNode.class);
    private static final Doubling RETRY = new Doubling(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration AUDIT = Duration.ofMinutes(1);
    private static final Duration WORKERS_END = Duration.ofMinutes(3);
    /// Of a node that goes on otherwise: whoever is at something longer is awaited the next time.
    private static final Duration WORKERS_LEAVE = Duration.ofSeconds(15);
    /// What pods have who say nothing of it.
    private static final Duration LEAVE_TO_END = Duration.ofSeconds(30);
    /// An agent whose certificate has run out tries it again, and is refused again.
    private static final Duration SHOWN_AGAIN = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;

    private final NodeRef ref;
    private final AgentServices agent;
    private final HinderedRuntime runtime;
    private final Path directory;
    private final NodeSandbox ownSandbox;
    private final Runnable stateChanged;
    private final AtomicReference<Machine.AssignedNode> assigned;
    private final Terminations terminations = new Terminations();
    private final KubeletEndpoint kubelet;
    private final SharedPool.Share sessions;
    private final Signal signal = new Signal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile Machine.NodeState state;
    private volatile boolean closed;
    private volatile NodeSession session;
    private volatile PodSet pods;
    private volatile PodUses uses;
    private volatile NodeNetwork network;
    private volatile Optional<SandboxId> hostSandbox = Optional.empty();
    private volatile Machine.AssignedNode realised;
    /// Only the node's own thread uses it.
    private boolean networkLost;
    /// What of its work is done, and since when which faults are in effect. Only the node's own thread uses them.
    private volatile NodeDuties duties = NodeDuties.ALL;
    private Breakage broken = Breakage.NONE;
    private final FaultEffects effects;

    public TenantNode(Machine.AssignedNode assigned, AgentServices agent, Runnable stateChanged) {
        this.assigned = new AtomicReference<>(assigned);
        this.agent = agent;
        runtime = new HinderedRuntime(agent.runtime(), agent.clock());
        this.stateChanged = stateChanged;
        ref = new NodeRef(assigned.clusterId(), assigned.name());
        directory = agent.nodes().resolve(ref.id());
        effects = new FaultEffects(ref, agent);
        ownSandbox = new NodeSandbox(ref, agent);
        kubelet = new KubeletEndpoint(ref.name(),
                new NodeMeter(new NodeSampler(ref, agent.cgroups(), agent.disks(), agent.runtime(), directory, this::pod, this::driven, agent.clock())),
                terminations,
                () -> pods == null ? List.of() : pods.all(),
                known -> known.stream().flatMap(pod -> agent.runtime().snapshot(pod.getMetadata().getUid()).containers().stream()).toList());
        sessions = agent.sessions().share();
        state = new Machine.NodeState(ref.clusterId(), ref.name(), "Preparing", null);
    }

    public NodeRef ref() {
        return ref;
    }

    /// The node's address, if it is of that cluster and the cluster's entrance is ready on it.
    public Optional<String> entrance(String tenant, String cluster) {
        Machine.AssignedNode node = assigned.get();
        return tenant.equals(node.tenant()) && cluster.equals(node.cluster()) && hasEntrance() ? Optional.of(node.address()) : Optional.empty();
    }

    /// Names with a `*` each that lead to this node; none where no entrance is ready.
    public List<String> applicationNames(String domain) {
        Machine.AssignedNode node = assigned.get();
        return hasEntrance() ? ApplicationName.all(node.tenant(), node.cluster(), domain) : List.of();
    }

    @Override
    public Outside outside() {
        Machine.AssignedNode node = assigned.get();
        return new Outside(node.address(), node.addresses() == null ? List.of() : node.addresses());
    }

    private boolean hasEntrance() {
        PodSet known = pods;
        return known != null && known.active().stream().anyMatch(TenantNode::readyEntrance);
    }

    private static boolean readyEntrance(Pod pod) {
        return Entrance.NAMESPACE.equals(pod.getMetadata().getNamespace()) && pod.getMetadata().getLabels() != null
                && Entrance.NAME.equals(pod.getMetadata().getLabels().get(Entrance.LABEL)) && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    public Machine.NodeState state() {
        return state;
    }

    /// The same, and what the machine that has the platform's addresses must know to lead strangers here.
    public Machine.NodeState reported() {
        Machine.NodeState now = state;
        NodeNetwork present = network;
        return new Machine.NodeState(now.clusterId(), now.name(), now.state(), now.message(), now.faults(), hasEntrance() ? true : null,
                present == null ? List.of() : present.answered());
    }

    public void start() {
        started = true;
        agent.engine().onEnd(signal::raise);
        Thread.ofVirtual().name("node " + ref).start(this::run);
    }

    /// The assignment as the platform has it now: peers come and go.
    public void update(Machine.AssignedNode now) {
        if (!now.equals(assigned.getAndSet(now))) {
            signal.raise();
        }
    }

    /// Something of this pod's containers has changed, or of the container that keeps the node's own network.
    public void podChanged(String uid) {
        if (uid.equals(ownSandbox.podUid())) {
            signal.raise();
            return;
        }
        PodSet known = pods;
        if (known != null) {
            known.wake(uid);
        }
    }

    public void resync() {
        PodSet known = pods;
        if (known != null) {
            known.wakeAll();
        }
    }

    @Override
    public boolean open() {
        PodSet known = pods;
        return known != null && known.isComplete();
    }

    @Override
    public Optional<Pod> pod(String uid) {
        return Optional.ofNullable(pods).flatMap(known -> known.find(uid));
    }

    /// Volumes of a pod's that drivers on the node show, and how full they are.
    private Map<String, DriverVolumes.Use> driven(String uid) {
        NodeSession open = session;
        return open == null ? Map.of() : open.driverVolumes().uses(uid);
    }

    @Override
    public List<String> addresses(String uid) {
        PodSet known = pods;
        return known == null ? List.of() : known.addresses(uid);
    }

    @Override
    public ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    public ContainerStreams streams() {
        return agent.streams();
    }

    private SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
        NodeNetwork present = network;
        if (present == null) {
            throw new IOException("the node has no network yet");
        }
        return present.connect(target, timeout);
    }

    /// As runtimes of kubelets do it (containerd's internal/cri/server/sandbox_portforward_linux.go).
    @Override
    public SocketChannel forward(String uid, int port, Duration timeout) throws IOException {
        NodeNetwork present = network;
        Optional<SandboxState> sandbox = agent.runtime().snapshot(uid).runningSandbox();
        if (present == null || sandbox.isEmpty()) {
            throw new IOException("the pod has no network yet");
        }
        SocketChannel channel = present.connect(Path.of(agent.runtime().networkNamespace(sandbox.get())),
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), timeout);
        // A sandbox is found by its process: had that ended meanwhile, another tenant's could have its number.
        if (!agent.runtime().snapshot(uid).runningSandbox().equals(sandbox)) {
            channel.close();
            throw new IOException("the pod's sandbox has ended");
        }
        return channel;
    }

    @Override
    public Traced trace(Pod pod, String to, int port, String protocol) {
        String uid = pod.getMetadata().getUid();
        Optional<Path> netns = agent.runtime().snapshot(uid).sandboxes().stream().filter(SandboxState::running).findFirst()
                .map(sandbox -> agent.runtime().networkNamespace(sandbox)).filter(path -> !path.isEmpty()).map(Path::of).filter(Files::exists);
        return network.trace(new Traced.Question(pod.getMetadata().getNamespace(), addresses(uid).getFirst(), netns, to, port, protocol));
    }

    @Override
    public SharedPool.Share sessions() {
        return sessions;
    }

    @Override
    public KubeletEndpoint kubelet() {
        return kubelet;
    }

    /// Leaves everything as it is.
    public void close() {
        closed = true;
        signal.raise();
        closeSession();
        agent.engine().close();
    }

    private void closeSession() {
        PodSet known = pods;
        if (known != null) {
            known.abandon();
        }
        NodeSession open = session;
        if (open != null) {
            open.close();
            session = null;
        }
    }

    private void run() {
        int failures = 0;
        Duration next = Duration.ZERO;
        try {
            while (!closed) {
                signal.await(next);
                if (closed) {
                    return;
                }
                try {
                    if (realise(assigned.get())) {
                        become("Ready", null);
                    }
                    failures = 0;
                    next = nextLook();
                } catch (RuntimeException | Error failure) {
                    next = RETRY.after(++failures);
                    if (!closed) {
                        LOG.atWarn().addKeyValue("node", ref).addKeyValue("retry", next).addKeyValue("error", ApiFailures.words(failure)).log("node not made");
                        LOG.atDebug().addKeyValue("node", ref).setCause(failure).log("node not made");
                        become("Failed", ApiFailures.words(failure));
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private Duration nextLook() {
        Duration usual = broken.has(FaultCase.CERTIFICATE_EXPIRED) ? SHOWN_AGAIN : AUDIT;
        return broken.end(agent.clock().instant()).filter(end -> end.compareTo(usual) < 0).map(end -> end.isNegative() ? Duration.ZERO : end).orElse(usual);
    }

    private void become(String phase, String message) {
        Machine.NodeState now = new Machine.NodeState(ref.clusterId(), ref.name(), phase, message, effects.told());
        if (!now.equals(state)) {
            state = now;
            LOG.atInfo().addKeyValue("node", ref).addKeyValue("state", phase).log("node state");
            stateChanged.run();
        }
    }

    /// The steps in their order; each may be done again. False when the API server has yet to say which pods there are.
    private boolean realise(Machine.AssignedNode node) {
        broken = Breakage.of(node, agent.clock().instant());
        NodeNotes.remember(node, directory);
        agent.disks().open(ref.id(), directory);
        limit(node);
        agent.engine().ensure();
        SandboxState sandbox = ownSandbox.ensure();
        boolean moved = !Optional.of(sandbox.id()).equals(hostSandbox);
        if (!node.equals(realised) || moved) {
            network = agent.networks().ensure(new NodeSpec(node.clusterId(), node.name(), node.vni(), node.clusterPodCidr(), node.serviceCidr(),
                    node.podCidr(), node.address(), peers(node), Path.of(agent.runtime().networkNamespace(sandbox)), backend(node),
                    node.network() != null && node.network().reflected(), subnet(node.subnet())));
            network.confine(agent.cgroups().engine(ref.id()));
            network.grant(node.addresses() == null ? List.of() : node.addresses());
            networkLost = moved && session != null;
            realised = node;
            hostSandbox = Optional.of(sandbox.id());
        }
        breakOrMend();
        if (!duties.any()) {
            return true;
        }
        if (session == null) {
            openSession(node);
        }
        NodeSession open = session;
        if (!advance(open)) {
            return false;
        }
        if (networkLost) {
            LOG.atWarn().addKeyValue("node", ref).log("the node's network was lost and made anew");
            open.networkLost();
            if (duties.pods()) {
                pods.networkLost();
            }
            networkLost = false;
        }
        if (!duties.pods()) {
            return true;
        }
        open.renewWhenDue();
        agent.cgroups().keepPods(ref.id(), pods::uids);
        return true;
    }

    /// Does what faults say, and takes back what they do not say any more. Each step may be done again.
    private void breakOrMend() {
        network.cut(broken.cutOff());
        stop(broken.stopped());
        runtime.hinder(broken.has(FaultCase.RUNTIME_STALLED), broken.delay());
        Ballast ballast = new Ballast(directory);
        if (broken.has(FaultCase.DISK_FILLED)) {
            ballast.load(agent.disks().space(directory));
        } else {
            ballast.drop();
        }
        NodeDuties now = broken.duties();
        if (!now.equals(duties)) {
            endSession();
            duties = now;
        }
        if (broken.has(FaultCase.NODE_STOPPED)) {
            // Without grace, as when power fails. What keeps the node's own network is its chassis.
            agent.runtime().snapshotOf(ref).sandboxes().stream().filter(sandbox -> sandbox.running() && !sandbox.pod().uid().equals(ownSandbox.podUid()))
                    .forEach(sandbox -> agent.runtime().stopSandbox(sandbox.id(), Duration.ZERO));
        }
        effects.note(broken);
    }

    private void stop(Set<NodePart> parts) {
        Set<NodePart> before = network.switchedOff();
        network.stop(parts);
        if (session != null && !network.switchedOff().equals(before)) {
            session.switched();
        }
    }

    /// Ends it for another one. A worker that is left would act beside its successor.
    private void endSession() {
        closeSession();
        try {
            if (pods != null && !pods.awaitEnd(WORKERS_LEAVE)) {
                throw new RuntimeFailure("pods of node %s are still at work after %s".formatted(ref, WORKERS_LEAVE));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: session of node " + ref, interrupted);
        }
        pods = null;
        uses = null;
    }

    private boolean advance(NodeSession open) {
        try {
            return open.advance(pods, uses);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == UNAUTHORIZED) {
                // Who the node is must be settled before anything else.
                closeSession();
                pods = null;
            }
            throw refused;
        }
    }

    private void limit(Machine.AssignedNode node) {
        NodeSize size = NodeSize.of(node);
        agent.cgroups().limitNode(ref.id(), size.milliCpu(), size.memoryBytes());
    }

    private List<NodeSpec.Peer> peers(Machine.AssignedNode node) {
        return node.peers() == null
                ? List.of()
                : node.peers().stream()
                        .map(peer -> new NodeSpec.Peer(peer.name(), peer.podCidr(), peer.address(), peer.mac(), subnet(peer.subnet()),
                                peer.machineAddress() == null || peer.machineAddress().equals(agent.address()) ? null : peer.machineAddress()))
                        .toList();
    }

    private static int subnet(Integer said) {
        return said == null ? 0 : said;
    }

    /// One that only a later version of the control plane knows is none.
    private static Backend backend(Machine.AssignedNode node) {
        return Optional.ofNullable(node.network()).map(Cluster.Network::backend).flatMap(Backend::named).orElse(Backend.VXLAN);
    }

    private void openSession(Machine.AssignedNode node) {
        AgentServices its = agent.with(agent.ids(), runtime, agent.streams(), agent.imageStore(), agent.images(), agent.runtimeHealth(), agent.engine());
        NodeSession opening = new NodeSession(node, duties, its, runtime::trouble, agent.identities().request(ref), this::dial, () -> network, signal::raise);
        if (!duties.pods()) {
            session = opening;
            return;
        }
        ClaimVolumes claims = agent.storage().claims(ref, directory, opening.podApi());
        Quantity cpu = new Quantity(node.cpu());
        Quantity memory = new Quantity(node.memory());
        NodeSize size = NodeSize.of(node);
        NodeAllocations allocations = new NodeAllocations(NodeObject.allocatable(size, agent.disks().space(directory).bytes()));
        PodCgroups groups = new PodCgroups(agent.cgroups(), ref.id(), agent.cgroups().podPids(size.memoryBytes()));
        uses = new KernelPodUses(agent.cgroups(), groups, directory);
        NodeContext context = new NodeContext(ref, node.address(), cpu, memory, allocations, opening.standing(), this::giveToContainers, directory,
                groups, dnsServer(node.serviceCidr()),
                agent.machineDns(), () -> hostSandbox, runtime, agent.streams(), agent.imageStore(), agent.images(), opening.podApi(),
                new CniPodNetwork(agent.networks().cniPlugin(), this::cniConfig, directory.resolve("pods")),
                new NodeVolumes(directory, node.name(), node.address(), cpu, memory, agent.ids(), agent.mounts(), opening.podApi(), claims,
                        opening.driverVolumes(), agent.clock()),
                this::connect, terminations, agent.clock());
        pods = new PodSet(context);
        session = opening;
    }

    private String cniConfig() {
        if (!duties.network()) {
            throw new RuntimeFailure("network plugin is not ready: cni plugin not initialized");
        }
        return network.cniConfig();
    }

    private void giveToContainers(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", agent.ids().root());
        Files.setAttribute(file, "unix:gid", agent.ids().root());
    }

    /// Opens the forwarder of the `kubernetes` Service inside this node.
    private ApiForwarder dial(Machine.NodeCredentials credentials) {
        try {
            return new ApiForwarder(network.listen(new InetSocketAddress(NodeNetwork.LOCAL_ADDRESS, NodeNetwork.API_PORT)),
                    agent.proxies().apply(credentials.proxyPort()), credentials.proxyAddress(), agent.forwarding().share());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot listen for the kubernetes Service on node " + ref, failure);
        }
    }

    private static String dnsServer(String serviceCidr) {
        String[] parts = serviceCidr.substring(0, serviceCidr.indexOf('/')).split("\\.");
        return "%s.%s.%s.%d".formatted(parts[0], parts[1], parts[2], Integer.parseInt(parts[3]) + 10);
    }

    /// Takes away everything of this node, in the cluster as far as it still answers and on the machine in any case. May be called again
    /// after a failure; the node's state says what it was.
    public void remove() {
        if (!closed) {
            become("Removing", null);
        }
        closed = true;
        signal.raise();
        try {
            awaitWork();
            if (session == null && !duties.any()) {
                openToLeave();
            }
            NodeSession open = session;
            if (open != null) {
                open.deregister();
                open.close();
                session = null;
            }
            NodeRemoval.fromMachine(ref, agent, directory);
        } catch (RuntimeException failure) {
            become("Removing", ApiFailures.words(failure));
            throw failure;
        }
        LOG.atInfo().addKeyValue("node", ref).log("node removed");
    }

    /// Lets nothing of this node run any more, and leaves what it has on the machine: who has no right to it any more does that. May be called again after
    /// a failure.
    public void halt() {
        closed = true;
        signal.raise();
        awaitWork();
        closeSession();
        agent.runtime().snapshotOf(ref).sandboxes().stream().filter(SandboxState::running).toList().parallelStream()
                .forEach(sandbox -> agent.runtime().stopSandbox(sandbox.id(), LEAVE_TO_END));
        agent.engine().close();
        LOG.atInfo().addKeyValue("node", ref).log("node halted");
    }

    /// A node that was cut off is taken out of its cluster too, if that can be.
    private void openToLeave() {
        try {
            openSession(assigned.get());
        } catch (RuntimeException failure) {
            LOG.atWarn().addKeyValue("node", ref).addKeyValue("error", ApiFailures.words(failure)).log("node not taken out of its cluster");
        }
    }

    /// What a worker begins after the look at what there is to remove would stay for ever; a volume that it mounts then would be
    /// emptied with the node's directory.
    private void awaitWork() {
        try {
            PodSet known = pods;
            if (known != null) {
                known.abandon();
            }
            boolean over = (!started || ended.await(WORKERS_END.toSeconds(), TimeUnit.SECONDS)) && (pods == null || pods.awaitEnd(WORKERS_END));
            if (!over) {
                throw new RuntimeFailure("node %s is still at work after %s".formatted(ref, WORKERS_END));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: removal of node " + ref, interrupted);
        }
    }
}
