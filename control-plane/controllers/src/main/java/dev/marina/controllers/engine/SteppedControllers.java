package dev.marina.controllers.engine;

import dev.marina.store.ClusterImage;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The controllers without threads of their own: whoever holds them says when a change is heard of and when something is reconciled.
/// A reconcile may be begun while another one is at a write of its own, as another worker would.
public final class SteppedControllers implements FeedConsumer {

    private final Controllers controllers;
    private final List<Controllers.Running> running;
    private final List<Worker> workers;

    /// @param nanos by which items wait
    public SteppedControllers(Services services, List<Controller> list, LongSupplier nanos) {
        controllers = new Controllers(services, list, new EngineMetrics(), nanos);
        running = controllers.running();
        workers = running.stream().map(controllers::worker).toList();
    }

    /// Hears of the next change; answers whether there was one.
    public boolean hear() throws InterruptedException {
        Runnable arrival = controllers.arrivals().poll(0);
        if (arrival == null) {
            return false;
        }
        arrival.run();
        return true;
    }

    /// Reconciles the next item of the first controller that has one, beginning with this one; answers whether any had.
    public boolean reconcile(int first) {
        for (int i = 0; i < running.size(); i++) {
            int which = Math.floorMod(first + i, running.size());
            Optional<Work> next = running.get(which).queue().poll();
            if (next.isPresent()) {
                workers.get(which).work(next.get());
                return true;
            }
        }
        return false;
    }

    /// Nothing of them lives on, as when their process is killed.
    public void end() {
        controllers.close();
    }

    @Override
    public void loaded(ClusterImage image) {
        controllers.arrivals().loaded(image);
    }

    @Override
    public void changed(ClusterImage image, List<StoreEvent> events) {
        controllers.arrivals().changed(image, events);
    }

    @Override
    public void dropped(dev.marina.api.ClusterId cluster) {
        controllers.arrivals().dropped(cluster);
    }
}
