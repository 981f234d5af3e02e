package dev.marina.agent.node;

import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.identity.RenewedLease;
import dev.marina.agent.pace.Doubling;
import dev.marina.agent.pod.Signal;
import dev.marina.model.Machine;
import dev.marina.net.BackendState;
import dev.marina.net.NodePart;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says that the node lives (its lease) and how it is (the Node's status), on a thread of its own. The lease waits for nothing but
/// the API server: whether the container engine answers is asked elsewhere and only read here.
final class Heartbeat implements AutoCloseable {

    static final String LEASES = "kube-node-lease";

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(60);
    private static final Doubling RETRY = new Doubling(Duration.ofSeconds(1), INTERVAL);
    private static final int UNAUTHORIZED = 401;
    /// Longer than the client waits for an answer.
    private static final Duration LAST_BEAT = Duration.ofSeconds(30);

    private final Machine.AssignedNode node;
    private final KubernetesClient client;
    private final RenewedLease lease;
    private final Registration registration;
    private final MachineFacts facts;
    private final Supplier<NodeFigures> figures;
    private final Supplier<Set<NodePart>> switchedOff;
    private final Supplier<BackendState> backend;
    private final Supplier<List<ContainerImage>> images;
    private final Supplier<List<String>> volumesInUse;
    private final Supplier<Set<Pressure>> pressure;
    private final Supplier<Optional<String>> notReady;
    private final Runnable onUnauthorized;
    private final Clock clock;
    private final Duration interval;
    private final Signal signal = new Signal();
    private volatile boolean closed;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean started = new AtomicBoolean();
    private Optional<String> told = Optional.empty();
    private Set<Pressure> toldPressure = Set.of();
    private Set<NodePart> toldOff = Set.of();
    private BackendState toldBackend = BackendState.unknown();
    private List<String> toldVolumes = List.of();
    private Instant lastStatus = Instant.MIN;
    /// The Node, as far as it is known, so that its lease goes with it (kubernetes/pkg/kubelet/util/nodelease.go).
    private Optional<OwnerReference> owner = Optional.empty();

    /// @param pressure what the node is short of
    /// @param switchedOff parts of the node that rest
    /// @param backend how it carries packets to other nodes
    /// @param images that the node's containers are of
    /// @param volumesInUse attached ones that pods use
    /// @param notReady why the node cannot run pods, if it cannot; must not block
    /// @param onUnauthorized the server does not take the node's certificate
    /// @param interval between two beats
    Heartbeat(Machine.AssignedNode node, KubernetesClient client, Registration registration, MachineFacts facts, Supplier<NodeFigures> figures,
            Supplier<Set<Pressure>> pressure, Supplier<Set<NodePart>> switchedOff, Supplier<BackendState> backend, Supplier<List<ContainerImage>> images,
            Supplier<List<String>> volumesInUse, Supplier<Optional<String>> notReady,
            Runnable onUnauthorized, Clock clock, Duration interval) {
        this.interval = interval;
        this.node = node;
        this.client = client;
        lease = new RenewedLease(client, LEASES, node.name(), clock);
        this.registration = registration;
        this.facts = facts;
        this.figures = figures;
        this.pressure = pressure;
        this.switchedOff = switchedOff;
        this.backend = backend;
        this.images = images;
        this.volumesInUse = volumesInUse;
        this.notReady = notReady;
        this.onUnauthorized = onUnauthorized;
        this.clock = clock;
    }

    /// May be called twice.
    void start() {
        if (started.getAndSet(true)) {
            return;
        }
        Thread.ofVirtual().name("heartbeat " + node.clusterId() + "/" + node.name()).start(this::run);
    }

    private void run() {
        int failures = 0;
        Duration next = interval;
        try {
            while (!closed) {
                signal.await(next);
                if (closed) {
                    return;
                }
                try {
                    beat();
                    failures = 0;
                    next = interval;
                } catch (RuntimeException | Error failure) {
                    next = RETRY.after(++failures);
                    LOG.atWarn().addKeyValue("node", node.clusterId() + "/" + node.name()).addKeyValue("error", ApiFailures.words(failure))
                            .log("heartbeat not sent");
                    if (failure instanceof KubernetesClientException refused && refused.getCode() == UNAUTHORIZED) {
                        onUnauthorized.run();
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /// The next beat comes at once, where beats come at all: something has changed that is to be told. Does not block.
    void soon() {
        signal.raise();
    }

    /// The lease each time, the status when it is due or the node has become ready or unready or come under pressure, or a part of it rests or works
    /// again.
    void beat() {
        if (lease.renew(owner)) {
            owner = Optional.empty();
        }
        Optional<String> trouble = notReady.get();
        Instant now = clock.instant();
        Set<Pressure> pressures = pressure.get();
        Set<NodePart> off = switchedOff.get();
        BackendState carried = backend.get();
        List<String> volumes = volumesInUse.get();
        if (trouble.isPresent() != told.isPresent() || !pressures.equals(toldPressure) || !off.equals(toldOff) || !carried.equals(toldBackend)
                || !volumes.equals(toldVolumes) || now.isAfter(lastStatus.plus(STATUS_INTERVAL))) {
            reportStatus(trouble, figures.get(), pressures, off, carried, volumes);
            told = trouble;
            toldPressure = pressures;
            toldOff = off;
            toldBackend = carried;
            toldVolumes = volumes;
            lastStatus = now;
        }
    }

    private void reportStatus(Optional<String> trouble, NodeFigures figures, Set<Pressure> pressures, Set<NodePart> off, BackendState carried,
            List<String> volumes) {
        Node present = registration.register();
        registration.note(present, carried);
        owner = Optional.of(new OwnerReferenceBuilder().withApiVersion("v1").withKind("Node").withName(node.name()).withUid(present.getMetadata().getUid())
                .build());
        var before = Optional.ofNullable(present.getStatus()).map(NodeStatus::getConditions).orElse(List.of());
        NodeStatus status = NodeObject.status(node, figures, pressures, off, carried, images(trouble), before, trouble, facts, clock.instant());
        status.setVolumesInUse(volumes);
        client.nodes().withName(node.name()).subresource("status").patch(StatusPatch.STRATEGIC,
                StatusPatch.of(status, Optional.ofNullable(present.getStatus())));
    }

    /// An engine that does not answer is not asked.
    private List<ContainerImage> images(Optional<String> trouble) {
        return trouble.isPresent() ? List.of() : images.get();
    }

    /// No beat is under way any more: one would bring back what is taken out of the cluster. Waits no longer than for a server that answers.
    void end() {
        close();
        try {
            if (started.get() && !ended.await(LAST_BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("node", node.clusterId() + "/" + node.name()).log("the last heartbeat has no end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        signal.raise();
    }
}
