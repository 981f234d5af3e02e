package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.ApiServerConfig;
import dev.marina.controllers.BuiltinControllers;
import dev.marina.controllers.ControllerContext;
import dev.marina.scheduler.Scheduler;
import dev.marina.scheduler.Outside;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreConfig;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a cluster has held up and how its clock goes stands in its objects: another process finds it there.
class SteeringRestartTest {

    private static final GroupVersionResource CONTROLLERS = new GroupVersionResource("marina.dev", "v1", "controllers");
    private static final GroupVersionResource CLOCKS = new GroupVersionResource("marina.dev", "v1", "clocks");
    private static final GroupVersionResource DEPLOYMENTS = new GroupVersionResource("apps", "v1", "deployments");
    private static final GroupResource SETS = new GroupResource("apps", "replicasets");

    private record Process(ClusterStore store, ApiServer server, ControllerContext context, BuiltinControllers controllers,
            Scheduler scheduler) implements AutoCloseable {

        static Process start(MemoryBackend backend, Path pki) throws Exception {
            ClusterStore store = Stores.open(StoreConfig.defaults("one", "127.0.0.1:1"), backend);
            ApiServer server = ApiServer
                    .create(new ApiServerConfig("localhost", "127.0.0.1", 0, 0, 0, 0, pki, pki.resolve("audit"), "", Optional.empty(), "marina",
                            Duration.ofSeconds(20)), store, Clock.systemUTC());
            ControllerContext context = ControllerContext.of(store, server.client(), server.reads(), server.provisioning(), "100.64.0.0/16",
                    server.aggregation()::failure, server.aggregation()::empty, server.typeChecks()::warnings,
                    server.standingFlows());
            return new Process(store, server, context, BuiltinControllers.start(context), Scheduler.start(context, Outside.NOBODY));
        }

        void patch(ClusterId cluster, GroupVersionResource resource, String name, String spec) {
            server.client().patch(call(cluster), resource, "", name, "", PatchType.MERGE, "{\"spec\":%s}".formatted(spec).getBytes(StandardCharsets.UTF_8));
        }

        Document controller(ClusterId cluster) {
            return store.image(cluster).find(new ObjectKey(cluster, CONTROLLERS.groupResource(), "", "deployment"))
                    .map(stored -> Document.parse(stored.bytes())).orElseThrow();
        }

        private static Call call(ClusterId cluster) {
            return new ClusterClient.Call(cluster, "test", Cause.request("test"));
        }

        @Override
        public void close() {
            scheduler.close();
            controllers.close();
            server.close();
            store.close();
        }
    }

    @Test
    void aPauseAndAClockOutliveTheProcessAndWhatWaitedIsNotLost(@TempDir Path pki) throws Exception {
        MemoryBackend backend = new MemoryBackend();
        ClusterId cluster;
        try (Process first = Process.start(backend, pki)) {
            cluster = first.server().provisioning().ensure("acme", "default", Map.of(), new Origin("test", Cause.clock("test"))).id();
            first.patch(cluster, CONTROLLERS, "deployment", "{\"paused\":true}");
            first.patch(cluster, CLOCKS, "cluster", "{\"advancedSeconds\":864000,\"speedPercent\":50}");
            first.server().client().create(Process.call(cluster), DEPLOYMENTS, Document.parse("""
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":1,
                     "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
                     "spec":{"containers":[{"name":"c","image":"i"}]}}}}""".getBytes(StandardCharsets.UTF_8)));
            Await.until("it waits", () -> first.controller(cluster).at("status", "queued").asInt() == 1);
        }
        try (Process second = Process.start(backend, pki)) {
            Await.until("it waits here", () -> second.context().gate().queue(cluster, "deployment", 1).orElseThrow().count() == 1);
            assertEquals(0, second.store().image(cluster).count(SETS));
            Duration ahead = Duration.between(Instant.now(), second.context().clock().now(cluster));
            assertTrue(ahead.toDays() == 9 || ahead.toDays() == 10, ahead::toString);

            second.patch(cluster, CONTROLLERS, "deployment", "{\"paused\":false}");
            Await.until("what waited is done", () -> second.store().image(cluster).count(SETS) == 1);
        }
    }
}
