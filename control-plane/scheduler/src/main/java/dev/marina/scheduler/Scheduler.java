package dev.marina.scheduler;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.controllers.ControllerContext;
import dev.marina.controllers.engine.Arrivals;
import dev.marina.controllers.engine.GateSetting;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.QueueView;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.Reservations.Reserved;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.plugin.VolumeBinding;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Schedules the pods of all clusters of this process, one cycle after the other, on one thread that owns all state.
/// Bindings are written beside it, many at a time, so that the store commits them in groups.
public final class Scheduler implements AutoCloseable, Arrivals.Follower {

    public static final String NAME = "default-scheduler";
    /// Of its Controller object.
    public static final String CONTROLLER = "scheduler";

    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
    /// How often it is looked for what has waited too long.
    private static final Duration AUDIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Services services;
    private final Placement placement;
    private final GangAttempt gangs;
    private final ExecutorService eventWriter;
    private final Arrivals arrivals;
    private final SchedulingQueue queue;
    private final Map<ClusterId, ClusterState> states = new HashMap<>();
    private final Configurations configurations;
    private final Copies copies = new Copies();
    /// Pods whose volumes are being made.
    private final Reservations reserved = new Reservations();
    /// Pods whose binding is being written.
    private final Reservations binding = new Reservations();
    private final Map<ClusterId, AutoCloseable> awake = new HashMap<>();
    private final Decisions decisions = new Decisions();
    private final LongAdder cycles = new LongAdder();
    private final LongAdder cycleNanos = new LongAdder();
    private final LongSupplier nanos;
    private final Thread thread;
    private long audit;
    private AutoCloseable feed = () -> {};
    private volatile boolean closed;

    /// @param writers carry out what is decided
    /// @param nanos by which pods wait
    Scheduler(Services services, ExecutorService eventWriter, ExecutorService writers, LongSupplier nanos) {
        this.services = services;
        this.nanos = nanos;
        this.audit = nanos.getAsLong() + AUDIT.toNanos();
        this.arrivals = new Arrivals(this, services.store(), services.decoder());
        this.queue = new SchedulingQueue(QueueingHints.of(Profile.standard()));
        this.eventWriter = eventWriter;
        this.placement = new Placement(services, writers);
        this.configurations = new Configurations(services);
        this.gangs = new GangAttempt(queue, placement, nanos);
        this.thread = Thread.ofPlatform().daemon().name("scheduler").unstarted(this::run);
    }

    /// Starts scheduling for all clusters of this process.
    public static Scheduler start(ControllerContext context) {
        ExecutorService eventWriter = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("scheduler-events").factory());
        return start(context.services(eventWriter), eventWriter);
    }

    static Scheduler start(Services services, ExecutorService eventWriter) {
        Scheduler scheduler = new Scheduler(services, eventWriter, Executors.newVirtualThreadPerTaskExecutor(), System::nanoTime);
        scheduler.thread.start();
        services.gate().register(CONTROLLER, scheduler::look);
        services.gate().onOpen((cluster, controller) -> {
            if (controller.equals(CONTROLLER)) {
                scheduler.arrivals.add(() -> scheduler.wake(cluster));
            }
        });
        scheduler.feed = services.store().feed(scheduler.arrivals);
        return scheduler;
    }

    /// Why the pod went where it went, or fits nowhere; empty when it was not looked at lately. From any thread.
    public Optional<Decision> explain(ClusterId cluster, String namespace, String pod) {
        return decisions.find(cluster, namespace, pod);
    }

    /// Prometheus text form.
    public String metrics() {
        return "# TYPE scheduler_cycles_total counter\nscheduler_cycles_total %d\n# TYPE scheduler_cycle_seconds_total counter\nscheduler_cycle_seconds_total %s\n"
                .formatted(cycles.sum(), cycleNanos.sum() / 1e9);
    }

    @Override
    public void changed(List<StoreEvent> events, Snapshot snapshot) {
        events.forEach(event -> isolated(event, () -> apply(event, snapshot)));
    }

    @Override
    public void dropped(ClusterId cluster) {
        states.remove(cluster);
        decisions.drop(cluster);
        configurations.drop(cluster);
        copies.drop(cluster);
        services.gate().forget(cluster, CONTROLLER);
        reserved.drop(cluster);
        binding.drop(cluster);
        queue.drop(cluster);
        keepAwake(cluster);
    }

    @Override
    public void close() {
        closed = true;
        try {
            feed.close();
        } catch (Exception e) {
            throw new IllegalStateException("the feed of the scheduler could not be closed", e);
        }
        arrivals.add(() -> {});
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        placement.close();
        eventWriter.shutdownNow();
    }

    private void run() {
        while (!closed) {
            try {
                if (!step()) {
                    long now = nanos.getAsLong();
                    Runnable arrival = arrivals.poll(Math.min(queue.untilNext(now).orElse(Long.MAX_VALUE), audit - now));
                    if (arrival != null) {
                        arrival.run();
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // Whatever one pod or node has caused, every cluster's pods hang on this thread.
                log.atError().setCause(e).log("scheduling step failed");
            }
        }
    }

    /// Goes through what has arrived, and tries one pod. Answers whether there was one to try.
    boolean step() throws InterruptedException {
        for (Runnable arrival = arrivals.poll(0); arrival != null; arrival = arrivals.poll(0)) {
            arrival.run();
        }
        long now = nanos.getAsLong();
        if (audit - now <= 0) {
            audit = now + AUDIT.toNanos();
            audit(now);
        }
        Optional<Waiting> next = queue.next(now, pod -> services.gate().admits(pod.cluster(), CONTROLLER, subject(pod)), this::rests);
        next.ifPresent(this::attempt);
        return next.isPresent();
    }

    Arrivals arrivals() {
        return arrivals;
    }

    private static Subject subject(Waiting pod) {
        return new Subject(Types.PODS.kind(), pod.namespace(), pod.name());
    }

    private void rests(ClusterId cluster) {
        keepAwake(cluster);
        services.gate().queueChanged(cluster, CONTROLLER);
    }

    private void wake(ClusterId cluster) {
        queue.wake(cluster);
        keepAwake(cluster);
    }

    /// What waits to be tried; from any thread.
    private QueueView look(ClusterId cluster, int most) {
        return asked(() -> {
            Collection<Waiting> pods = queue.active(cluster);
            return new QueueView(pods.size(), pods.stream().limit(most).map(pod -> new QueueView.Item(subject(pod), pod.cause())).toList(), false);
        });
    }

    /// Why pods have no node; from any thread.
    public WaitReasons reasons() {
        return new PodWaits(services, configurations::of, cluster -> asked(() -> nodes(cluster)));
    }

    /// The same for whoever is its thread.
    WaitReasons reasonsOnItsThread() {
        return new PodWaits(services, configurations::of, this::nodes);
    }

    private List<NodeState> nodes(ClusterId cluster) {
        return copies.of(cluster, states.get(cluster), nanos.getAsLong());
    }

    /// What only the scheduler's thread may look at.
    private <T> T asked(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        arrivals.add(() -> answer.complete(question.get()));
        try {
            return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("the scheduler ends");
        } catch (ExecutionException | TimeoutException e) {
            throw StatusException.unavailable("the scheduler does not say what waits for it; please try again");
        }
    }

    private void steer(Stored stored) {
        if (stored.key().name().equals(CONTROLLER)) {
            services.gate().set(stored.key().cluster(), CONTROLLER, GateSetting.of(stored));
        }
    }

    private void audit(long now) {
        reserved.overdue(now).forEach(each -> giveUp(each.pod(), "volumes were not bound in time"));
        queue.flush(now);
    }

    @Override
    public void loaded(Snapshot snapshot) {
        ClusterId cluster = snapshot.cluster();
        queue.drop(cluster);
        reserved.drop(cluster);
        snapshot.stored(new ObjectKey(cluster, GateSetting.CONTROLLERS, "", CONTROLLER)).ifPresent(this::steer);
        configurations.loaded(snapshot);
        ClusterState state = new ClusterState();
        snapshot.list(Types.NODES, "").forEach(node -> isolated(node.getMetadata(), () -> state.node(node)));
        List<Pod> pods = snapshot.list(Types.PODS, "");
        if (pods.isEmpty() && state.nodes().isEmpty()) {
            states.remove(cluster);
            return;
        }
        states.put(cluster, state);
        for (Pod pod : pods) {
            isolated(pod.getMetadata(), () -> {
                state.member(pod, PodState.active(pod));
                state.pod(pod);
                if (Wish.forNode(pod, configurations.of(cluster))) {
                    Wish.nominated(pod).ifPresent(node -> state.nominations().put(PodFacts.of(pod), node));
                    // what is being written holds its place, whatever was missed meanwhile
                    binding.find(cluster, pod.getMetadata().getUid()).ifPresentOrElse(each -> state.place(each.facts(), each.node()),
                            () -> queue.add(cluster, PodFacts.of(pod), Cause.change(snapshot.image().version())));
                }
            });
        }
        keepAwake(cluster);
    }

    /// One object that cannot be understood does not keep the cluster's others from being scheduled.
    private static void isolated(Object what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("what", what).setCause(e).log("object not understood; scheduling goes on without it");
        }
    }

    private void apply(StoreEvent event, Snapshot snapshot) {
        String resource = event.key().resource().toString();
        ClusterId cluster = event.key().cluster();
        switch (resource) {
            case "controllers.marina.dev" -> event.current().ifPresent(this::steer);
            case "configmaps" -> {
                if (!configurations.changed(event, snapshot)) {
                    return;
                }
                loaded(snapshot);
            }
            case "pods" -> applyPod(event, snapshot);
            case "nodes" -> applyNode(event, snapshot);
            case "podgroups.scheduling.k8s.io" -> {
                // what it asks for never changes, and what is said of it helps nobody
                if (event.previous().isEmpty() || event.current().isEmpty()) {
                    happened(cluster, new ClusterEvent.PodGroupChanged(event.key().namespace(), event.key().name()));
                }
            }
            case "persistentvolumeclaims" -> {
                refused(event, snapshot);
                advanceReserved(snapshot);
                happened(cluster, new ClusterEvent.ClaimChanged(event.key().namespace(), event.key().name()));
            }
            case "persistentvolumes" -> {
                advanceReserved(snapshot);
                happened(cluster, new ClusterEvent.VolumeChanged(event.key().name()));
            }
            case "storageclasses.storage.k8s.io" -> {
                advanceReserved(snapshot);
                happened(cluster, new ClusterEvent.StorageClassChanged(event.key().name()));
            }
            default -> {
                return;
            }
        }
        keepAwake(cluster);
        services.gate().queueChanged(cluster, CONTROLLER);
    }

    private void happened(ClusterId cluster, ClusterEvent event) {
        queue.happened(cluster, event, nanos.getAsLong());
    }

    private void applyPod(StoreEvent event, Snapshot snapshot) {
        ClusterId cluster = event.key().cluster();
        ClusterState state = states.computeIfAbsent(cluster, _ -> new ClusterState());
        Optional<Pod> before = decoded(event.previous(), snapshot);
        Optional<Pod> after = decoded(event.current(), snapshot);
        if (after.isEmpty() || PodState.ended(after.get())) {
            before.or(() -> after).ifPresent(pod -> {
                state.member(pod, false);
                forget(cluster, pod.getMetadata().getUid());
                Gang.groupOf(pod).ifPresent(group -> happened(cluster, new ClusterEvent.PodGroupChanged(pod.getMetadata().getNamespace(), group)));
            });
            return;
        }
        state.member(after.get(), true);
        if (!PodState.nodeName(after.get()).isEmpty()) {
            queue.remove(cluster, after.get().getMetadata().getUid());
            reserved.release(cluster, after.get().getMetadata().getUid());
            state.nominations().remove(after.get().getMetadata().getUid());
            state.pod(after.get());
            if (before.isEmpty() || PodState.nodeName(before.get()).isEmpty()) {
                happened(cluster, new ClusterEvent.PodBound(PodFacts.of(after.get())));
            } else if (!Wish.same(before.get(), after.get()) || PodState.terminating(before.get()) != PodState.terminating(after.get())) {
                happened(cluster, new ClusterEvent.PodChanged(PodFacts.of(before.get()), PodFacts.of(after.get())));
            }
        } else if (!Wish.forNode(after.get(), configurations.of(cluster))) {
            forget(cluster, after.get().getMetadata().getUid());
        } else {
            // what this scheduler promised itself is known already
            if (!Wish.nominated(after.get()).equals(before.flatMap(Wish::nominated))) {
                state.nominate(PodFacts.of(after.get()), Wish.nominated(after.get()));
            }
            if (before.isEmpty() || !Wish.same(before.get(), after.get()) || !Wish.forNode(before.get(), configurations.of(cluster))) {
                queue.add(cluster, PodFacts.of(after.get()), Cause.change(event.version()));
            }
        }
    }

    /// The pod wants no node any more. What it used, or was about to use, is free for others.
    private void forget(ClusterId cluster, String uid) {
        queue.remove(cluster, uid);
        reserved.release(cluster, uid);
        Optional<ClusterState> state = Optional.ofNullable(states.get(cluster));
        state.ifPresent(each -> each.nominations().remove(uid));
        state.flatMap(each -> each.podGone(uid)).ifPresent(pod -> happened(cluster, new ClusterEvent.PodGone(pod)));
    }

    private void applyNode(StoreEvent event, Snapshot snapshot) {
        ClusterId cluster = event.key().cluster();
        ClusterState state = states.computeIfAbsent(cluster, _ -> new ClusterState());
        event.current().flatMap(stored -> snapshot.decoder().decode(stored, Types.NODES.model())).ifPresentOrElse(node -> {
            Optional<NodeState.Offer> before = state.find(node.getMetadata().getName()).filter(NodeState::present).map(NodeState::offer);
            state.node(node);
            // heartbeats change nothing that a pod could wait for
            if (!state.find(node.getMetadata().getName()).map(NodeState::offer).equals(before)) {
                happened(cluster, new ClusterEvent.NodeChanged(before, state.find(node.getMetadata().getName()).orElseThrow()));
                advanceReserved(snapshot);
            }
        }, () -> {
            state.nodeGone(event.key().name());
            happened(cluster, new ClusterEvent.NodeGone(event.key().name()));
            advanceReserved(snapshot);
        });
    }

    /// One cycle: look at the pod again, decide, and carry it out.
    private void attempt(Waiting waiting) {
        long began = System.nanoTime();
        ClusterId cluster = waiting.cluster();
        try {
            Snapshot snapshot = new Snapshot(services.store().image(cluster), services.decoder());
            Optional<Pod> pod = snapshot.find(Types.PODS, waiting.namespace(), waiting.name())
                    .filter(each -> each.getMetadata().getUid().equals(waiting.uid()) && Wish.forNode(each, configurations.of(cluster)));
            if (pod.isEmpty() || binding.find(cluster, waiting.uid()).isPresent()) {
                return;
            }
            ClusterState state = states.computeIfAbsent(cluster, _ -> new ClusterState());
            Optional<Gang> gang = Gang.of(pod.get(), snapshot, configurations.of(cluster), state);
            if (gang.isPresent() && !gang.get().runs()) {
                gangs.run(waiting, gang.get(), snapshot, state, each -> tried(cluster, each, snapshot, state).decision(), (member, each,
                        node) -> carryOut(member, each, new Cycle(PodFacts.of(each), state.nodes(), snapshot, state.places()), node, state));
                return;
            }
            Tried tried = tried(cluster, pod.get(), snapshot, state);
            if (tried.decision().node().isPresent()) {
                carryOut(waiting, pod.get(), tried.cycle(), tried.decision().node().get(), state);
            } else {
                queue.unschedulable(waiting, tried.decision().rejectors(), nanos.getAsLong());
                preempt(waiting, pod.get(), tried);
            }
        } catch (StoreException.NoSuchCluster | StoreException.NotOwner e) {
            log.atDebug().addKeyValue("cluster", cluster).log("cluster has left");
        } catch (RuntimeException | StackOverflowError e) {
            log.atError().addKeyValue("cluster", cluster).addKeyValue("pod", waiting.namespace() + "/" + waiting.name()).setCause(e).log("cycle failed");
            queue.again(waiting, nanos.getAsLong());
        } finally {
            cycles.increment();
            cycleNanos.add(System.nanoTime() - began);
            keepAwake(cluster);
        }
    }

    /// What one cycle found, of the nodes as they are taken now.
    private record Tried(Profile profile, Cycle cycle, Decision.Search search, Decision decision) {}

    private Tried tried(ClusterId cluster, Pod pod, Snapshot snapshot, ClusterState state) {
        Profile profile = configurations.of(cluster).find(pod.getSpec().getSchedulerName()).orElseThrow();
        Cycle cycle = new Cycle(PodFacts.of(pod), state.nodes(), snapshot, state.places());
        Decision.Search search = new Decision.Search(state.start(), state.nominations());
        Decision decision = Decision.of(profile, cycle, search, services.clock().now(cluster));
        state.looked(decision.nodes().size());
        decisions.put(cluster, decision);
        return new Tried(profile, cycle, search, decision);
    }

    private void carryOut(Waiting waiting, Pod pod, Cycle cycle, String node, ClusterState state) {
        state.place(cycle.pod(), node);
        state.nominations().remove(waiting.uid());
        List<PersistentVolumeClaim> unbound = VolumeBinding.unbound(cycle);
        if (unbound.isEmpty()) {
            bind(new Reserved(waiting, cycle.pod(), node, nanos.getAsLong()), pod);
            return;
        }
        reserved.add(new Reserved(waiting, cycle.pod(), node, nanos.getAsLong()));
        placement.selectNode(waiting, unbound, node, failed -> arrivals.add(() -> giveUp(waiting, failed)));
    }

    private void bind(Reserved decided, Pod pod) {
        binding.add(decided);
        Waiting waiting = decided.pod();
        placement.bind(waiting, pod, decided.node(), () -> arrivals.add(() -> bound(waiting)), failed -> arrivals.add(() -> giveUp(waiting, failed)));
    }

    /// The change that says so has arrived before.
    private void bound(Waiting waiting) {
        binding.release(waiting.cluster(), waiting.uid());
        keepAwake(waiting.cluster());
    }

    /// What was tried did not come about: the node is free again, the pod waits for its next try. Unless it did, and nobody heard the answer.
    private void giveUp(Waiting waiting, String why) {
        binding.release(waiting.cluster(), waiting.uid());
        if (placed(waiting)) {
            keepAwake(waiting.cluster());
            return;
        }
        log.atInfo().addKeyValue("cluster", waiting.cluster()).addKeyValue("pod", waiting.namespace() + "/" + waiting.name()).addKeyValue("why", why)
                .log("not bound");
        forget(waiting.cluster(), waiting.uid());
        queue.again(waiting, nanos.getAsLong());
        keepAwake(waiting.cluster());
    }

    private boolean placed(Waiting waiting) {
        try {
            Snapshot now = new Snapshot(services.store().image(waiting.cluster()), services.decoder());
            Optional<Pod> pod = now.find(Types.PODS, waiting.namespace(), waiting.name())
                    .filter(each -> each.getMetadata().getUid().equals(waiting.uid()) && !PodState.nodeName(each).isEmpty());
            pod.ifPresent(each -> states.computeIfAbsent(waiting.cluster(), _ -> new ClusterState()).pod(each));
            return pod.isPresent();
        } catch (StoreException.NoSuchCluster | StoreException.NotOwner e) {
            // it has left, and that it has is on its way
            return false;
        }
    }

    /// Pods whose volumes are there now are bound; those whose node was refused are tried again.
    private void advanceReserved(Snapshot snapshot) {
        for (Reserved each : reserved.of(snapshot.cluster())) {
            Optional<Pod> pod = snapshot.find(Types.PODS, each.pod().namespace(), each.pod().name())
                    .filter(found -> found.getMetadata().getUid().equals(each.pod().uid()));
            if (pod.isEmpty()) {
                continue;
            }
            List<PersistentVolumeClaim> unbound = VolumeBinding.unbound(new Cycle(each.facts(), List.of(), snapshot));
            if (unbound.isEmpty()) {
                reserved.release(snapshot.cluster(), each.pod().uid());
                bind(each, pod.get());
            } else if (!states.get(snapshot.cluster()).find(each.node()).filter(NodeState::present).isPresent()) {
                giveUp(each.pod(), "node %s is gone".formatted(each.node()));
            }
        }
    }

    /// A provisioner that cannot serve the selected node takes the annotation away: another node has to be found.
    private void refused(StoreEvent event, Snapshot snapshot) {
        boolean was = event.previous().flatMap(stored -> snapshot.decoder().decode(stored, Types.CLAIMS.model()))
                .filter(claim -> !VolumeBinding.selected(claim).isEmpty()).isPresent();
        boolean is = event.current().flatMap(stored -> snapshot.decoder().decode(stored, Types.CLAIMS.model()))
                .filter(claim -> !VolumeBinding.selected(claim).isEmpty()).isPresent();
        if (was && !is) {
            reserved.waitingFor(snapshot.cluster(), event.key().namespace(), event.key().name())
                    .forEach(each -> giveUp(each.pod(), "claim %s cannot be provisioned for node %s".formatted(event.key().path(), each.node())));
        }
    }

    private void preempt(Waiting waiting, Pod pod, Tried tried) {
        Cycle cycle = tried.cycle();
        Decision decision = tried.decision();
        Decision.Search search = tried.search();
        Preemption preemption = Preemption.of(tried.profile(), cycle, decision, search, cycle.snapshot().list(Types.DISRUPTION_BUDGETS, ""));
        String message = UnschedulableMessage.of(decision, preemption, cycle.nodes().size());
        if (preemption.notEligible().isEmpty()) {
            Optional<String> promised = preemption.choice().map(Preemption.Choice::node);
            promised.ifPresent(node -> giveWay(waiting, cycle, node, search.nominations()));
            states.get(waiting.cluster()).nominate(cycle.pod(), promised);
        }
        placement.report(waiting, pod, message, search.nominations().of(waiting.uid()));
        preemption.choice().ifPresent(choice -> choice.victims().stream().filter(victim -> !victim.terminating())
                .flatMap(victim -> cycle.snapshot().find(Types.PODS, victim.namespace(), victim.name()).stream())
                .forEach(victim -> placement.evict(waiting, victim, choice.node())));
    }

    /// Less important pods that were promised the node look for another. prepareCandidate in pkg/scheduler/framework/preemption
    private void giveWay(Waiting waiting, Cycle cycle, String node, Nominations nominations) {
        List<PodFacts> less = nominations.on(node).stream().filter(other -> other.priority() < cycle.pod().priority()).toList();
        for (PodFacts other : less) {
            nominations.remove(other.uid());
            cycle.snapshot().find(Types.PODS, other.namespace(), other.name()).ifPresent(each -> placement.unpromise(waiting, each));
        }
    }

    private static Optional<Pod> decoded(Optional<Stored> stored, Snapshot snapshot) {
        return stored.flatMap(each -> snapshot.decoder().decode(each, Types.PODS.model()));
    }

    /// Holds the cluster awake exactly while something of it will be tried.
    private void keepAwake(ClusterId cluster) {
        boolean busy = queue.holds(cluster) || reserved.any(cluster) || binding.any(cluster);
        try {
            if (busy && !awake.containsKey(cluster)) {
                awake.put(cluster, services.store().keepAwake(cluster));
            } else if (!busy && awake.containsKey(cluster)) {
                awake.remove(cluster).close();
            }
        } catch (Exception e) {
            log.atDebug().addKeyValue("cluster", cluster).addKeyValue("why", e.getMessage()).log("cluster not held awake");
        }
    }
}
