package dev.marina.testing.simulation;

import dev.marina.api.ClusterId;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterReads;
import dev.marina.controllers.BuiltinControllers;
import dev.marina.controllers.ControllerContext;
import dev.marina.controllers.engine.ClusterClock;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.EventRecorder;
import dev.marina.controllers.engine.Gate;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.SteppedControllers;
import dev.marina.controllers.engine.Together;
import dev.marina.controlplane.scheduling.CelDeviceSelectors;
import dev.marina.scheduler.Outside;
import dev.marina.scheduler.SteppedScheduler;
import dev.marina.scheduler.extender.ExtenderCalls;
import dev.marina.store.ClusterImage;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// All controllers and the scheduler of one process, in one thread. Killed and begun anew at any time: nothing is handed on but what is
/// in the store.
final class SimulatedControlPlane {

    /// How many changes a controller hears of before it works again, at most.
    private static final int MOST_HEARD = 20;

    private final SimulatedPlatform platform;
    private final ClusterId cluster;
    private final RandomGenerator random;
    private final SteppedControllers controllers;
    private final SteppedScheduler scheduler;
    private final Watch controllersWatch;
    private final Watch schedulerWatch;

    SimulatedControlPlane(SimulatedPlatform platform, ClusterId cluster, ClusterClient client, ClusterReads reads, Decoder decoder,
            RandomGenerator random) {
        this.platform = platform;
        this.cluster = cluster;
        this.random = random;
        ClusterClock clock = new ClusterClock(platform.clock);
        Gate gate = new Gate();
        ControllerContext context = new ControllerContext(platform.store, client, reads, platform.server.provisioning(), clock, gate, decoder,
                "100.64.0.0/16", platform.server.aggregation()::failure, platform.server.aggregation()::empty,
                platform.server.typeChecks()::warnings, platform.server.standingFlows(), Optional.empty());
        // what is told about objects changes nothing, and costs as much as all the rest
        Services services = new Services(platform.store, client, clock, gate, decoder, new EventRecorder(client, clock, _ -> {
        }), Together.IN_ORDER);
        this.controllers = new SteppedControllers(services, BuiltinControllers.list(context), platform::nanos);
        this.scheduler = new SteppedScheduler(services, platform::nanos, new Outside(new CelDeviceSelectors(), ExtenderCalls.NONE));
        this.controllersWatch = new Watch(controllers);
        this.schedulerWatch = new Watch(scheduler);
        platform.follow(cluster, List.of(controllersWatch, schedulerWatch));
    }

    void kill() {
        platform.follow(cluster, List.of());
        controllers.end();
        scheduler.end();
    }

    /// Something that one of its threads might do now; answers whether there was anything.
    boolean step() throws InterruptedException {
        return switch (random.nextInt(8)) {
            case 0, 1 -> hear(1 + random.nextInt(MOST_HEARD));
            case 2, 3, 4, 5 -> controllers.reconcile(random.nextInt(64));
            case 6 -> scheduler.schedule();
            default -> scheduler.carryOut(random);
        };
    }

    private boolean hear(int most) throws InterruptedException {
        boolean any = false;
        for (int i = 0; i < most && controllers.hear(); i++) {
            any = true;
        }
        return any;
    }

    /// Everything there is to do, until nothing is left.
    void exhaust(int most) throws InterruptedException {
        for (int i = 0; i < most; i++) {
            boolean any = hear(Integer.MAX_VALUE);
            any |= controllers.reconcile(random.nextInt(64));
            any |= scheduler.schedule();
            any |= scheduler.carryOut(random);
            if (!any) {
                return;
            }
        }
        throw new AssertionError("the control plane does not come to rest");
    }

    /// One of its watches loses changes from now on, until it is found to have done so.
    void loseWatch() {
        (random.nextBoolean() ? controllersWatch : schedulerWatch).deaf = true;
    }

    void findLostWatches() {
        for (Watch watch : List.of(controllersWatch, schedulerWatch)) {
            if (watch.deaf) {
                watch.deaf = false;
                watch.consumer.loaded(platform.store.image(cluster));
            }
        }
    }

    /// Called by the store's thread while the one of the simulation waits for it.
    private static final class Watch implements FeedConsumer {

        private final FeedConsumer consumer;
        private volatile boolean deaf;

        Watch(FeedConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        public void loaded(ClusterImage image) {
            consumer.loaded(image);
        }

        @Override
        public void changed(ClusterImage image, List<StoreEvent> events) {
            if (!deaf) {
                consumer.changed(image, events);
            }
        }

        @Override
        public void dropped(ClusterId dropped) {
            consumer.dropped(dropped);
        }
    }
}
