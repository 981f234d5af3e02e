package dev.marina.controlplane.plan;

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
                    ClusterCopy copy = new ClusterCopy(empty, alone, time, cluster, Contents.still(store.image(cluster.id())), nodeSubnet, applications,
                            bounds)) {
                return new PlanRun(copy, request, who).run(readable, bounds);
            }
        };
        return OwnThread.run("plan", made);
    }
}
