package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.api.WaitReasons;
import dev.marina.controllers.engine.Services;
import dev.marina.store.ClusterImage;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The scheduler without threads of its own: whoever holds it says when a pod is tried, and when which decision is carried out.
public final class SteppedScheduler implements FeedConsumer {

    private final Pending writers = new Pending();
    private final Scheduler scheduler;

    /// @param nanos by which pods wait
    public SteppedScheduler(Services services, LongSupplier nanos, Outside outside) {
        scheduler = new Scheduler(services, new Pending(), writers, nanos, outside);
    }

    /// Hears of all changes, and tries one pod; answers whether there was one.
    public boolean schedule() throws InterruptedException {
        return scheduler.step();
    }

    /// Carries one decision out, whichever; answers whether there was one.
    public boolean carryOut(RandomGenerator random) {
        if (writers.tasks.isEmpty()) {
            return false;
        }
        writers.tasks.remove(random.nextInt(writers.tasks.size())).run();
        return true;
    }

    /// Carries the oldest decision out; answers whether there was one.
    public boolean carryOut() {
        if (writers.tasks.isEmpty()) {
            return false;
        }
        writers.tasks.removeFirst().run();
        return true;
    }

    /// Why pods have no node; for whoever holds it.
    public WaitReasons reasons() {
        return scheduler.reasonsOnItsThread();
    }

    /// Nothing of it lives on, as when its process is killed.
    public void end() {
        writers.tasks.clear();
    }

    @Override
    public void loaded(ClusterImage image) {
        scheduler.arrivals().loaded(image);
    }

    @Override
    public void changed(ClusterImage image, List<StoreEvent> events) {
        scheduler.arrivals().changed(image, events);
    }

    @Override
    public void dropped(ClusterId cluster) {
        scheduler.arrivals().dropped(cluster);
    }

    /// Keeps what is to be done until somebody does it.
    private static final class Pending extends AbstractExecutorService {

        private final List<Runnable> tasks = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void shutdown() {
            tasks.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            List<Runnable> left = List.copyOf(tasks);
            tasks.clear();
            return left;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
