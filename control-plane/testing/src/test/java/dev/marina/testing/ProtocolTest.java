package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What stands on the wire. https://kubernetes.io/docs/reference/using-api/api-concepts/
class ProtocolTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static RawClient client;
    private static String configMaps;

    @BeforeAll
    static void fiveConfigMaps() {
        ClusterRecord cluster = plane.cluster("acme", "wire");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        configMaps = plane.url("acme", "wire") + "/api/v1/namespaces/kube-public/configmaps";
        for (int i = 0; i < 5; i++) {
            create("m" + i);
        }
    }

    private static Answer create(String name) {
        return client.send("POST", configMaps, "application/yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {made: here}}\n".formatted(name));
    }

    private static Document document(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aListInPagesIsOfOneVersion() {
        List<String> names = new ArrayList<>();
        String next = "";
        String version = "";
        do {
            Document page = document(client.get(configMaps + "?labelSelector=made%3Dhere&limit=2" + (next.isEmpty() ? "" : "&continue=" + next)));
            page.at("items").forEach(item -> names.add(item.path("metadata").path("name").asText()));
            assertTrue(version.isEmpty() || version.equals(page.resourceVersion()));
            if (version.isEmpty()) {
                version = page.resourceVersion();
                create("m1a");
            }
            next = page.text("metadata", "continue");
        } while (!next.isEmpty());
        assertEquals(List.of("m0", "m1", "m2", "m3", "m4"), names);
        client.send("DELETE", configMaps + "/m1a", "", "");
    }

    @Test
    void aPageOfEverythingTellsHowMuchIsLeft() {
        Document page = document(client.get(configMaps + "?limit=2"));
        Document rest = document(client.get(configMaps + "?continue=" + page.text("metadata", "continue")));

        assertEquals(rest.at("items").size(), page.at("metadata", "remainingItemCount").asInt());
        assertFalse(rest.has("metadata", "remainingItemCount"));
        assertFalse(document(client.get(configMaps + "?labelSelector=made%3Dhere&limit=2")).has("metadata", "remainingItemCount"));
    }

    @Test
    void aReviewIsNoTable() {
        String reviews = plane.url("acme", "wire") + "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        String asked = "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\",\"spec\":{\"nonResourceAttributes\":{\"path\":\"/\",\"verb\":\"get\"}}}";
        String table = "application/json;as=Table;v=v1;g=meta.k8s.io";

        assertEquals(406, client.send("POST", reviews, "application/json", asked, table).status());
        assertEquals(201, client.send("POST", reviews, "application/json", asked, table + ",application/json").status());
    }

    @ParameterizedTest
    @CsvSource({"v1", "v1beta1"})
    void tablesAndMetadataAreServedInBothVersionsOfTheirGroup(String version) {
        Document table = document(client.get(configMaps, "application/json;as=Table;v=" + version + ";g=meta.k8s.io"));
        assertEquals("Table meta.k8s.io/" + version, table.kind() + " " + table.text("apiVersion"));
        assertEquals("PartialObjectMetadata", table.at("rows").path(0).path("object").path("kind").asText());
        Document list = document(client.get(configMaps, "application/json;as=PartialObjectMetadataList;v=" + version + ";g=meta.k8s.io"));
        assertEquals("PartialObjectMetadataList meta.k8s.io/" + version, list.kind() + " " + list.text("apiVersion"));
    }

    /// As a router of paths and methods says it, before anybody looks whether the object is there.
    @ParameterizedTest
    @CsvSource({
            "POST,   /api/v1/namespaces/kube-public/configmaps/m9",
            "POST,   /api/v1/namespaces/kube-public/configmaps/m0",
            "PUT,    /api/v1/namespaces/kube-public/configmaps",
            "PATCH,  /api/v1/namespaces/kube-public/configmaps",
            "POST,   /apis/authorization.k8s.io/v1/selfsubjectaccessreviews/mine",
            "GET,    /api/v1/namespaces/kube-public/pods/none/eviction",
            "POST,   /api/v1/namespaces/kube-public/pods/none/log",
            "DELETE, /api/v1/namespaces/kube-public/pods/none/status",
            "DELETE, /api",
            "PUT,    /apis/apps/v1",
            "POST,   /version",
            "POST,   /openid/v1/jwks"
    })
    void aMethodThatAPathDoesNotHaveIsNotAllowed(String method, String path) {
        Answer answer = client.send(method, plane.url("acme", "wire") + path, "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m9\"}}");

        assertEquals(405, answer.status(), answer.body());
        assertEquals("the server does not allow this method on the requested resource", document(answer).text("message"));
        assertEquals(404, client.get(configMaps + "/m9").status());
    }

    @Test
    void versionsThatAreNotReachedAreAnsweredWithTheReasonThatClientsTestFor() {
        Answer list = client.get(configMaps + "?resourceVersion=999999");
        assertEquals(504, list.status());
        assertTrue(list.body().contains("ResourceVersionTooLarge"), list.body());
        assertEquals(504, client.get(configMaps + "?watch=true&resourceVersion=999999").status());
    }

    @Test
    void aWatchListEndsItsBeginningWithABookmark() {
        Answer answer = client.get(configMaps
                + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dm0");
        List<String> lines = answer.body().lines().toList();
        assertEquals(2, lines.size(), answer.body());
        assertTrue(lines.get(0).startsWith("{\"type\":\"ADDED\""), lines.get(0));
        assertTrue(lines.get(1).startsWith("{\"type\":\"BOOKMARK\"") && lines.get(1).contains("k8s.io/initial-events-end"), lines.get(1));
    }

    @Test
    void aWatchFromAVersionTellsOnlyWhatCameLater() {
        String version = document(client.get(configMaps)).resourceVersion();
        assertEquals(201, create("later").status());
        client.send("DELETE", configMaps + "/later", "", "");
        List<String> lines = client.get(configMaps + "?watch=true&timeoutSeconds=1&resourceVersion=" + version).body().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith("{\"type\":\"ADDED\""));
        assertTrue(lines.get(1).startsWith("{\"type\":\"DELETED\""));
        long added = version(lines.get(0));
        assertTrue(version(lines.get(1)) > added, "a deletion has a version of its own");
    }

    private static long version(String line) {
        return Document.parse(line.getBytes(StandardCharsets.UTF_8)).at("object", "metadata", "resourceVersion").asLong();
    }

    @Test
    void aBodyAboveTheLimitIsRefused() {
        String large = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"%s\"}}"
                .formatted("x".repeat(3 * 1024 * 1024));
        assertEquals(413, client.send("POST", configMaps, "application/json", large).status());
    }

    /// An exec's command is in its address, argument by argument.
    @Test
    void aLineMayBeAsLongAsACommandAndNotLonger() throws Exception {
        assertEquals("200", status("x".repeat(40_000)));
        assertEquals("414", status("x".repeat(100_000)));
        assertEquals(200, client.get(configMaps).status());
    }

    private static String status(String parameter) throws Exception {
        try (Socket socket = RawSockets.tls(plane, plane.config().apiPort(), plane.credentials(plane.cluster("acme", "wire"), "admin", "system:masters"))) {
            RawSockets.said(socket, "GET /clusters/acme/wire/api/v1/namespaces/default/configmaps?limit=1&unknown=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .formatted(parameter));
            return RawSockets.head(socket).split(" ")[1];
        }
    }

    @Test
    void dryRunsChangeNothing() {
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"dry\"}}";
        assertEquals(201, client.send("POST", configMaps + "?dryRun=All", "application/json", body).status());
        assertEquals(404, client.get(configMaps + "/dry").status());
    }

    @Test
    void patchesOfThreeKindsAreApplied() {
        create("patched");
        assertEquals(200, client.send("PATCH", configMaps + "/patched", "application/merge-patch+json", "{\"data\":{\"a\":\"1\"}}").status());
        assertEquals(200, client
                .send("PATCH", configMaps + "/patched", "application/json-patch+json", "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]").status());
        assertEquals(200, client.send("PATCH", configMaps + "/patched", "application/strategic-merge-patch+json", "{\"data\":{\"c\":\"3\"}}").status());
        Document stored = document(client.get(configMaps + "/patched"));
        assertEquals("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}", stored.at("data").toString());
        Document same = document(client.send("PATCH", configMaps + "/patched", "application/merge-patch+json", "{\"data\":{\"a\":\"1\"}}"));
        assertEquals(stored.resourceVersion(), same.resourceVersion(), "what changes nothing makes no version");
        client.send("DELETE", configMaps + "/patched", "", "");
    }

    @Test
    void discoveryListsNothingThatIsNotServed() {
        String base = plane.url("acme", "wire");
        for (String group : List.of("/api/v1", "/apis/apps/v1", "/apis/rbac.authorization.k8s.io/v1", "/apis/storage.k8s.io/v1",
                "/apis/coordination.k8s.io/v1", "/apis/marina.dev/v1")) {
            document(client.get(base + group)).at("resources").forEach(resource -> {
                if (resource.path("verbs").toString().contains("\"list\"")) {
                    Answer answer = client.get(base + group + "/" + resource.path("name").asText());
                    assertEquals(200, answer.status(), group + "/" + resource.path("name").asText());
                }
            });
        }
        assertFalse(client.get(base + "/apis/marina.dev/v1").body().contains("\"tenants\""), "what the platform is made of is the management cluster's");
    }

    /// Small clients in containers speak nothing newer.
    @Test
    void tls12IsSpokenToo() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(plane.serverCa().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", plane.config().apiPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200"));
            assertEquals("TLSv1.2", socket.getSession().getProtocol());
        }
    }

    /// All that a table's watchers get, told once for all of them.
    @Test
    void aWatchOfATableTellsItsColumnsOnce() {
        String version = document(client.get(configMaps)).resourceVersion();
        create("row");
        client.send("DELETE", configMaps + "/row", "", "");
        List<String> lines = client.get(configMaps + "?watch=true&timeoutSeconds=1&resourceVersion=" + version, "application/json;as=Table;v=v1;g=meta.k8s.io")
                .body()
                .lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("\"columnDefinitions\":[{") && lines.get(0).contains("\"cells\":[\"row\",0,\""), lines.get(0));
        assertTrue(lines.get(1).contains("\"columnDefinitions\":null"), lines.get(1));
    }
}
