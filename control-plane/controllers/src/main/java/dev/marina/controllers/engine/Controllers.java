package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs controllers: one feed for all clusters, and per controller one queue with its workers.
///
/// The feed's thread only hands changes over; one thread maps them to keys, in the order in which they came.
public final class Controllers implements AutoCloseable, Arrivals.Follower {

    private static final Logger log = LoggerFactory.getLogger(Controllers.class);

    private final ClusterStore store;
    private final Services services;
    private final List<Running> running = new ArrayList<>();
    private final AwakeClusters awake;
    private final Arrivals arrivals;
    private final List<Thread> threads = new ArrayList<>();
    private final EngineMetrics metrics;
    private final Deadlines deadlines;
    private AutoCloseable feed = () -> {};
    private volatile boolean closed;

    public Controllers(Services services, List<Controller> controllers, EngineMetrics metrics) {
        this.services = services;
        this.store = services.store();
        this.metrics = metrics;
        this.deadlines = new Deadlines(store);
        this.awake = new AwakeClusters(store, this::holds);
        this.arrivals = new Arrivals(this, store, services.decoder());
        for (Controller controller : controllers) {
            // whoever is slow in one cluster leaves a worker for the others
            WorkQueue queue = new WorkQueue(cluster -> controller.platform() || services.gate().admit(cluster), System::nanoTime, awake::drained,
                    Math.max(1, controller.workers() - 1));
            running.add(new Running(controller, queue));
        }
        services.gate().onOpen(() -> running.forEach(each -> each.queue.wake()));
    }

    record Running(Controller controller, WorkQueue queue) {}

    /// Begins to follow the store and to work.
    public void start() {
        threads.add(Thread.ofVirtual().name("controllers-mapping").start(this::mapArrivals));
        for (Running each : running) {
            for (int worker = 0; worker < each.controller.workers(); worker++) {
                Worker loop = new Worker(services, each.controller, each.queue, this::add, metrics, deadlines);
                threads.add(Thread.ofVirtual().name(each.controller.name() + "-" + worker).start(loop));
            }
        }
        feed = store.feed(arrivals);
    }

    @Override
    public void loaded(Snapshot snapshot) {
        for (Running each : running) {
            isolated(each.controller, "cluster " + snapshot.cluster(),
                    () -> each.controller.all(snapshot).forEach(work -> add(each.queue, work, Duration.ZERO)));
        }
    }

    @Override
    public void changed(List<StoreEvent> events, Snapshot snapshot) {
        for (StoreEvent event : events) {
            map(event, snapshot);
        }
    }

    @Override
    public void dropped(ClusterId cluster) {
        running.forEach(each -> {
            each.queue.drop(cluster);
            each.controller.reconciler().forget(cluster);
        });
        deadlines.forget(cluster);
        services.events().forget(cluster);
        services.decoder().forget(cluster);
        // a cluster that only sleeps keeps its gate and its clock
        if (store.find(cluster).isEmpty()) {
            services.gate().forget(cluster);
            services.clock().forget(cluster);
        }
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
        for (Running each : running) {
            if (!each.controller.looksAt(event.key().resource())) {
                continue;
            }
            each.controller.mappings(event, snapshot).forEach(
                    mapping -> isolated(each.controller, event.key().toString(), () -> mapping.get().forEach(work -> add(each.queue, work, Duration.ZERO))));
        }
    }

    /// A mapper that fails on one object stops neither the other controllers nor the other mappings of its own.
    private static void isolated(Controller controller, String what, Runnable mapping) {
        try {
            mapping.run();
        } catch (RuntimeException | StackOverflowError e) {
            log.atError().addKeyValue("controller", controller.name()).addKeyValue("what", what).setCause(e).log("change not mapped");
        }
    }

    private void add(WorkQueue queue, Work work, Duration delay) {
        awake.adding(work.key().cluster(), () -> queue.addAfter(work.key(), work.cause(), delay));
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
