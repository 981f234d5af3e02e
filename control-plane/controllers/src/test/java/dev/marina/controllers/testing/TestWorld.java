package dev.marina.controllers.testing;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterClock;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Controllers;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.EngineMetrics;
import dev.marina.controllers.engine.EventRecorder;
import dev.marina.controllers.engine.Gate;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Together;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Work;
import dev.marina.controllers.engine.Writes;
import dev.marina.store.ClusterStore;
import dev.marina.store.NewCluster;
import dev.marina.store.Stores;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A store in memory with clusters in it, for tests of controllers: reconcile one object by hand, or start controllers and
/// wait for what they bring about.
public final class TestWorld implements AutoCloseable {

    public final ClusterStore store = Stores.inMemory();
    public final TestClock time = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    public final StoreClient client = new StoreClient(store, time::instant);
    public final Services services;
    private Controllers running;

    public TestWorld() {
        Decoder decoder = new Decoder();
        ClusterClock clock = new ClusterClock(time);
        services = new Services(store, client, clock, new Gate(), decoder, new EventRecorder(client, clock, Runnable::run),
                Together.IN_ORDER);
    }

    public Services services(Together together) {
        return new Services(services.store(), services.client(), services.clock(), services.gate(), services.decoder(), services.events(), together);
    }

    /// The same, where writes go by another client.
    public Services services(ClusterClient other) {
        return new Services(store, other, services.clock(), services.gate(), services.decoder(), services.events(),
                services.together());
    }

    /// A cluster with the namespace `default`.
    public ClusterId cluster(String tenant) {
        ClusterId id = store.create(new NewCluster(tenant, "default", Map.of(), Map.of())).id();
        writes(id).create(Types.NAMESPACES, new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build());
        return id;
    }

    public Writes writes(ClusterId cluster) {
        return new Writes(client, services.decoder(), new Call(cluster, "test", Cause.request("test")));
    }

    public Snapshot snapshot(ClusterId cluster) {
        return new Snapshot(store.image(cluster), services.decoder());
    }

    public <T extends HasMetadata> T require(ClusterId cluster, ResourceType<T> type, String namespace, String name) {
        return snapshot(cluster).find(type, namespace, name)
                .orElseThrow(() -> new AssertionError("%s %s/%s is not there".formatted(type.kind(), namespace, name)));
    }

    public Outcome reconcile(Reconciler reconciler, ClusterId cluster, String namespace, String name) throws Exception {
        Work work = new Work(new ClusterKey(cluster, namespace, name), Cause.request("test"));
        return reconciler.reconcile(new Turn(services, "test", "test-controller", work));
    }

    public void start(List<Controller> controllers) {
        running = new Controllers(services, controllers, new EngineMetrics());
        running.start();
    }

    /// Waits, at most thirty seconds, and says what was seen last.
    public void await(String what, BooleanSupplier holds, Supplier<Object> observation) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("%s; last seen: %s".formatted(what, observation.get()));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
        store.close();
    }
}
