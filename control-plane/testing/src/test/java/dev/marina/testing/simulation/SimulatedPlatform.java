package dev.marina.testing.simulation;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.ApiServerConfig;
import dev.marina.controllers.testing.TestClock;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.FeedConsumer;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreConfig;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/// What all simulations share, since it takes a second to make: a real store in memory and a real API server over it, under a clock that
/// the simulation moves. Each simulation has a cluster of its own in it.
final class SimulatedPlatform implements AutoCloseable {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /// Whose clusters are not audited: simulations write millions of times.
    private static final String TENANT = ApiServer.MANAGEMENT_TENANT;

    final TestClock clock = new TestClock(BEGIN);
    final ClusterStore store = Stores.open(StoreConfig.defaults("simulation", "localhost").withShards(1), new MemoryBackend(), clock);
    final ApiServer server;
    private final Identities identities = new Identities();
    private final ClusterRecord management;
    private volatile Feed feed = new Feed(Optional.empty(), List.of());

    SimulatedPlatform(Path directory) throws IOException {
        server = ApiServer.create(new ApiServerConfig("localhost", "127.0.0.1", 0, 0, 0, 0, directory.resolve("pki"), directory.resolve("audit"), "",
                Optional.empty(), "marina", Duration.ofSeconds(60)), store, clock, identities);
        management = server.prepareManagement();
        store.feed(new Fork());
    }

    /// A new cluster; what the server makes up for it and its objects repeats with the seed. Keys are borrowed, since nobody proves anything.
    ClusterId cluster(long seed) {
        identities.random = new Random(seed);
        // what hangs on the time of the hour repeats with the seed too, whatever has been simulated before
        clock.advance(Duration.between(clock.instant(), clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1))));
        store.create(new NewCluster(TENANT, "seed-" + seed, management.secrets(), management.settings()));
        return server.provisioning().ensure(TENANT, "seed-" + seed, Map.of(), new Origin("simulation", Cause.request("simulation"))).id();
    }

    void remove(ClusterId cluster) {
        feed = new Feed(Optional.empty(), List.of());
        server.provisioning().remove(cluster);
    }

    /// Who hears of the cluster's changes from now on; of everything in it first.
    void follow(ClusterId cluster, List<? extends FeedConsumer> consumers) {
        feed = new Feed(Optional.of(cluster), List.copyOf(consumers));
        consumers.forEach(consumer -> consumer.loaded(store.image(cluster)));
    }

    long nanos() {
        return Duration.between(BEGIN, clock.instant()).toNanos();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    private record Feed(Optional<ClusterId> cluster, List<FeedConsumer> consumers) {

        List<FeedConsumer> of(ClusterId changed) {
            return cluster.filter(changed::equals).isPresent() ? consumers : List.of();
        }
    }

    /// Hands on what concerns the cluster that is being simulated. The store calls it before it answers a writer.
    private final class Fork implements FeedConsumer {

        @Override
        public void loaded(ClusterImage image) {
            feed.of(image.cluster()).forEach(consumer -> consumer.loaded(image));
        }

        @Override
        public void changed(ClusterImage image, List<StoreEvent> events) {
            feed.of(image.cluster()).forEach(consumer -> consumer.changed(image, events));
        }

        @Override
        public void dropped(ClusterId cluster) {
            feed.of(cluster).forEach(consumer -> consumer.dropped(cluster));
        }
    }

    /// Begins anew with each simulation.
    private static final class Identities implements RandomGenerator {

        private volatile RandomGenerator random = new Random(0);

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }
}
