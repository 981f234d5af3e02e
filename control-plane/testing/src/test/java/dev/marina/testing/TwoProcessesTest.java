package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.Origin;
import dev.marina.api.net.FreePorts;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.ApiServerConfig;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreConfig;
import dev.marina.store.StoreException;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Any control-plane process accepts a request and sends it on to the owner of the cluster.
class TwoProcessesTest {

    private record Process(ClusterStore store, ApiServer server, ApiServerConfig config) implements AutoCloseable {

        static Process start(String name, MemoryBackend backend, Path pki) throws Exception {
            int[] ports = FreePorts.different(4);
            ApiServerConfig config = new ApiServerConfig("localhost", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], pki, pki.resolve("audit"),
                    "", Optional.empty(),
                    "marina",
                    Duration.ofSeconds(20));
            ClusterStore store = Stores.open(StoreConfig.defaults(name, "127.0.0.1:" + config.forwardPort()), backend);
            return new Process(store, ApiServer.create(config, store, Clock.systemUTC()), config);
        }

        String url(String path) {
            return config.endpoint("acme", "default") + path;
        }

        @Override
        public void close() {
            server.close();
            store.close();
        }
    }

    @Test
    void aRequestReachesTheOwnerThroughTheOtherProcess(@TempDir Path pki) throws Exception {
        MemoryBackend backend = new MemoryBackend();
        try (Process owner = Process.start("one", backend, pki)) {
            owner.server().prepareManagement();
            owner.server().listen();
            ClusterRecord cluster = owner.server().provisioning().ensure("acme", "default", Map.of(), new Origin("test", Cause.clock("test")));
            try (Process other = Process.start("two", backend, pki)) {
                other.server().listen();
                Await.until("the other process knows who owns the cluster", () -> notOwned(other.store(), cluster));
                KeyPair pair = Keys.p256();
                RawClient client = RawClient.create(other.server().pki().authority().certificatePem(), new ControlPlaneExtension.Credentials(
                        Pem.certificate(ClusterKeys.of(cluster).authority().issueClient("ann", List.of("system:masters"), pair.getPublic(), Duration.ofHours(1),
                                Clock.systemUTC())),
                        "", Pem.privateKey(pair.getPrivate())), null);
                String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}";
                RawClient.Answer created = client.send("POST", other.url("/api/v1/namespaces/default/configmaps"), "application/json", body);
                assertEquals(201, created.status(), created.body());
                assertEquals(200, client.get(owner.url("/api/v1/namespaces/default/configmaps/a")).status());
                String large = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"large\"},\"data\":{\"x\":\"%s\"}}"
                        .formatted("x".repeat(300_000));
                assertEquals(201, client.send("POST", other.url("/api/v1/namespaces/default/configmaps"), "application/json", large).status());
                RawClient.Answer list = client.get(other.url("/api/v1/configmaps"));
                assertEquals(client.get(owner.url("/api/v1/configmaps")).body(), list.body());
                assertTrue(list.body().length() > 300_000);
                RawClient.Answer watched = client
                        .get(other.url("/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Da"));
                assertTrue(watched.body().startsWith("{\"type\":\"ADDED\""), watched.body());
                RawClient.Answer missing = client.get(other.url("/api/v1/namespaces/default/configmaps/b"));
                assertEquals(404, missing.status());
                assertTrue(missing.body().contains("configmaps \\\"b\\\" not found"), missing.body());
                RawClient.Answer anonymous = RawClient.create(other.server().pki().authority().certificatePem(), null, null).get(other.url("/api/v1/pods"));
                assertEquals(403, anonymous.status());
            }
        }
    }

    private static boolean notOwned(ClusterStore store, ClusterRecord cluster) {
        try {
            store.epoch(cluster.id());
            return false;
        } catch (StoreException.NotOwner e) {
            return !e.owner.isEmpty();
        } catch (StoreException.NoSuchCluster e) {
            return false;
        }
    }
}
