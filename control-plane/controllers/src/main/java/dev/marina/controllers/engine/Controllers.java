package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.time.ClusterTime;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs controllers: one feed for all clusters, and per controller one queue with its workers.
///
/// The feed's thread only hands changes over; one thread maps them to keys, in the order in which they came.
public final class Controllers implements AutoCloseable, Arrivals.Follower {

    private static final Logger log = LoggerFactory.getLogger(Controllers.class);

    private static final GroupResource ANY = new GroupResource("", "");

    private final ClusterStore store;
    private final Services services;
    private final List<Running> running = new ArrayList<>();
    private final AwakeClusters awake;
    private final Arrivals arrivals;
    private final List<Thread> threads = new ArrayList<>();
    private final EngineMetrics metrics;
    private final Deadlines deadlines;
    private final Running steering;
    /// By the types whose changes any of them looks at.
    private final Map<GroupResource, List<Mapped>> looking;
    /// For other types.
    private final List<Mapped> lookingAtAll;
    private final LongSupplier nanos;
    private AutoCloseable feed = () -> {};
    private volatile boolean closed;

    public Controllers(Services services, List<Controller> controllers, EngineMetrics metrics) {
        this(services, controllers, metrics, System::nanoTime);
    }

    /// @param nanos by which items wait in the queues
    Controllers(Services services, List<Controller> controllers, EngineMetrics metrics, LongSupplier nanos) {
        this.services = services;
        this.nanos = nanos;
        this.store = services.store();
        this.metrics = metrics;
        this.deadlines = new Deadlines(store);
        this.awake = new AwakeClusters(store, this::holds);
        this.arrivals = new Arrivals(this, store, services.decoder());
        controllers.forEach(controller -> running.add(new Running(controller, queue(controller))));
        Controller steered = SteeringReconciler.controller(this::named, services.gate(), this::add);
        this.steering = new Running(steered, queue(steered));
        running.add(steering);
        lookingAtAll = running.stream().filter(each -> each.controller.looksAtAll()).flatMap(each -> mapped(each, ANY)).toList();
        looking = running.stream().flatMap(each -> each.controller.looksAt().stream()).distinct()
                .collect(Collectors.toUnmodifiableMap(type -> type, type -> running.stream().flatMap(each -> mapped(each, type)).toList()));
        running.stream().filter(each -> !each.controller.platform()).forEach(each -> services.gate().register(each.controller.name(),
                (cluster, most) -> each.queue.look(cluster, most, each.controller::subject)));
        services.gate().onOpen((cluster, name) -> named(name).ifPresent(each -> awake.adding(cluster, () -> each.queue.wake(cluster))));
        services.gate().onChange(
                (cluster, name) -> add(steering.queue, SteeringReconciler.work(cluster, name), SteeringReconciler.PAUSE));
    }

    private WorkQueue queue(Controller controller) {
        return new WorkQueue(key -> controller.platform() || services.gate().admits(key.cluster(), controller.name(), controller.subject(key)),
                nanos, cluster -> rests(controller, cluster), controller.share());
    }

    private void rests(Controller controller, ClusterId cluster) {
        awake.drained(cluster);
        services.gate().queueChanged(cluster, controller.name());
    }

    /// Those that pass tenants' gates.
    private Optional<Running> named(String controller) {
        return running.stream().filter(each -> !each.controller.platform() && each.controller.name().equals(controller)).findFirst();
    }

    record Running(Controller controller, WorkQueue queue) {}

    private record Mapped(Running to, Controller.Mapping mapping) {}

    private static Stream<Mapped> mapped(Running each, GroupResource type) {
        return each.controller.mappings(type).stream().map(mapping -> new Mapped(each, mapping));
    }

    /// Begins to follow the store and to work.
    public void start() {
        threads.add(Thread.ofVirtual().name("controllers-mapping").start(this::mapArrivals));
        for (Running each : running) {
            for (int worker = 0; worker < each.controller.workers(); worker++) {
                threads.add(Thread.ofVirtual().name(each.controller.name() + "-" + worker).start(worker(each)));
            }
        }
        feed = store.feed(arrivals);
    }

    Worker worker(Running each) {
        return new Worker(services, each.controller, each.queue, this::add, metrics, deadlines);
    }

    List<Running> running() {
        return running;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    @Override
    public void loaded(Snapshot snapshot) {
        services.clock().set(snapshot.cluster(), snapshot.stored(ClusterTime.key(snapshot.cluster())).flatMap(Controllers::time));
        try (Stream<Stored> settings = snapshot.image().list(GateSetting.CONTROLLERS, "")) {
            settings.forEach(this::steer);
        }
        for (Running each : running) {
            isolated(each.controller, "cluster " + snapshot.cluster(),
                    () -> each.controller.all(snapshot).forEach(work -> add(each, work)));
        }
    }

    @Override
    public void changed(List<StoreEvent> events, Snapshot snapshot) {
        for (StoreEvent event : events) {
            if (event.key().resource().equals(GateSetting.CONTROLLERS)) {
                event.current().ifPresent(this::steer);
            } else if (event.key().equals(ClusterTime.key(snapshot.cluster()))
                    && services.clock().set(snapshot.cluster(), event.current().flatMap(Controllers::time))) {
                running.forEach(each -> each.queue.hurry(snapshot.cluster()));
            }
            map(event, snapshot);
        }
    }

    private static Optional<ClusterTime> time(Stored clock) {
        return clock.opaque() ? Optional.empty() : ClusterTime.of(Document.parse(clock.bytes()));
    }

    /// The cluster says how it wants a controller held up. Whoever runs beside these controllers looks at its own setting itself.
    private void steer(Stored stored) {
        named(stored.key().name())
                .ifPresent(each -> services.gate().set(stored.key().cluster(), each.controller.name(), GateSetting.of(stored)));
    }

    @Override
    public void dropped(ClusterId cluster) {
        running.forEach(each -> {
            each.queue.drop(cluster);
            each.controller.reconciler().forget(cluster);
            services.gate().forget(cluster, each.controller.name());
        });
        deadlines.forget(cluster);
        services.events().forget(cluster);
        services.decoder().forget(cluster);
        services.clock().forget(cluster);
    }

    @Override
    public void close() {
        closed = true;
        end(feed);
        running.forEach(each -> each.queue.close());
        threads.forEach(Thread::interrupt);
        awake.close();
    }

    private static void end(AutoCloseable feed) {
        try {
            feed.close();
        } catch (Exception e) {
            throw new IllegalStateException("the feed of controllers could not be closed", e);
        }
    }

    private void map(StoreEvent event, Snapshot snapshot) {
        Change change = new Change(event, snapshot);
        Cause cause = Cause.change(event.version());
        for (Mapped each : looking.getOrDefault(event.key().resource(), lookingAtAll)) {
            isolated(each.to.controller, event.key(), () -> each.mapping.map(change, key -> add(each.to, new Work(key, cause))));
        }
    }

    /// A mapper that fails on one object stops neither the other controllers nor the other mappings of its own.
    private static void isolated(Controller controller, Object what, Runnable mapping) {
        try {
            mapping.run();
        } catch (RuntimeException | StackOverflowError e) {
            log.atError().addKeyValue("controller", controller.name()).addKeyValue("what", what).setCause(e).log("change not mapped");
        }
    }

    private void add(WorkQueue queue, Work work, Duration delay) {
        awake.adding(work.key().cluster(), () -> queue.addAfter(work.key(), work.cause(), delay));
    }

    private void add(Running to, Work work) {
        ClusterId cluster = work.key().cluster();
        add(to.queue, work, Duration.ZERO);
        if (!to.controller.platform() && !services.gate().open(cluster, to.controller.name())) {
            rests(to.controller, cluster);
        }
    }

    private boolean holds(ClusterId cluster) {
        return running.stream().anyMatch(each -> each.queue.holds(cluster));
    }

    private void mapArrivals() {
        while (!closed) {
            try {
                arrivals.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // Whatever it was, every controller of every cluster hangs on this thread.
                log.atError().setCause(e).log("arrival not mapped");
            }
        }
    }
}
