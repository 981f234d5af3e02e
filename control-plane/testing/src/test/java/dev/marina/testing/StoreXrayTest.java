package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What lies under the objects of a cluster, as its administrators see it, and as others try to.
class StoreXrayTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String KEYS = "/debug/store/keys";
    private static final String VALUE = "/debug/store/value?key=";
    private static final String WATCHERS = "/debug/store/watchers";

    private ClusterRecord acme;
    private ClusterRecord globex;
    private RawClient admin;

    @BeforeEach
    void twoTenants(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        name = name.substring(0, Math.min(24, name.length()));
        acme = plane.cluster("acme", name);
        globex = plane.cluster("globex", name);
        admin = as(acme, "ann", "system:masters");
    }

    private static RawClient as(ClusterRecord cluster, String user, String... groups) {
        return plane.withCertificate(plane.credentials(cluster, user, groups));
    }

    private static String url(ClusterRecord cluster, String path) {
        return plane.url(cluster.tenant(), cluster.name()) + path;
    }

    private static JsonNode json(Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private JsonNode get(String path) {
        return json(Await.until("it is free", () -> admin.get(url(acme, path)), answer -> answer.status() != 429));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void make(ClusterRecord cluster, RawClient client, String path, String body) {
        Answer made = client.send("POST", url(cluster, path), "application/json", body);
        assertEquals(201, made.status(), made.body());
    }

    private void configMap(String name, String value) {
        make(acme, admin, "/api/v1/namespaces/default/configmaps",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"a\":\"%s\"}}".formatted(name, value));
    }

    private JsonNode entry(String below) {
        JsonNode items = get(KEYS + "?below=" + encoded(below)).path("items");
        assertEquals(1, items.size(), items::toString);
        return items.get(0);
    }

    @Test
    void anEntrySaysWhereItLiesAndItsRevisionFollowsItsWrites() {
        configMap("seen", "one");
        JsonNode first = entry("o//configmaps/default/seen");
        assertEquals("o//configmaps/default/seen", first.path("key").asText());
        assertEquals("seen", first.at("/object/name").asText());
        assertEquals("Whole", first.path("form").asText());
        assertTrue(first.path("bytes").asInt() > 100, first::toString);
        assertEquals(200, admin.send("PATCH", url(acme, "/api/v1/namespaces/default/configmaps/seen"), "application/merge-patch+json",
                "{\"data\":{\"a\":\"two\"}}").status());
        JsonNode second = entry("o//configmaps/default/seen");
        assertTrue(second.path("revision").asLong() > first.path("revision").asLong(), second::toString);
        assertTrue(second.path("resourceVersion").asLong() > first.path("resourceVersion").asLong());
        JsonNode value = get(VALUE + encoded("o//configmaps/default/seen"));
        assertEquals("two", value.at("/value/data/a").asText());
        assertEquals("ann", value.path("actor").asText());
        assertTrue(value.path("cause").asText().startsWith("request/"));
        assertTrue(get(KEYS + "?below=l/&limit=1").path("items").get(0).path("is").asText().equals("Log"));
    }

    @Test
    void pagesHaveEachKeyOnceAndWhatNoPageCanBeIsRefused() {
        for (int i = 0; i < 7; i++) {
            configMap("page-" + i, "x");
        }
        List<String> keys = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = get(KEYS + "?limit=3&continue=" + encoded(next));
            assertTrue(page.path("items").size() <= 3);
            page.path("items").forEach(item -> keys.add(item.path("key").asText()));
            next = page.at("/metadata/continue").asText();
        } while (!next.isEmpty());
        assertEquals(keys.size(), new HashSet<>(keys).size());
        assertEquals(keys.stream().sorted().toList(), keys);
        assertEquals(7, keys.stream().filter(key -> key.startsWith("o//configmaps/default/page-")).count());
        assertEquals(400, admin.get(url(acme, KEYS + "?limit=0")).status());
        assertEquals(400, admin.get(url(acme, KEYS + "?limit=100000")).status());
        assertEquals(400, admin.get(url(acme, KEYS + "?below=" + "x".repeat(3000))).status());
        assertEquals(400, admin.get(url(acme, "/debug/store/value")).status());
        assertEquals(404, admin.get(url(acme, VALUE + "nothing")).status());
    }

    /// Who fills the store with what is large, and asks for as much of it as may be asked for, gets it in small pages.
    @Test
    void aPageOfLargeValuesEndsEarly() {
        for (int i = 0; i < 8; i++) {
            configMap("large-" + i, "x".repeat(900_000));
        }
        int entries = 0;
        int pages = 0;
        String next = "";
        do {
            JsonNode page = get(KEYS + "?limit=500&below=" + encoded("o//configmaps/default/large-") + "&continue=" + encoded(next));
            entries += page.path("items").size();
            pages++;
            assertTrue(page.path("items").valueStream().mapToLong(item -> item.path("bytes").asLong()).sum() < 12_000_000);
            next = page.at("/metadata/continue").asText();
        } while (!next.isEmpty());
        assertEquals(8, entries);
        assertTrue(pages <= 8);
    }

    @Test
    void whatASecretSaysIsNotTold() {
        make(acme, admin, "/api/v1/namespaces/default/secrets",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"key\"},\"stringData\":{\"a\":\"hidden-word\"}}");
        Answer value = admin.get(url(acme, VALUE + encoded("o//secrets/default/key")));
        assertTrue(json(value).path("closed").asBoolean(), value.body());
        assertFalse(value.body().contains("hidden-word") || value.body().contains("aGlkZGVuLXdvcmQ"), value.body());
    }

    @Test
    void nobodyGetsOutOfTheirOwnClusterAndOnlyAdministratorsLook() {
        make(globex, as(globex, "gus", "system:masters"), "/api/v1/namespaces/default/configmaps",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"theirs\"}}");
        for (String way : List.of("../" + globex.id() + "/", "../" + globex.id() + "/o//configmaps/default/theirs", "/../../r/", "\u0000", "\uffff")) {
            assertEquals(0, get(KEYS + "?below=" + encoded(way)).path("items").size(), way);
            JsonNode after = get(KEYS + "?limit=500&continue=" + encoded(way)).path("items");
            assertTrue(after.valueStream().allMatch(item -> item.path("key").asText().startsWith("o/") || item.path("key").asText().startsWith("l/")),
                    after::toString);
            assertFalse(after.toString().contains("theirs"));
            assertEquals(404, admin.get(url(acme, VALUE + encoded(way))).status());
        }
        for (String path : List.of(KEYS, VALUE + "x", WATCHERS)) {
            assertEquals(403, as(acme, "dev", "marina:acme:developer").get(url(acme, path)).status());
            assertEquals(403, as(acme, "system:node:n1", "system:nodes").get(url(acme, path)).status());
            assertTrue(as(globex, "gus", "system:masters").get(url(acme, path)).status() >= 401);
            assertTrue(plane.anonymous().get(url(acme, path)).status() >= 401);
        }
    }

    @Test
    void whoWatchesIsSaidWithWhereItIsUntilItGoes() throws Exception {
        configMap("watched", "x");
        String path = "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=0";
        try (HttpClient client = HttpClient.newBuilder().sslContext(ClientTls.context(plane.serverCa(), plane.credentials(acme, "wes", "system:masters")))
                .build()) {
            HttpResponse<InputStream> watch = client.send(HttpRequest.newBuilder(URI.create(url(acme, path))).header("User-Agent", "looker/1").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertTrue(watch.body().read() >= 0);
            JsonNode seen = Await.until("it is listed", () -> mine(get(WATCHERS)), mine -> mine.size() == 1).get(0);
            assertEquals("configmaps", seen.path("resource").asText());
            assertEquals("default", seen.path("namespace").asText());
            assertEquals("looker/1", seen.path("agent").asText());
            configMap("more", "x");
            long version = get(KEYS).at("/metadata/resourceVersion").asLong();
            Await.until("it follows", () -> mine(get(WATCHERS)).get(0).path("resourceVersion").asLong(), position -> position >= version);
            assertEquals(0, mine(json(Await.until("it is free", () -> as(globex, "gus", "system:masters").get(url(globex, WATCHERS)),
                    answer -> answer.status() != 429))).size());
            client.shutdownNow();
        }
        Await.until("it is gone", () -> mine(get(WATCHERS)).size(), count -> {
            configMap("wake-" + System.nanoTime(), "x");
            return count == 0;
        });
    }

    private static List<JsonNode> mine(JsonNode watchers) {
        return watchers.path("items").valueStream().filter(item -> item.path("user").asText().equals("wes")).toList();
    }
}
