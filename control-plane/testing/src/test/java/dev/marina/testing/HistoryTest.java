package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What was in a cluster earlier, as tenancy asks for it.
class HistoryTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String CLUSTERS = "/apis/marina.dev/v1/namespaces/%s/clusters";
    private static final String NAMESPACES = "/api/v1/namespaces";

    private static RawClient tenancy;

    @BeforeAll
    static void tenants() {
        tenancy = plane.withCertificate(plane.credentials(plane.management(), "marina:tenancy", "marina:tenancy"));
        for (String tenant : List.of("acme", "globex")) {
            tenancy.send("POST", management("/apis/marina.dev/v1/tenants"), "application/json",
                    """
                            {"apiVersion": "marina.dev/v1", "kind": "Tenant", "metadata": {"name": "%1$s"},
                             "spec": {"id": "%1$s", "members": [{"subject": "s-ann", "email": "ann@%1$s.test", "role": "owner"},
                                                                {"subject": "s-vic", "email": "vic@%1$s.test", "role": "viewer"}]}}
                            """.formatted(tenant));
            Await.until("the cluster is made", () -> tenancy.send("POST", management(CLUSTERS.formatted(tenant)), "application/json",
                    "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"Cluster\", \"metadata\": {\"name\": \"default\"}, \"spec\": {}}").status() == 201);
            Await.until("the cluster is ready", () -> tenancy.get(management(CLUSTERS.formatted(tenant) + "/default")).body().contains("\"phase\":\"Ready\""));
        }
    }

    private static String management(String path) {
        return plane.url("marina", "management") + path;
    }

    private static RawClient owner(String tenant) {
        return plane.withCertificate(plane.credentials(plane.plane().store().find(tenant, "default").orElseThrow(), "ann", "system:masters"));
    }

    private static String in(String namespace, String resource) {
        return NAMESPACES + "/" + namespace + "/" + resource;
    }

    private static void namespace(String tenant, String name) {
        send(tenant, "POST", NAMESPACES, "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}".formatted(name));
    }

    private static void send(String tenant, String method, String path, String body) {
        Answer answer = owner(tenant).send(method, plane.url(tenant, "default") + path, "application/json", body);
        assertTrue(answer.status() < 300, answer.body());
    }

    private static void write(String tenant, String method, String path, String kind, String name, String value) {
        send(tenant, method, path, "{\"apiVersion\": \"v1\", \"kind\": \"%s\", \"metadata\": {\"name\": \"%s\"}, \"%s\": {\"k\": \"%s\"}}".formatted(kind, name,
                kind.equals("Secret") ? "stringData" : "data", value));
    }

    private static Answer ask(String tenant, String query) {
        return tenancy.get(management(CLUSTERS.formatted(tenant) + "/default/history?" + query));
    }

    private static Answer past(String tenant, Object at, String query) {
        return ask(tenant, "what=objects&at=" + at + "&" + query);
    }

    private static JsonNode json(Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        return parsed(answer);
    }

    private static JsonNode parsed(Answer answer) {
        try {
            return Document.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> values(Answer answer) {
        return json(answer).path("items").valueStream().map(item -> item.path("metadata").path("name").asText() + "=" + item.path("data").path("k").asText())
                .filter(text -> !text.startsWith("kube-root-ca")).toList();
    }

    /// What field a refusal names.
    private static String refused(int status, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        return parsed(answer).at("/details/causes/0/field").asText();
    }

    @Test
    void objectsAreAsTheyWereAndNothingOfAnotherTenantIs() {
        namespace("acme", "were");
        namespace("globex", "were");
        String maps = in("were", "configmaps");
        Instant before = Instant.now();
        write("acme", "POST", maps, "ConfigMap", "a", "1");
        write("globex", "POST", maps, "ConfigMap", "a", "theirs");
        write("acme", "POST", maps, "ConfigMap", "b", "1");
        Instant first = Instant.now();
        write("acme", "PUT", maps + "/a", "ConfigMap", "a", "2");
        send("acme", "DELETE", maps + "/b", "");
        Instant second = Instant.now();

        String all = "resource=configmaps&namespace=were";
        assertEquals(List.of("a=1", "b=1"), values(past("acme", first, all)));
        assertEquals(List.of("a=2"), values(past("acme", second, all)));
        assertEquals(List.of("a=1"), values(past("acme", first, all + "&name=a")));
        assertEquals(List.of(), values(past("acme", before, all + "&name=a")));
        assertEquals(List.of("a=theirs"), values(past("globex", second, all)));
        assertEquals(List.of("a=1", "b=1"), values(past("acme", json(past("acme", first, all)).at("/versions/0").asText(), all)));
    }

    @Test
    void pagesStayAtTheVersionOfTheFirst() {
        namespace("acme", "paged");
        String maps = in("paged", "configmaps");
        for (int i = 0; i < 7; i++) {
            write("acme", "POST", maps, "ConfigMap", "m" + i, "1");
        }
        String query = "resource=configmaps&namespace=paged&limit=2";
        List<String> seen = new ArrayList<>();
        Answer page = past("acme", Instant.now(), query);
        send("acme", "DELETE", maps + "/m5", "");
        while (true) {
            seen.addAll(values(page));
            String next = json(page).at("/metadata/continue").asText();
            if (next.isEmpty()) {
                break;
            }
            page = past("acme", "", query + "&continue=" + next);
        }
        assertEquals(List.of("m0=1", "m1=1", "m2=1", "m3=1", "m4=1", "m5=1", "m6=1"), seen);
        assertEquals("continue", refused(422, past("acme", Instant.now(), query + "&continue=nonsense")));
    }

    @Test
    void differencesSayWhatBecameOfWhat() {
        namespace("acme", "differ");
        String maps = in("differ", "configmaps");
        write("acme", "POST", maps, "ConfigMap", "changed", "1");
        write("acme", "POST", maps, "ConfigMap", "deleted", "1");
        write("acme", "POST", maps, "ConfigMap", "replaced", "1");
        write("acme", "POST", maps, "ConfigMap", "same", "1");
        Instant from = Instant.now();
        write("acme", "PUT", maps + "/changed", "ConfigMap", "changed", "2");
        send("acme", "DELETE", maps + "/deleted", "");
        send("acme", "DELETE", maps + "/replaced", "");
        write("acme", "POST", maps, "ConfigMap", "replaced", "1");
        write("acme", "POST", maps, "ConfigMap", "created", "1");
        write("acme", "POST", maps, "ConfigMap", "passing", "1");
        send("acme", "DELETE", maps + "/passing", "");
        Instant to = Instant.now();

        JsonNode found = json(ask("acme", "what=differences&namespace=differ&from=" + from + "&to=" + to));

        Map<String, String> changes = new TreeMap<>();
        found.path("items").forEach(item -> changes.put(item.path("name").asText(), item.path("change").asText()));
        assertEquals(Map.of("changed", "changed", "deleted", "deleted", "replaced", "replaced", "created", "created"), changes);
        assertEquals("[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"2\"}]", found.at("/items/0/patch").toString());
        assertEquals("to", refused(422, ask("acme", "what=differences&from=" + to + "&to=" + from)));
    }

    @Test
    void whatSecretsSaidIsForThoseWhoMayReadThemNow() {
        namespace("acme", "secret");
        write("acme", "POST", in("secret", "secrets"), "Secret", "s", "canary");
        send("acme", "POST", in("secret", "secrets"), """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "applied",
                 "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\\"stringData\\":{\\"k\\":\\"canary\\"}}"}}}
                """);
        Instant now = Instant.now();

        for (String who : List.of("", "&subject=s-vic&email=vic@acme.test", "&subject=s-nobody&email=ann@acme.test")) {
            Answer veiled = past("acme", now, "resource=secrets&namespace=secret" + who);
            assertEquals(List.of("applied=", "s="), values(veiled));
            assertFalse(veiled.body().contains("canary") || veiled.body().contains("Y2FuYXJ5"), veiled.body());
        }
        assertEquals(List.of("applied=", "s=Y2FuYXJ5"), values(past("acme", now, "resource=secrets&namespace=secret&subject=s-ann&email=ann@acme.test")));
    }

    @Test
    void aQuestionThatIsNoneIsRefusedByItsField() {
        Instant now = Instant.now();
        assertEquals("what", refused(422, ask("acme", "x=y")));
        assertEquals("resource", refused(422, past("acme", now, "x=y")));
        assertEquals("resource", refused(422, past("acme", now, "resource=gizmos.example.org")));
        assertEquals("at", refused(422, past("acme", "yesterday", "resource=pods")));
        assertEquals("at", refused(422, past("acme", now.plusSeconds(60), "resource=pods")));
        assertEquals("at", refused(422, past("acme", "999999999", "resource=pods")));
        assertEquals("limit", refused(422, past("acme", now, "resource=pods&limit=501")));
        Answer gone = past("acme", "2026-01-01T00:00:00Z", "resource=pods");
        assertEquals("at", refused(410, gone));
        assertTrue(gone.body().contains(json(ask("acme", "what=span")).at("/oldest/time").asText()), gone.body());
        assertEquals(404, tenancy.get(management(CLUSTERS.formatted("acme") + "/none/history?what=span")).status());
        assertEquals(404, owner("acme").get(plane.url("acme", "default") + CLUSTERS.formatted("acme") + "/default/history?what=span").status());
    }

    @Test
    void theTenantsPlanSaysHowMuchIsKept() {
        Answer present = tenancy.get(management("/apis/marina.dev/v1/tenants/globex"));
        Document changed = Document.of((ObjectNode) parsed(present)).edited(root -> root.withObjectProperty("spec").putObject("limits").put("clusters", "3")
                .put("history", "8Mi").put("historyDays", "2"));

        Answer put = tenancy.send("PUT", management("/apis/marina.dev/v1/tenants/globex"), "application/json", changed.root().toString());

        assertEquals(200, put.status(), put.body());
        Await.until("the cluster's record says so",
                () -> plane.plane().store().find("globex", "default").orElseThrow().settings().get("history").equals("8388608 2"));
    }

    /// Whoever asks too much is told so; others are answered.
    @Test
    void aHundredQuestionsAtOnceDoNotKeepAnotherTenantFromTheirs() {
        ConcurrentLinkedQueue<Integer> flood = new ConcurrentLinkedQueue<>();
        Instant now = Instant.now();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                many.execute(() -> flood.add(past("acme", now, "resource=configmaps&limit=500").status()));
            }
            for (int i = 0; i < 5; i++) {
                assertEquals(200, past("globex", now, "resource=configmaps").status());
            }
        }
        assertEquals(100, flood.stream().filter(status -> status == 200 || status == 429).count(), flood.toString());
    }
}
