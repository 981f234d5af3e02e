package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.StatusException;
import dev.marina.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes items of one controller and reconciles them, one after the other.
final class Worker implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Services services;
    private final Controller controller;
    private final WorkQueue queue;
    private final Adder adder;
    private final EngineMetrics metrics;
    private final Deadlines deadlines;

    /// Adds while keeping the cluster awake.
    @FunctionalInterface
    interface Adder {
        void add(WorkQueue queue, Work work, Duration delay);
    }

    Worker(Services services, Controller controller, WorkQueue queue, Adder adder, EngineMetrics metrics, Deadlines deadlines) {
        this.services = services;
        this.controller = controller;
        this.queue = queue;
        this.adder = adder;
        this.metrics = metrics;
        this.deadlines = deadlines;
    }

    @Override
    public void run() {
        try {
            for (Optional<Work> work = queue.take(); work.isPresent(); work = queue.take()) {
                work(work.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One item; never throws.
    void work(Work work) {
        String identity = controller.name() + "#" + NUMBER.incrementAndGet();
        long began = System.nanoTime();
        try {
            Outcome outcome = controller.reconciler().reconcile(new Turn(services, controller.user(), controller.component(), work));
            queue.forget(work.key());
            settle(work, outcome, identity);
            metrics.reconciled(controller.name(), System.nanoTime() - began, true);
        } catch (StoreException.NoSuchCluster | StoreException.NotOwner e) {
            log.atDebug().addKeyValue("reconcile", identity).addKeyValue("key", work.key()).addKeyValue("why", e.getMessage()).log("cluster has left");
            queue.forget(work.key());
        } catch (StatusException e) {
            failed(work, identity, began, e, conflict(e));
        } catch (InterruptedException e) {
            // The process ends; what is left over is found again by the next one.
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // An error too (a stack that overflowed on one strange object): without its workers a controller would be dead for
            // every cluster, and nobody would notice.
            failed(work, identity, began, e, false);
        } finally {
            queue.done(work.key());
        }
    }

    private void settle(Work work, Outcome outcome, String identity) {
        switch (outcome) {
            case Outcome.Settled _ -> {
            }
            case Outcome.RecheckAfter(Duration inCluster) -> {
                Duration delay = controller.platform() ? inCluster : services.clock().real(work.key().cluster(), inCluster);
                adder.add(queue, new Work(work.key(), Cause.clock(controller.name() + "/" + work.key().path())), delay);
                if (delay.compareTo(WorkQueue.SOON) > 0) {
                    deadlines.note(work.key().cluster(), controller.name(), services.clock().realNow().plus(delay), services.clock().realNow());
                }
            }
            case Outcome.Rejected(String reason) -> log.atInfo().addKeyValue("reconcile", identity).addKeyValue("key", work.key())
                    .addKeyValue("reason", reason).log("not reconciled until it changes");
        }
    }

    private void failed(Work work, String identity, long began, Throwable e, boolean expected) {
        Duration delay = queue.retry(work.key(), work.cause());
        metrics.reconciled(controller.name(), System.nanoTime() - began, false);
        if (expected) {
            log.atDebug().addKeyValue("reconcile", identity).addKeyValue("key", work.key()).addKeyValue("again", delay)
                    .addKeyValue("why", e.getMessage()).log("reconcile lost a race");
        } else {
            log.atWarn().addKeyValue("reconcile", identity).addKeyValue("key", work.key()).addKeyValue("cause", work.cause())
                    .addKeyValue("again", delay).setCause(e instanceof StatusException ? null : e).addKeyValue("why", e.getMessage()).log("reconcile failed");
        }
    }

    private static boolean conflict(StatusException e) {
        return e.is("Conflict") || e.is("AlreadyExists") || e.is("NotFound");
    }
}
