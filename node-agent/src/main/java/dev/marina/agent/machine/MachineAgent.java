package dev.marina.agent.machine;

import dev.marina.agent.entrance.ApplicationName;
import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.identity.RenewedLease;
import dev.marina.agent.node.AgentServices;
import dev.marina.agent.node.NodeEngines;
import dev.marina.agent.node.NodeNotes;
import dev.marina.agent.node.TenantNode;
import dev.marina.agent.pace.Doubling;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeEvent;
import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import dev.marina.net.NodeElsewhere;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the machine's nodes as the management cluster says. One virtual thread decides; making and removing nodes runs beside it.
public final class MachineAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MachineAgent.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration LISTED = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);
    static final String LEFT_OUT = "this machine is none of the installation any more, and its containers are stopped: ./marina join with a token of"
            + " ./marina join-token makes it one again, ./marina down --purge removes what is left";
    private static final Doubling REMOVAL_RETRY = new Doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient management;
    private final AgentServices agent;
    private final NodeEngines engines;
    private final List<String> runtimes;
    private final String version;
    private final VolumeSweep sweep;
    private final Signal signal = new Signal();
    private final Map<NodeRef, TenantNode> nodes = new ConcurrentHashMap<>();
    private final Set<NodeRef> removing = ConcurrentHashMap.newKeySet();
    private final RenewedLease lease;
    private volatile ListWatch<Machine> watch;
    /// What is wanted, as it was last told. Only the watch's thread uses it.
    private Machine.Spec told;
    /// Nodes on other machines, as they were carried out last; null before the first time.
    private volatile List<Machine.Elsewhere> elsewhere;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Instant lastContact = Instant.EPOCH;
    private volatile String trouble = "not registered yet";
    private volatile Dismissal dismissal = Dismissal.NONE;

    /// @param sweep what to do about volumes of clusters that are no more
    public MachineAgent(KubernetesClient management, AgentServices agent, String version, VolumeSweep sweep) {
        this(management, agent, NodeEngines.SHARED, List.of(NodePool.DOCKER), version, sweep);
    }

    /// @param engines of its nodes
    /// @param runtimes that pools may name
    /// @param sweep what to do about volumes of clusters that are no more
    public MachineAgent(KubernetesClient management, AgentServices agent, NodeEngines engines, List<String> runtimes, String version, VolumeSweep sweep) {
        this.engines = engines;
        this.runtimes = runtimes;
        this.management = management;
        this.agent = agent;
        this.version = version;
        this.sweep = sweep;
        lease = new RenewedLease(management, Machine.LEASES, agent.machine(), agent.clock());
    }

    public void start() {
        agent.runtime().onEvent(event -> happened(event, nodes.values()));
        // What an earlier process made is taken over at once, whether or not the control plane answers.
        NodeNotes.remembered(agent.nodes()).forEach(this::add);
        Thread.ofVirtual().name("machine").start(this::run);
    }

    /// @param its nodes of the runtime that says so
    private void happened(RuntimeEvent event, Collection<TenantNode> its) {
        switch (event) {
            case RuntimeEvent.PodChanged changed -> node(changed.node()).ifPresent(node -> node.podChanged(changed.podUid()));
            case RuntimeEvent.Resync _ -> its.forEach(TenantNode::resync);
        }
    }

    public Optional<TenantNode> node(NodeRef ref) {
        return Optional.ofNullable(nodes.get(ref));
    }

    /// Addresses of nodes of that cluster at which its entrance is ready: of this machine's, or of other machines' where none of them is.
    public List<String> entrances(String tenant, String cluster) {
        List<String> here = nodes.values().stream().flatMap(node -> node.entrance(tenant, cluster).stream()).sorted().toList();
        return here.isEmpty()
                ? entrancesElsewhere().filter(node -> tenant.equals(node.tenant()) && cluster.equals(node.cluster())).map(Machine.Elsewhere::address).toList()
                : here;
    }

    private Stream<Machine.Elsewhere> entrancesElsewhere() {
        List<Machine.Elsewhere> known = elsewhere;
        return known == null ? Stream.of() : known.stream().filter(node -> Boolean.TRUE.equals(node.entrance()));
    }

    /// Names below the domain that lead to an entrance.
    public Set<String> applicationNames(String domain) {
        return Stream.concat(nodes.values().stream().flatMap(node -> node.applicationNames(domain).stream()),
                entrancesElsewhere().flatMap(node -> ApplicationName.all(node.tenant(), node.cluster(), domain).stream())).collect(Collectors.toSet());
    }

    /// What is wrong, for the health check.
    public Optional<String> trouble() {
        if (dismissal.certain()) {
            return Optional.of(LEFT_OUT);
        }
        boolean recent = lastContact.isAfter(agent.clock().instant().minus(HEARTBEAT.multipliedBy(3)));
        return recent ? Optional.empty() : Optional.of("management cluster: " + trouble);
    }

    /// Leaves nodes and containers as they are.
    @Override
    public void close() {
        closed.countDown();
        signal.raise();
        if (watch != null) {
            watch.close();
        }
        nodes.values().forEach(TenantNode::close);
    }

    private void run() {
        Duration next = Duration.ZERO;
        try {
            while (!ended()) {
                signal.await(next);
                if (ended()) {
                    return;
                }
                try {
                    turn();
                    trouble = "";
                    dismissal = Dismissal.NONE;
                    next = HEARTBEAT;
                } catch (RuntimeException | Error failure) {
                    String words = ApiFailures.words(failure);
                    if (!words.equals(trouble)) {
                        LOG.atWarn().addKeyValue("error", words).log("management cluster not reached");
                    }
                    trouble = words;
                    next = RETRY;
                    obey(dismissal.after(failure, agent.clock().instant()));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Who has no right to its nodes any more lets none of their containers run on: others have them, or nobody is to. What the nodes have on this
    /// machine stays for whoever lets it in again.
    private void obey(Dismissal now) {
        if (now.certain() && !dismissal.certain()) {
            LOG.atError().addKeyValue("machine", agent.machine()).addKeyValue("nodes", nodes.size()).log(LEFT_OUT);
        }
        dismissal = now;
        if (now.certain()) {
            nodes.keySet().forEach(ref -> end(ref, "stopped", TenantNode::halt));
        }
    }

    private boolean ended() {
        return closed.getCount() == 0;
    }

    private void turn() {
        if (watch == null) {
            register();
            watch = watch();
        }
        // Before anything of which one node could be the obstacle: then only that node is not well. And whoever is none of the installation's hears it here.
        lease.renew();
        awaitListed();
        Optional<Machine> machine = watch.find("", agent.machine());
        if (machine.isEmpty()) {
            register();
        } else {
            carryOut(MachinePlan.of(machine.get().getSpec(), present()));
            lead(machine.get().getSpec());
        }
        agent.cgroups().keepNodes(() -> nodes.keySet().stream().map(NodeRef::id).collect(Collectors.toSet()));
        report(machine.map(Machine::getStatus));
        lastContact = agent.clock().instant();
        sweep.sweep(management, nodes.keySet());
    }

    private void lead(Machine.Spec wanted) {
        List<Machine.Elsewhere> now = wanted == null || wanted.elsewhere() == null ? List.of() : wanted.elsewhere();
        if (now.equals(elsewhere)) {
            return;
        }
        try {
            agent.networks().elsewhere(now.stream().map(node -> new NodeElsewhere(node.clusterId(), node.address(), node.machineAddress(),
                    node.answers())).toList());
            elsewhere = now;
        } catch (RuntimeException failure) {
            // Own nodes do not wait for that.
            LOG.atWarn().addKeyValue("nodes", now.size()).setCause(failure).log("nodes on other machines not reached from outside yet");
        }
    }

    private Set<NodeRef> present() {
        return Set.copyOf(nodes.keySet());
    }

    private void register() {
        if (management.resources(Machine.class).withName(agent.machine()).get() == null) {
            Machine machine = new Machine();
            machine.setMetadata(new ObjectMetaBuilder().withName(agent.machine()).addToLabels("kubernetes.io/hostname", agent.machine()).build());
            machine.setSpec(new Machine.Spec(null));
            try {
                management.resource(machine).create();
                LOG.atInfo().addKeyValue("machine", agent.machine()).log("machine registered");
            } catch (KubernetesClientException failure) {
                if (failure.getCode() != 409) {
                    throw failure;
                }
            }
        }
    }

    private ListWatch<Machine> watch() {
        Watched<Machine> own = Watched.all(Machine.class, "/apis/marina.dev/v1/machines").where("metadata.name=" + agent.machine());
        return new ListWatch<>(() -> management, own, new ListWatch.Listener<Machine>() {
            @Override
            public void put(Machine machine) {
                if (!Objects.equals(told, machine.getSpec())) {
                    told = machine.getSpec();
                    signal.raise();
                }
            }

            @Override
            public void gone(Machine machine) {
                signal.raise();
            }
        }).start();
    }

    private void awaitListed() {
        try {
            if (!watch.awaitListed(LISTED)) {
                throw new IllegalStateException("what this machine is to have cannot be read");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: watch of machines", interrupted);
        }
    }

    private void carryOut(MachinePlan plan) {
        plan.add().forEach(this::add);
        plan.keep().forEach(kept -> node(new NodeRef(kept.clusterId(), kept.name())).ifPresent(node -> node.update(kept)));
        plan.remove().forEach(ref -> end(ref, "removed", TenantNode::remove));
    }

    private void add(Machine.AssignedNode assigned) {
        NodeRef ref = new NodeRef(assigned.clusterId(), assigned.name());
        if (removing.contains(ref)) {
            return;
        }
        AgentServices its = engines.of(assigned, agent);
        TenantNode node = new TenantNode(assigned, its, signal::raise);
        if (its.engine().ofOneNode()) {
            its.runtime().onEvent(event -> happened(event, List.of(node)));
        }
        nodes.put(ref, node);
        node.start();
    }

    /// Beside everything else, unless that node is ending already.
    private void end(NodeRef ref, String word, Consumer<TenantNode> ending) {
        if (removing.add(ref)) {
            Thread.ofVirtual().name("end of " + ref).start(() -> endNow(ref, word, ending));
        }
    }

    /// Until it is gone: half of a node is of no use to anybody, also when it is wanted again meanwhile.
    private void endNow(NodeRef ref, String word, Consumer<TenantNode> ending) {
        try {
            for (int failures = 1; !over(ref, word, ending); failures++) {
                if (closed.await(REMOVAL_RETRY.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            nodes.remove(ref);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            removing.remove(ref);
            signal.raise();
        }
    }

    private boolean over(NodeRef ref, String word, Consumer<TenantNode> ending) {
        try {
            ending.accept(nodes.get(ref));
            return true;
        } catch (RuntimeException | Error failure) {
            LOG.atWarn().addKeyValue("node", ref).setCause(failure).log("node not " + word);
            return false;
        }
    }

    /// Only when it is not what the API has.
    private void report(Optional<Machine.Status> known) {
        List<Machine.NodeState> states = nodes.values().stream().map(agent.address() == null ? TenantNode::state : TenantNode::reported)
                .sorted(Comparator.comparing(Machine.NodeState::clusterId).thenComparing(Machine.NodeState::name)).toList();
        Machine.Status status = new Machine.Status(version, Integer.toString(agent.facts().cpus()), Long.toString(agent.facts().memoryBytes()),
                null, states, null, runtimes, agent.address());
        if (known.filter(status::says).isPresent()) {
            return;
        }
        management.resources(Machine.class).withName(agent.machine()).subresource("status")
                .patch(MERGE, management.getKubernetesSerialization().asJson(Map.of("status", status)));
    }
}
