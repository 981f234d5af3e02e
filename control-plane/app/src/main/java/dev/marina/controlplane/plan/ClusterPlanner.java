package dev.marina.controlplane.plan;

import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.plan.PlanRequest;
import dev.marina.apiserver.plan.Planned;
import dev.marina.apiserver.plan.Planner;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreConfig;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Makes a copy for each plan and drops it. A plan computes for seconds, so that it has a thread of the machine's own: a virtual one would keep
/// others' requests from theirs.
public final class ClusterPlanner implements Planner {

    private final ApiServer server;
    private final ClusterStore store;
    private final Clock clock;
    private final String nodeSubnet;
    private final Optional<ApplicationDomain> applications;
    private final PlanBounds bounds;

    /// @param applications below which domain applications have names
    public ClusterPlanner(ApiServer server, ClusterStore store, Clock clock, String nodeSubnet, Optional<ApplicationDomain> applications, PlanBounds bounds) {
        this.server = server;
        this.store = store;
        this.clock = clock;
        this.nodeSubnet = nodeSubnet;
        this.applications = applications;
        this.bounds = bounds;
    }

    @Override
    public Planned plan(ClusterRecord cluster, PlanRequest request, Identity who, WaitReasons.Readable readable) {
        CopyClock time = new CopyClock(clock.instant());
        Callable<Planned> made = () -> {
            try (ClusterStore empty = Stores.open(StoreConfig.defaults("plan", "localhost").withShards(1), new MemoryBackend(), time);
                    ApiServer alone = server.ofCopies(empty, time);
                    ClusterCopy copy = new ClusterCopy(empty, alone, time, cluster, store.image(cluster.id()), nodeSubnet, applications,
                            bounds)) {
                return new PlanRun(copy, request, who).run(readable, bounds);
            }
        };
        FutureTask<Planned> task = new FutureTask<>(made);
        Thread thread = Thread.ofPlatform().daemon().name("plan").priority(Thread.MIN_PRIORITY).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("the request was given up");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException("a plan of cluster %s failed".formatted(cluster.id()), e);
        } finally {
            end(thread);
        }
    }

    /// Nobody else's plan begins before this one has really ended.
    private static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
