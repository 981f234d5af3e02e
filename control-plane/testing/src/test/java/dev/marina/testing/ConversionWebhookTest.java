package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Versions of a custom type between which a webhook of the cluster's converts: v1 says `hostPort`, v2 `host` and `port`.
class ConversionWebhookTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private static FakeAgent agent;
    private static WebhookServer server;
    private static RawClient client;
    private static Heartbeats heartbeats;

    private String group;

    @BeforeAll
    static void aServiceOfWebhooks() throws Exception {
        ClusterRecord acme = plane.cluster("acme", "shops");
        client = plane.withCertificate(plane.credentials(acme, "admin", "system:masters"));
        FakeNodes.assign(plane, "m1", acme);
        agent = new FakeAgent(plane, "m1");
        server = new WebhookServer("hooks.default.svc");
        KubernetesClient kubernetes = plane.admin("acme", "shops");
        FakeNodes.node(kubernetes, "n-acme");
        heartbeats = new Heartbeats(kubernetes, "n-acme");
        Pod pod = FakeNodes.runningPod(kubernetes, "hooks-1", "10.244.1.9");
        agent.serves(pod.getMetadata().getUid(), 8443, server.address());
        FakeNodes.service(kubernetes, "hooks", 443, "https");
        FakeNodes.slice(kubernetes, "hooks", "https", 8443, FakeNodes.endpoint(pod, true));
        server.converts("/convert", ConversionWebhookTest::convert);
        server.converts("/labels", (object, version) -> {
            convert(object, version);
            ((ObjectNode) object.path("metadata")).putObject("labels").put("spoken", version.substring(version.indexOf('/') + 1));
        });
        server.converts("/other-uid", (object, version) -> {
            convert(object, version);
            ((ObjectNode) object.path("metadata")).put("uid", "someone-elses");
        });
        server.converts("/other-namespace", (object, version) -> {
            convert(object, version);
            ((ObjectNode) object.path("metadata")).put("namespace", "kube-system");
        });
        server.answers("/many", (_, response) -> {
            response.remove("allowed");
            response.putObject("result").put("status", "Success");
            for (int i = 0; i < 10_000; i++) {
                response.withArrayProperty("convertedObjects").addObject();
            }
        });
        server.says("/endless", 200, "x".repeat(4 << 20));
        server.hangs("/hang");
    }

    private static void convert(ObjectNode object, String version) {
        if (version.endsWith("/v2") && object.has("hostPort")) {
            String[] parts = object.remove("hostPort").asText().split(":");
            object.put("host", parts[0]).put("port", parts[1]);
        } else if (version.endsWith("/v1") && object.has("host")) {
            object.put("hostPort", object.remove("host").asText() + ":" + object.remove("port").asText());
        }
        object.put("apiVersion", version);
    }

    @AfterAll
    static void stop() {
        server.close();
        agent.close();
        heartbeats.close();
    }

    @BeforeEach
    void aTypeOfItsOwn() {
        group = "g%d.example.com".formatted(GROUPS.incrementAndGet());
        server.reviews().clear();
    }

    private Answer send(String method, String path, String body) {
        return client.send(method, plane.url("acme", "shops") + path,
                body.isEmpty() ? "" : method.equals("PATCH") ? "application/merge-patch+json" : "application/json", body);
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private String definition(String webhook, String storage) {
        return """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"shops.%1$s"},"spec":{"group":"%1$s","scope":"Namespaced",
                 "names":{"kind":"Shop","plural":"shops"},"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"caBundle":"%2$s",
                  "service":{"namespace":"default","name":"hooks","path":"%3$s"}}}},
                 "versions":[
                  {"name":"v1","served":true,"storage":%4$s,"schema":{"openAPIV3Schema":{"type":"object","properties":{"hostPort":{"type":"string"}}}},
                   "additionalPrinterColumns":[{"name":"Where","type":"string","jsonPath":".hostPort"}],"selectableFields":[{"jsonPath":".hostPort"}]},
                  {"name":"v2","served":true,"storage":%5$s,"schema":{"openAPIV3Schema":{"type":"object","properties":{"host":{"type":"string"},"port":{"type":"string"}}}},
                   "additionalPrinterColumns":[{"name":"Host","type":"string","jsonPath":".host"}],"selectableFields":[{"jsonPath":".host"}]}]}}"""
                .formatted(group, server.bundle(), webhook, storage.equals("v1"), storage.equals("v2"));
    }

    private void define(String webhook) {
        Answer made = send("POST", DEFINITIONS, definition(webhook, "v1"));
        assertEquals(201, made.status(), made.body());
        Await.until("the definition is established",
                () -> json(send("GET", DEFINITIONS + "/shops." + group, "")).path("status").path("conditions").valueStream()
                        .anyMatch(condition -> condition.path("type").asText().equals("Established") && condition.path("status").asText().equals("True")));
    }

    private void redefine(String webhook, String storage) {
        JsonNode spec = Document.parse(definition(webhook, storage).getBytes(StandardCharsets.UTF_8)).at("spec");
        Answer changed = send("PATCH", DEFINITIONS + "/shops." + group, Document.mapper().createObjectNode().set("spec", spec).toString());
        assertEquals(200, changed.status(), changed.body());
    }

    private String place(String version) {
        return "/apis/%s/%s/namespaces/default/shops".formatted(group, version);
    }

    private Answer create(String version, String name, String fields) {
        return send("POST", place(version),
                "{\"apiVersion\":\"%s/%s\",\"kind\":\"Shop\",\"metadata\":{\"name\":\"%s\"}%s}".formatted(group, version, name, fields));
    }

    private void shop(String name) {
        Answer made = create("v1", name, ",\"hostPort\":\"localhost:8080\"");
        assertEquals(201, made.status(), made.body());
    }

    private static String content(JsonNode object) {
        ObjectNode rest = object.deepCopy();
        String version = rest.path("apiVersion").asText();
        rest.remove(List.of("apiVersion", "kind", "metadata"));
        return version.substring(version.indexOf('/') + 1) + " " + rest;
    }

    private static void fails(Answer answer, String message) {
        assertEquals(500, answer.status(), answer.body());
        assertTrue(json(answer).path("message").asText().contains(message), answer.body());
    }

    private static final String V1 = "v1 {\"hostPort\":\"localhost:8080\"}";
    private static final String V2 = "v2 {\"host\":\"localhost\",\"port\":\"8080\"}";

    @Test
    void whatIsStoredInOneVersionIsReadInAnother() {
        define("/convert");
        shop("a");
        assertEquals(0, server.reviews().size());
        assertEquals(V2, content(json(send("GET", place("v2") + "/a", ""))));
        assertEquals(V1, content(json(send("GET", place("v1") + "/a", ""))));
        JsonNode request = server.reviews().getFirst().path("request");
        assertEquals(group + "/v2 " + group + "/v1",
                request.path("desiredAPIVersion").asText() + " " + request.path("objects").get(0).path("apiVersion").asText());
        assertEquals(1, server.reviews().size());
        assertEquals(V2, content(json(send("GET", place("v2") + "/a", ""))));
        assertEquals(1, server.reviews().size(), "what was converted is kept");
    }

    @Test
    void whatIsWrittenInOneVersionIsStoredInAnother() {
        define("/convert");
        Answer made = create("v2", "a", ",\"host\":\"localhost\",\"port\":\"8080\"");
        assertEquals(201, made.status(), made.body());
        assertEquals(V2, content(json(made)));
        assertEquals(V1, content(json(send("GET", place("v1") + "/a", ""))));
        Answer patched = send("PATCH", place("v2") + "/a", "{\"port\":\"9090\"}");
        assertEquals("v2 {\"host\":\"localhost\",\"port\":\"9090\"}", content(json(patched)));
        assertEquals("v1 {\"hostPort\":\"localhost:9090\"}", content(json(send("GET", place("v1") + "/a", ""))));
        assertEquals(2, json(patched).path("metadata").path("generation").asInt());
        JsonNode present = json(send("GET", place("v2") + "/a", ""));
        Answer updated = send("PUT", place("v2") + "/a", ((ObjectNode) present).put("host", "example.com").toString());
        assertEquals("v2 {\"host\":\"example.com\",\"port\":\"9090\"}", content(json(updated)));
        assertEquals(200, send("DELETE", place("v2") + "/a", "").status());
        assertEquals(404, send("GET", place("v1") + "/a", "").status());
    }

    @Test
    void managersOfBothVersionsKeepTheirFields() {
        define("/convert");
        Answer applied = client.send("PATCH", plane.url("acme", "shops") + place("v1") + "/a?fieldManager=one", "application/apply-patch+yaml",
                "{\"apiVersion\":\"%s/v1\",\"kind\":\"Shop\",\"metadata\":{\"name\":\"a\"},\"hostPort\":\"localhost:8080\"}".formatted(group));
        assertEquals(201, applied.status(), applied.body());
        Answer other = client.send("PATCH", plane.url("acme", "shops") + place("v2") + "/a?fieldManager=two", "application/apply-patch+yaml",
                "{\"apiVersion\":\"%s/v2\",\"kind\":\"Shop\",\"metadata\":{\"name\":\"a\"},\"port\":\"9090\"}".formatted(group));
        assertEquals(409, other.status(), other.body());
        assertTrue(json(other).path("message").asText().contains("conflict with \"one\""), other.body());
        Answer forced = client.send("PATCH", plane.url("acme", "shops") + place("v2") + "/a?fieldManager=two&force=true", "application/apply-patch+yaml",
                "{\"apiVersion\":\"%s/v2\",\"kind\":\"Shop\",\"metadata\":{\"name\":\"a\"},\"port\":\"9090\"}".formatted(group));
        assertEquals("v2 {\"host\":\"localhost\",\"port\":\"9090\"}", content(json(forced)));
        assertEquals("two",
                String.join(" ", json(forced).path("metadata").path("managedFields").valueStream().map(entry -> entry.path("manager").asText()).toList()));
    }

    @Test
    void aListIsAskedAboutAtOnceWhateverItsObjectsAreStoredAs() {
        define("/convert");
        shop("a");
        shop("b");
        redefine("/convert", "v2");
        Answer made = create("v1", "c", ",\"hostPort\":\"localhost:8080\"");
        assertEquals(201, made.status(), made.body());
        server.reviews().clear();
        assertEquals(List.of(V2, V2, V2), json(send("GET", place("v2"), "")).path("items").valueStream().map(ConversionWebhookTest::content).toList());
        assertEquals(List.of(2), server.reviews().stream().map(review -> review.path("request").path("objects").size()).toList());
        assertEquals(List.of(V1, V1, V1), json(send("GET", place("v1"), "")).path("items").valueStream().map(ConversionWebhookTest::content).toList());
        assertEquals("[\"v1\",\"v2\"]", json(send("GET", DEFINITIONS + "/shops." + group, "")).path("status").path("storedVersions").toString());
        server.reviews().clear();
        assertEquals(200, send("PATCH", place("v2") + "/a", "{}").status());
        assertEquals(200, send("PATCH", place("v2") + "/b", "{}").status());
        server.reviews().clear();
        assertEquals(3, json(send("GET", place("v2"), "")).path("items").size());
        assertEquals(0, server.reviews().size(), "an empty patch has brought them into the version that is stored now");
    }

    @Test
    void aPageAsksAboutItselfOnly() {
        define("/convert");
        for (int i = 0; i < 5; i++) {
            shop("s" + i);
        }
        JsonNode page = json(send("GET", place("v2") + "?limit=2", ""));
        assertEquals(2, page.path("items").size());
        assertEquals(3, page.path("metadata").path("remainingItemCount").asInt());
        assertEquals(List.of(2), server.reviews().stream().map(review -> review.path("request").path("objects").size()).toList());
        JsonNode rest = json(send("GET", place("v2") + "?limit=9&continue=" + page.path("metadata").path("continue").asText(), ""));
        assertEquals("s2 s3 s4", String.join(" ", rest.path("items").valueStream().map(item -> item.path("metadata").path("name").asText()).toList()));
    }

    @Test
    void objectsAreSelectedAndPrintedAsTheVersionHasThem() {
        define("/labels");
        shop("a");
        assertEquals(1, json(send("GET", place("v2") + "?fieldSelector=host%3Dlocalhost", "")).path("items").size());
        assertEquals(0, json(send("GET", place("v2") + "?fieldSelector=host%3Dother", "")).path("items").size());
        assertEquals(1, json(send("GET", place("v1") + "?fieldSelector=hostPort%3Dlocalhost:8080", "")).path("items").size());
        assertEquals(1, json(send("GET", place("v2") + "?labelSelector=spoken%3Dv2", "")).path("items").size());
        assertEquals(0, json(send("GET", place("v1") + "?labelSelector=spoken%3Dv2", "")).path("items").size());
        Answer table = client.get(plane.url("acme", "shops") + place("v2"), "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertEquals("localhost", json(table).path("rows").get(0).path("cells").get(1).asText(), table.body());
        Answer metadata = client.get(plane.url("acme", "shops") + place("v2"), "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        assertEquals("v2", json(metadata).path("items").get(0).path("metadata").path("labels").path("spoken").asText());
    }

    @Test
    void watchersSeeTheirVersionAndAreAskedForOnce() {
        define("/convert");
        shop("a");
        List<CompletableFuture<Answer>> watches = Stream.generate(() -> CompletableFuture.supplyAsync(
                () -> client.get(plane.url("acme", "shops") + place("v2") + "?watch=1&timeoutSeconds=2"))).limit(8).toList();
        Await.until("all have begun", () -> server.reviews().size() == 1);
        shop("b");
        assertEquals(200, send("DELETE", place("v1") + "/a", "").status());
        for (CompletableFuture<Answer> watch : watches) {
            List<String> lines = watch.join().body().lines().map(line -> Document.parse(line.getBytes(StandardCharsets.UTF_8)).root())
                    .map(event -> event.path("type").asText() + " " + event.path("object").path("metadata").path("name").asText() + " "
                            + content(event.path("object")))
                    .toList();
            assertTrue(lines.contains("ADDED b " + V2), lines.toString());
            assertTrue(lines.stream().allMatch(line -> line.endsWith(V2)), lines.toString());
        }
        assertTrue(server.reviews().size() <= 3, "one for each object, whoever watches: " + server.reviews().size());
    }

    @Test
    void aWebhookThatLiesIsNotBelieved() {
        define("/other-uid");
        shop("a");
        String subject = "conversion webhook for %s/v1, Kind=Shop ".formatted(group);
        fails(send("GET", place("v2") + "/a", ""), subject + "returned invalid converted object at index 0: must have the same UID");
        redefine("/other-namespace", "v1");
        fails(send("GET", place("v2"), ""), subject + "returned invalid converted object at index 0: must have the same namespace: default != kube-system");
        redefine("/many", "v1");
        fails(send("GET", place("v2"), ""), subject + "returned 10000 objects, expected 1");
        redefine("/endless", "v1");
        fails(send("GET", place("v2") + "/a", ""), "the response is longer than");
        Answer watched = send("GET", place("v2") + "?watch=1&timeoutSeconds=5", "");
        assertEquals("ERROR 500", json(watched).path("type").asText() + " " + json(watched).path("object").path("code").asInt(), watched.body());
        redefine("/nowhere", "v1");
        fails(send("PATCH", place("v2") + "/a", "{\"port\":\"1\"}"),
                subject + "failed: the server answered with status 404");
        assertEquals(V1, content(json(send("GET", place("v1") + "/a", ""))), "the version that is stored needs nobody");
        redefine("/convert", "v1");
        assertEquals(V2, content(json(send("GET", place("v2") + "/a", ""))), "what a webhook says is kept no longer than the definition that names it");
    }

    @Test
    void aWebhookThatHangsHoldsUpNobodyElse() {
        define("/hang");
        shop("a");
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> send("GET", place("v2") + "/a", ""));
        assertEquals(V1, content(json(send("GET", place("v1") + "/a", ""))));
        assertEquals(200, send("GET", "/api/v1/namespaces/default/pods", "").status());
        assertEquals(200, send("GET", "/apis/%s/v1".formatted(group), "").status());
        assertFalse(waiting.isDone());
        fails(waiting.join(),
                "conversion webhook for %s/v1, Kind=Shop failed: Post \"https://hooks.default.svc:443/hang?timeout=30s\": context deadline exceeded"
                        .formatted(group));
        assertEquals(200, send("DELETE", DEFINITIONS + "/shops." + group, "").status());
        Await.until("the type goes though nobody converts", () -> send("GET", DEFINITIONS + "/shops." + group, "").status() == 404);
    }

    @Test
    void anAddressWithinThePlatformIsNotCalled() {
        Answer made = send("POST", DEFINITIONS,
                definition("/convert", "v1").replace("\"service\":{\"namespace\":\"default\",\"name\":\"hooks\",\"path\":\"/convert\"}",
                        "\"url\":\"https://127.0.0.1:%d/convert\"".formatted(server.address().getPort())));
        assertEquals(201, made.status(), made.body());
        Await.until("the type is served", () -> send("GET", place("v1"), "").status() == 200);
        shop("a");
        fails(send("GET", place("v2") + "/a", ""), "127.0.0.1 has no public address; a webhook in the cluster is named by its service");
        assertEquals(0, server.reviews().size());
    }
}
