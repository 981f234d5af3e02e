package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.controllers.ControllerContext;
import dev.marina.controllers.engine.Arrivals;
import dev.marina.controllers.engine.QueueView;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Together;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.devices.DeviceContext;
import dev.marina.scheduler.extender.Extender;
import dev.marina.scheduler.extender.ExtenderRound;
import dev.marina.scheduler.plugin.GangScheduling;
import dev.marina.store.StoreEvent;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
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
    /// About as long as a step of the search for devices takes.
    private static final long NANOS_OF_EFFORT = 100;

    private final Services services;
    private final ExecutorService eventWriter;
    private final LongSupplier nanos;
    private final Outside outside;
    private final Arrivals arrivals;
    private final SchedulingQueue queue = new SchedulingQueue(QueueingHints.of(Profile.standard()));
    private final ClusterStates states = new ClusterStates();
    private final Configurations configurations;
    private final Placement placement;
    private final Assignments assignments;
    private final Intake intake;
    private final GangAttempt gangs;
    private final Consultation consultation;
    private final Rescue rescue;
    private final Wakefulness wakefulness;
    private final Copies copies = new Copies();
    private final Decisions decisions = new Decisions();
    private final LongAdder cycles = new LongAdder();
    private final LongAdder cycleNanos = new LongAdder();
    private final Thread thread;
    private long audit;
    private AutoCloseable feed = () -> {};
    private volatile boolean closed;

    /// @param writers carry out what is decided
    /// @param nanos by which pods wait
    Scheduler(Services services, ExecutorService eventWriter, ExecutorService writers, LongSupplier nanos, Outside outside) {
        this.services = services;
        this.nanos = nanos;
        this.outside = outside;
        this.audit = nanos.getAsLong() + AUDIT.toNanos();
        this.arrivals = new Arrivals(this, services.store(), services.decoder());
        this.eventWriter = eventWriter;
        this.configurations = new Configurations(services);
        this.placement = new Placement(services, writers, outside.extenders());
        this.assignments = new Assignments(services, placement, queue, states, nanos, arrivals::add, this::keepAwake);
        this.intake = new Intake(services, configurations, states, assignments, queue, nanos);
        this.gangs = new GangAttempt(queue, placement, assignments.permits(), nanos);
        this.consultation = new Consultation(outside.extenders(), writers, queue, nanos, arrivals::add);
        this.rescue = new Rescue(placement, consultation, (cluster, pod) -> configurations.of(cluster).preempting(pod), this::current,
                assignments::preempt);
        this.wakefulness = new Wakefulness(services);
        this.thread = Thread.ofPlatform().daemon().name("scheduler").unstarted(this::run);
    }

    /// Starts scheduling for all clusters of this process.
    public static Scheduler start(ControllerContext context, Outside outside) {
        ExecutorService eventWriter = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("scheduler-events").factory());
        return start(context.services(eventWriter, Together.SIDE_BY_SIDE), eventWriter, outside);
    }

    static Scheduler start(Services services, ExecutorService eventWriter, Outside outside) {
        Scheduler scheduler = new Scheduler(services, eventWriter, Executors.newVirtualThreadPerTaskExecutor(), System::nanoTime, outside);
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
    public void loaded(Snapshot snapshot) {
        intake.loaded(snapshot);
        keepAwake(snapshot.cluster());
    }

    @Override
    public void changed(List<StoreEvent> events, Snapshot snapshot) {
        events.forEach(event -> Intake.isolated(event, () -> {
            if (intake.changed(event, snapshot)) {
                keepAwake(snapshot.cluster());
                services.gate().queueChanged(snapshot.cluster(), CONTROLLER);
            }
        }));
    }

    @Override
    public void dropped(ClusterId cluster) {
        states.drop(cluster);
        decisions.drop(cluster);
        configurations.drop(cluster);
        copies.drop(cluster);
        services.gate().forget(cluster, CONTROLLER);
        assignments.drop(cluster);
        consultation.drop(cluster);
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
                    Runnable arrival = arrivals
                            .poll(Math.min(Math.min(queue.untilNext(now).orElse(Long.MAX_VALUE), assignments.permits().untilOverdue(now)), audit - now));
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
        assignments.permits().rejectOverdue(now);
        Optional<Waiting> next = queue.next(now, pod -> services.gate().admits(pod.cluster(), CONTROLLER, subject(pod)), this::rests);
        next.ifPresent(pod -> {
            attempt(pod);
            long end = nanos.getAsLong();
            queue.took(pod.cluster(), end - now, end);
        });
        assignments.permits().tell();
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
        return new PodWaits(services, configurations::of, cluster -> asked(() -> nodes(cluster)),
                (cluster, uid) -> asked(() -> assignments.permits().find(cluster, uid)), outside.selectors());
    }

    /// The same for whoever is its thread.
    WaitReasons reasonsOnItsThread() {
        return new PodWaits(services, configurations::of, this::nodes, assignments.permits()::find, outside.selectors());
    }

    private List<NodeState> nodes(ClusterId cluster) {
        return copies.of(cluster, states.find(cluster), nanos.getAsLong());
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

    private void audit(long now) {
        assignments.giveUpOverdue(now);
        assignments.settleUnknown();
        queue.flush(now);
        states.rest(queue::holds);
    }

    /// One cycle: look at the pod again, decide, and carry it out.
    private void attempt(Waiting waiting) {
        current(waiting, (pod, snapshot) -> {
            if (!assignments.assumed(waiting.cluster(), waiting.uid())) {
                attempt(waiting, pod, snapshot, states.of(waiting.cluster()));
            }
        });
    }

    /// Does something with the pod as it is now, if it still wants a node.
    private void current(Waiting waiting, BiConsumer<Pod, Snapshot> step) {
        long began = System.nanoTime();
        ClusterId cluster = waiting.cluster();
        try {
            Snapshot snapshot = new Snapshot(services.store().image(cluster), services.decoder());
            snapshot.find(Types.PODS, waiting.namespace(), waiting.name())
                    .filter(each -> each.getMetadata().getUid().equals(waiting.uid()) && Wish.forNode(each, configurations.of(cluster)))
                    .ifPresent(pod -> step.accept(pod, snapshot));
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

    private void attempt(Waiting waiting, Pod pod, Snapshot snapshot, ClusterState state) {
        Optional<Gang> gang = Gang.of(pod, snapshot, configurations.of(waiting.cluster()), state);
        if (gang.isPresent() && !gang.get().runs() && together(waiting, pod, gang.get(), snapshot, state)) {
            return;
        }
        Tried tried = tried(pod, PodFacts.of(pod, waiting.pod()), snapshot, state);
        List<Extender> extenders = configurations.of(waiting.cluster()).extenders(pod);
        if (tried.decision().node().isPresent() && !extenders.isEmpty()) {
            consultation.ask(waiting, tried.decision(), extenders, snapshot, result -> consulted(waiting, tried.decision(), result));
        } else if (tried.decision().node().isPresent()) {
            carryOut(waiting, pod, tried.cycle(), tried.decision().node().get(), state);
        } else {
            queue.unschedulable(waiting, tried.decision().rejectors(), nanos.getAsLong());
            rescue.attempt(waiting, pod, tried, state);
        }
    }

    /// Answers whether it has been decided about the pod together with others of its gang, or that it is not its turn.
    private boolean together(Waiting waiting, Pod pod, Gang gang, Snapshot snapshot, ClusterState state) {
        Steps steps = profile(waiting.cluster(), pod).steps();
        if (steps.has(Steps.Point.PRE_ENQUEUE, GangScheduling.NAME) && !gang.complete()) {
            gangs.hold(waiting);
            return true;
        }
        if (!gang.known() || !steps.has(Steps.Point.PERMIT, GangScheduling.NAME)) {
            return false;
        }
        gangs.run(waiting, pod, gang, snapshot, state, each -> tried(each, PodFacts.of(each), snapshot, state),
                (member, each, node) -> carryOut(member, each, cycle(each, snapshot, state), node, state));
        return true;
    }

    private void carryOut(Waiting waiting, Pod pod, Cycle cycle, String node, ClusterState state) {
        assignments.carryOut(waiting, pod, cycle, node, state, profile(waiting.cluster(), pod), configurations.of(waiting.cluster()).binder(pod));
    }

    private Profile profile(ClusterId cluster, Pod pod) {
        return configurations.of(cluster).find(pod.getSpec().getSchedulerName()).orElseThrow();
    }

    /// The extenders have answered: the best of the nodes that they leave is taken, if it is still to be had.
    private void consulted(Waiting waiting, Decision before, Consultation.Result<ExtenderRound.Answer> result) {
        if (queue.knows(waiting.cluster(), waiting.uid())) {
            // it has changed meanwhile, and has another turn
            return;
        }
        current(waiting, (pod, snapshot) -> {
            switch (result) {
                case Consultation.Result.Failed<ExtenderRound.Answer>(String why) -> {
                    placement.reportFailure(waiting, pod, why, Wish.nominated(pod));
                    queue.again(waiting, nanos.getAsLong());
                }
                case Consultation.Result.Answered<ExtenderRound.Answer>(ExtenderRound.Answer answer) ->
                    consulted(waiting, pod, before.extended(answer), snapshot);
            }
        });
    }

    private void consulted(Waiting waiting, Pod pod, Decision decision, Snapshot snapshot) {
        ClusterState state = states.of(waiting.cluster());
        Profile profile = profile(waiting.cluster(), pod);
        Cycle cycle = cycle(pod, snapshot, state);
        decisions.put(waiting.cluster(), decision);
        if (decision.node().isEmpty()) {
            queue.unschedulable(waiting, decision.rejectors(), nanos.getAsLong());
            rescue.attempt(waiting, pod, new Tried(profile, cycle, new Decision.Search(state.start(), state.nominations()), decision), state);
            return;
        }
        Room room = Room.of(profile, cycle, state.nominations());
        decision.best().stream().filter(name -> state.find(name).filter(NodeState::present).filter(node -> room.refusal(node).isEmpty()).isPresent())
                .findFirst()
                .ifPresentOrElse(node -> carryOut(waiting, pod, cycle, node, state), () -> queue.again(waiting, nanos.getAsLong()));
    }

    private Cycle cycle(Pod pod, Snapshot snapshot, ClusterState state) {
        return cycle(PodFacts.of(pod), snapshot, state);
    }

    private Cycle cycle(PodFacts pod, Snapshot snapshot, ClusterState state) {
        return new Cycle(pod, state, snapshot)
                .having(new DeviceContext(outside.selectors(), state.devices(), state.selected()));
    }

    private Tried tried(Pod pod, PodFacts facts, Snapshot snapshot, ClusterState state) {
        ClusterId cluster = snapshot.cluster();
        Profile profile = profile(cluster, pod);
        Cycle cycle = cycle(facts, snapshot, state);
        Decision.Search search = new Decision.Search(state.start(), state.nominations(), state.equivalences().of(profile, cycle));
        Decision decision = Decision.of(profile, cycle, search, services.clock().now(cluster));
        state.looked(decision.nodes().size());
        decisions.put(cluster, decision);
        if (cycle.asksForDevices()) {
            queue.spent(cluster, cycle.devices().spent() * NANOS_OF_EFFORT, nanos.getAsLong());
        }
        return new Tried(profile, cycle, search, decision);
    }

    private void keepAwake(ClusterId cluster) {
        wakefulness.hold(cluster, queue.holds(cluster) || assignments.any(cluster) || consultation.any(cluster));
    }
}
