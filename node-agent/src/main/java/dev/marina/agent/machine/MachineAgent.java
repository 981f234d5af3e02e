package dev.marina.agent.machine;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.node.AgentServices;
import dev.marina.agent.node.TenantNode;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeEvent;
import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the machine's nodes as the management cluster says. One virtual thread decides; making and removing nodes runs beside it.
public final class MachineAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MachineAgent.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient management;
    private final AgentServices agent;
    private final String version;
    private final VolumeSweep sweep;
    private final Signal signal = new Signal();
    private final Map<NodeRef, TenantNode> nodes = new ConcurrentHashMap<>();
    private final Set<NodeRef> removing = ConcurrentHashMap.newKeySet();
    private volatile SharedIndexInformer<Machine> informer;
    private volatile boolean closed;
    private volatile Instant lastContact = Instant.EPOCH;
    private volatile String trouble = "not registered yet";

    /// @param sweep what to do about volumes of clusters that are no more
    public MachineAgent(KubernetesClient management, AgentServices agent, String version, VolumeSweep sweep) {
        this.management = management;
        this.agent = agent;
        this.version = version;
        this.sweep = sweep;
    }

    public void start() {
        agent.runtime().onEvent(event -> {
            switch (event) {
                case RuntimeEvent.PodChanged changed -> node(changed.node()).ifPresent(node -> node.podChanged(changed.podUid()));
                case RuntimeEvent.Resync _ -> nodes.values().forEach(TenantNode::resync);
            }
        });
        // What an earlier process made is taken over at once, whether or not the control plane answers.
        TenantNode.remembered(agent.nodes()).forEach(this::add);
        Thread.ofVirtual().name("machine").start(this::run);
    }

    public Optional<TenantNode> node(NodeRef ref) {
        return Optional.ofNullable(nodes.get(ref));
    }

    /// What is wrong, for the health check.
    public Optional<String> trouble() {
        boolean recent = lastContact.isAfter(agent.clock().instant().minus(HEARTBEAT.multipliedBy(3)));
        return recent ? Optional.empty() : Optional.of("management cluster: " + trouble);
    }

    /// Leaves nodes and containers as they are.
    @Override
    public void close() {
        closed = true;
        signal.raise();
        if (informer != null) {
            informer.stop();
        }
        nodes.values().forEach(TenantNode::close);
    }

    private void run() {
        Duration next = Duration.ZERO;
        try {
            while (!closed) {
                signal.await(next);
                if (closed) {
                    return;
                }
                try {
                    turn();
                    trouble = "";
                    next = HEARTBEAT;
                } catch (RuntimeException | Error failure) {
                    String words = ApiFailures.words(failure);
                    if (!words.equals(trouble)) {
                        LOG.atWarn().addKeyValue("error", words).log("management cluster not reached");
                    }
                    trouble = words;
                    next = RETRY;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        if (informer == null) {
            register();
            watch();
        }
        Machine machine = informer.getStore().list().stream().findFirst().orElse(null);
        if (machine == null) {
            register();
        } else {
            carryOut(MachinePlan.of(machine.getSpec() == null ? null : machine.getSpec().nodes(), present()));
        }
        agent.cgroups().keepNodes(() -> nodes.keySet().stream().map(NodeRef::id).collect(Collectors.toSet()));
        report();
        lastContact = agent.clock().instant();
        sweep.sweep(management, nodes.keySet());
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

    private void watch() {
        SharedIndexInformer<Machine> watching = management.resources(Machine.class).withField("metadata.name", agent.machine()).runnableInformer(0)
                .exceptionHandler((_, _) -> !closed).addEventHandler(new ResourceEventHandler<Machine>() {
                    @Override
                    public void onAdd(Machine machine) {
                        signal.raise();
                    }

                    @Override
                    public void onUpdate(Machine before, Machine machine) {
                        if (!java.util.Objects.equals(before.getSpec(), machine.getSpec())) {
                            signal.raise();
                        }
                    }

                    @Override
                    public void onDelete(Machine machine, boolean unknown) {
                        signal.raise();
                    }
                });
        try {
            watching.start().toCompletableFuture().get(15, TimeUnit.SECONDS);
            informer = watching;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: watch of machines", interrupted);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException failure) {
            watching.stop();
            throw new IllegalStateException("cannot watch machines: " + (failure.getCause() == null ? failure : failure.getCause()), failure);
        }
    }

    private void carryOut(MachinePlan plan) {
        plan.add().forEach(this::add);
        plan.keep().forEach(kept -> nodes.get(new NodeRef(kept.clusterId(), kept.name())).update(kept));
        plan.remove().stream().filter(removing::add).forEach(ref -> Thread.ofVirtual().name("remove " + ref).start(() -> remove(ref)));
    }

    private void add(Machine.AssignedNode assigned) {
        NodeRef ref = new NodeRef(assigned.clusterId(), assigned.name());
        if (removing.contains(ref)) {
            return;
        }
        TenantNode node = new TenantNode(assigned, agent, signal::raise);
        nodes.put(ref, node);
        node.start();
    }

    private void remove(NodeRef ref) {
        TenantNode node = nodes.get(ref);
        try {
            node.remove();
            nodes.remove(ref);
        } catch (RuntimeException failure) {
            LOG.atWarn().addKeyValue("node", ref).setCause(failure).log("node not removed");
        } finally {
            removing.remove(ref);
            signal.raise();
        }
    }

    private void report() {
        List<Machine.NodeState> states = nodes.values().stream().map(TenantNode::state)
                .sorted(Comparator.comparing(Machine.NodeState::clusterId).thenComparing(Machine.NodeState::name)).toList();
        Machine.Status status = new Machine.Status(version, Integer.toString(agent.facts().cpus()), Long.toString(agent.facts().memoryBytes()),
                agent.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString(), states, null);
        management.resources(Machine.class).withName(agent.machine()).subresource("status")
                .patch(MERGE, management.getKubernetesSerialization().asJson(Map.of("status", status)));
    }
}
