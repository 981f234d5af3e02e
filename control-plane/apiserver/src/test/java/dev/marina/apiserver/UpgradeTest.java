package dev.marina.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreConfig;
import dev.marina.store.Stored;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.KeyFile;
import dev.marina.store.seal.Sealing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an earlier version has stored is read, changed and kept by this one. The file holds keys and values of the backend as the control
/// plane of 21 November 2026 wrote them: nothing sealed, objects as they were submitted, with two clusters and their logs.
class UpgradeTest {

    private static final String FILE = "/dev/marina/apiserver/upgrade/store-of-november-21.txt.gz";

    @TempDir
    Path home;

    private ClusterStore store;
    private ApiServer server;
    private ClusterRecord cluster;

    @BeforeEach
    void open() throws IOException {
        MemoryBackend backend = new MemoryBackend();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(UpgradeTest.class.getResourceAsStream(FILE)), StandardCharsets.US_ASCII))) {
            lines.lines().map(line -> line.split(" ", -1)).forEach(pair -> backend.apply(new Transaction(List.of(),
                    List.of(new Transaction.Put(Base64.getDecoder().decode(pair[0]), Base64.getDecoder().decode(pair[1]))))));
        }
        store = Stores.open(StoreConfig.defaults("new", "localhost:1"), backend, Clock.systemUTC(),
                Optional.of(new Sealing(KeyFile.open(home.resolve("keys")), Sealing.SECRETS)));
        server = ApiServer.create(
                new ApiServerConfig("localhost", "127.0.0.1", 6443, 1, 2, 3, home.resolve("pki"), home.resolve("audit"), "", Optional.empty(), "marina",
                        Duration.ofSeconds(30)),
                store, Clock.systemUTC());
        cluster = store.find("acme", "old").orElseThrow();
    }

    @AfterEach
    void close() {
        server.close();
        store.close();
    }

    private ClusterClient.Call call() {
        return new ClusterClient.Call(cluster.id(), "system:serviceaccount:kube-system:namespace-controller", Cause.request("upgrade"));
    }

    private Document stored(String group, String resource, String namespace, String name) {
        return Document
                .parse(store.image(cluster.id()).find(new ObjectKey(cluster.id(), new GroupResource(group, resource), namespace, name)).orElseThrow().bytes());
    }

    private Document patch(String group, String resource, String name, String patch) {
        return server.client().patch(call(), new GroupVersionResource(group, "v1", resource), "default", name, "", ClusterClient.PatchType.MERGE,
                patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyObjectIsThereAsItWas() {
        assertEquals("2", stored("", "configmaps", "default", "settings").text("data", "a"));
        assertEquals("c2VjcmV0", stored("", "secrets", "default", "password").text("data", "p"));
        assertEquals("reader", stored("rbac.authorization.k8s.io", "clusterroles", "", "reader").name());
        assertTrue(store.image(cluster.id()).find(new ObjectKey(cluster.id(), new GroupResource("", "configmaps"), "default", "gone")).isEmpty());
        assertTrue(store.find("marina", "management").isPresent());
        assertEquals(28 - 1, store.image(cluster.id()).version().value());
    }

    /// Spelling out what was kept as submitted then and is left out now means nothing.
    @Test
    void aChangeOfNothingRaisesNoGeneration() {
        Document before = stored("apps", "deployments", "default", "web");

        Document after = patch("apps", "deployments", "web", "{'spec':{'paused':false,'minReadySeconds':0,'template':{'spec':{'hostPID':false}}}}");
        assertEquals(before.generation(), after.generation());

        Document changed = patch("apps", "deployments", "web", "{'spec':{'paused':true}}");
        assertEquals(before.generation() + 1, changed.generation());
        assertFalse(changed.at("spec", "template", "spec").has("volumes"), changed.toString());
    }

    @Test
    void aPodOfThenCanBeLabelledAndDeleted() {
        assertEquals("x", patch("", "pods", "one", "{'metadata':{'labels':{'new':'x'}}}").labels().get("new"));

        server.client().delete(call(), new GroupVersionResource("", "v1", "pods"), "default", "one",
                Document.object("v1", "DeleteOptions").with(0, "gracePeriodSeconds"));

        assertTrue(store.image(cluster.id()).find(new ObjectKey(cluster.id(), new GroupResource("", "pods"), "default", "one")).isEmpty());
    }

    @Test
    void addressesThatWereGivenOutAreStillTaken() {
        String address = stored("", "services", "default", "web").text("spec", "clusterIP");
        Document other = Document.parse(("{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"other\",\"namespace\":\"default\"},"
                + "\"spec\":{\"clusterIP\":\"%s\",\"ports\":[{\"port\":80}]}}").formatted(address).getBytes(StandardCharsets.UTF_8));

        StatusException refused = assertThrows(StatusException.class,
                () -> server.client().create(call(), new GroupVersionResource("", "v1", "services"), other));
        assertTrue(refused.getMessage().contains("already allocated"), refused.getMessage());
    }

    @Test
    void whatIsWrittenNowIsReadAfterAnotherStart() {
        Document changed = patch("", "configmaps", "settings", "{'data':{'b':'3'}}");

        Optional<Stored> again = store.image(cluster.id()).find(new ObjectKey(cluster.id(), new GroupResource("", "configmaps"), "default", "settings"));
        assertEquals(changed.resourceVersion(), again.orElseThrow().version().toString());
        assertEquals("2 3", changed.text("data", "a") + " " + changed.text("data", "b"));
    }
}
