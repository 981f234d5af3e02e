package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterStore;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs controllers: one feed for all clusters, and per controller one queue with its workers.
///
/// The feed's thread only hands changes over; one thread maps them to keys, in the order in which they came.
public final class Controllers implements AutoCloseable, FeedConsumer {

    private static final Logger log = LoggerFactory.getLogger(Controllers.class);

    private final ClusterStore store;
    private final Services services;
    private final List<Running> running = new ArrayList<>();
    private final AwakeClusters awake;
    private final LinkedBlockingQueue<Runnable> arrivals = new LinkedBlockingQueue<>();
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
        for (Controller controller : controllers) {
            WorkQueue queue = new WorkQueue(cluster -> controller.platform() || services.gate().admit(cluster), System::nanoTime, awake::drained);
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
        feed = store.feed(this);
    }

    @Override
    public void loaded(ClusterImage image) {
        arrivals.add(() -> {
            Snapshot snapshot = new Snapshot(image, services.decoder());
            for (Running each : running) {
                each.controller.all(snapshot).forEach(work -> add(each.queue, work, Duration.ZERO));
            }
        });
    }

    @Override
    public void changed(ClusterImage image, List<StoreEvent> events) {
        arrivals.add(() -> {
            Snapshot snapshot = new Snapshot(image, services.decoder());
            for (StoreEvent event : events) {
                map(event, snapshot);
            }
        });
    }

    @Override
    public void dropped(ClusterId cluster) {
        arrivals.add(() -> {
            running.forEach(each -> each.queue.drop(cluster));
            deadlines.forget(cluster);
            services.events().forget(cluster);
            services.decoder().forget(cluster);
            // a cluster that only sleeps keeps its gate and its clock
            if (store.find(cluster).isEmpty()) {
                services.gate().forget(cluster);
                services.clock().forget(cluster);
            }
        });
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
            try {
                each.controller.affected(event, snapshot).forEach(work -> add(each.queue, work, Duration.ZERO));
            } catch (RuntimeException e) {
                // a mapper's bug must not stop the others; the object itself is still reconciled when it changes
                log.atError().addKeyValue("controller", each.controller.name()).addKeyValue("key", event.key()).setCause(e).log("change not mapped");
            }
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
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("arrival not mapped");
            }
        }
    }
}
