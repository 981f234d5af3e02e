package dev.marina.controlplane.plan;

import dev.marina.api.WaitReasons;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.worlds.Compared;
import dev.marina.apiserver.worlds.Comparer;
import dev.marina.apiserver.worlds.Side;
import dev.marina.apiserver.worlds.WorldsRequest;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreConfig;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Makes two copies on one clock and drops them. The second is a copy of the first at rest, and both make names up in the same way: what differs
/// between them is the difference, and what comes of it.
public final class WorldComparer implements Comparer {

    private final ApiServer server;
    private final ClusterStore store;
    private final Clock clock;
    private final String nodeSubnet;
    private final Optional<ApplicationDomain> applications;
    private final PlanBounds bounds;
    private final SecureRandom seeds = new SecureRandom();

    /// @param applications below which domain applications have names
    /// @param bounds of each world
    public WorldComparer(ApiServer server, ClusterStore store, Clock clock, String nodeSubnet, Optional<ApplicationDomain> applications, PlanBounds bounds) {
        this.server = server;
        this.store = store;
        this.clock = clock;
        this.nodeSubnet = nodeSubnet;
        this.applications = applications;
        this.bounds = bounds;
    }

    @Override
    public Compared compare(ClusterRecord cluster, WorldsRequest request, Identity who, WaitReasons.Readable readable) {
        return OwnThread.run("two-worlds", () -> {
            // whole seconds: what is compared must not depend on the moment at which it was asked
            CopyClock time = new CopyClock(clock.instant().truncatedTo(ChronoUnit.SECONDS));
            long names = seeds.nextLong();
            ClusterImage image = store.image(cluster.id());
            Contents contents = request.empty() ? Contents.empty(image) : Contents.alive(image);
            Contents rest = inCopy(time, cluster, contents, new OrderlyNames(seeds.nextLong()), copy -> atRest(copy, request));
            return inCopy(time, cluster, rest, new OrderlyNames(names), a -> inCopy(time, cluster, rest, new OrderlyNames(names), b -> {
                a.exhaust();
                b.exhaust();
                return new WorldsRun(time, request, new World(Side.A, a, request, who), new World(Side.B, b, request, who)).run(readable, bounds);
            }));
        });
    }

    /// What both begin with. Throws what the server says of nodes that cannot be.
    private static Contents atRest(ClusterCopy copy, WorldsRequest request) throws InterruptedException {
        new PretendedNodes(copy).make(request.nodes());
        copy.exhaust();
        return Contents.alive(copy.image());
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(ClusterCopy copy) throws InterruptedException;
    }

    private <T> T inCopy(CopyClock time, ClusterRecord cluster, Contents contents, OrderlyNames names, Use<T> use) throws InterruptedException {
        try (ClusterStore own = Stores.open(StoreConfig.defaults("plan", "localhost").withShards(1), new MemoryBackend(), time);
                ApiServer alone = server.ofCopies(own, time, names);
                ClusterCopy copy = new ClusterCopy(own, alone, time, cluster, contents, nodeSubnet, applications, bounds)) {
            return use.of(copy);
        }
    }
}
