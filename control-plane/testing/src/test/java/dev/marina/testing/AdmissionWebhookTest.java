package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Webhooks of a tenant's own, behind a Service of its cluster.
class AdmissionWebhookTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String ON_MAPS = "\"rules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"*\"],\"resources\":[\"configmaps\"]}]";

    private static FakeAgent agent;
    private static WebhookServer server;
    private static ClusterRecord acme;
    private static ClusterRecord globex;
    private static RawClient client;
    private static RawClient neighbour;

    @BeforeAll
    static void aServiceOfWebhooks() throws Exception {
        acme = plane.cluster("acme", "hooks");
        globex = plane.cluster("globex", "hooks");
        client = plane.withCertificate(plane.credentials(acme, "admin", "system:masters"));
        neighbour = plane.withCertificate(plane.credentials(globex, "admin", "system:masters"));
        FakeNodes.assign(plane, "m1", acme, globex);
        agent = new FakeAgent(plane, "m1");
        server = new WebhookServer("hooks.default.svc");
        KubernetesClient kubernetes = plane.admin("acme", "hooks");
        Pod pod = FakeNodes.runningPod(kubernetes, "hooks-1", "10.244.1.9");
        agent.serves(pod.getMetadata().getUid(), 8443, server.address());
        FakeNodes.service(kubernetes, "hooks", 443, "https");
        FakeNodes.slice(kubernetes, "hooks", "https", 8443, FakeNodes.endpoint(pod, true));
        server.answers("/allow", (_, _) -> {});
        server.answers("/deny", (_, response) -> response.put("allowed", false).putObject("status").put("message", "not in this house").put("code", 403));
        server.answers("/deny-silently", (_, response) -> response.put("allowed", false));
        server.answers("/warn", (_, response) -> response.putArray("warnings").add("careful now"));
        server.answers("/label", (_, response) -> patch(response, "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"by\":\"webhook\"}}]"));
        server.answers("/count", (request, response) -> patch(response,
                "[{\"op\":\"add\",\"path\":\"/data/keys\",\"value\":\"%d\"}]".formatted(request.path("object").path("data").size())));
        server.answers("/add", (_, response) -> patch(response, "[{\"op\":\"add\",\"path\":\"/data/added\",\"value\":\"x\"}]"));
        server.answers("/wrong-type", (_, response) -> patch(response, "[{\"op\":\"add\",\"path\":\"/data\",\"value\":\"text\"}]"));
        server.answers("/rename", (_, response) -> patch(response, "[{\"op\":\"replace\",\"path\":\"/metadata/name\",\"value\":\"other\"}]"));
        server.answers("/other-uid", (_, response) -> response.put("uid", "someone-elses"));
        server.says("/not-json", 200, "<html>hello</html>");
        server.says("/nothing", 200, "{}");
        server.says("/broken", 500, "oops");
        server.says("/redirect", 302, "", "Location", "https://127.0.0.1:1/allow");
        server.says("/endless", 200, "x".repeat(4 << 20));
        server.hangs("/hang");
    }

    private static void patch(com.fasterxml.jackson.databind.node.ObjectNode response, String patch) {
        response.put("patchType", "JSONPatch").put("patch", Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterAll
    static void stop() {
        server.close();
        agent.close();
    }

    @AfterEach
    void noConfigurationIsLeft() {
        send("DELETE", GROUP + "validatingwebhookconfigurations", "");
        send("DELETE", GROUP + "mutatingwebhookconfigurations", "");
        send("DELETE", MAPS + "?fieldSelector=metadata.name!%3Dkube-root-ca.crt", "");
        server.reviews().clear();
    }

    /// Without what controllers write meanwhile.
    private static List<JsonNode> asked() {
        return server.reviews().stream().map(review -> review.path("request")).filter(request -> !request.path("name").asText().equals("kube-root-ca.crt"))
                .toList();
    }

    private static Answer send(String method, String path, String body) {
        return client.send(method, plane.url("acme", "hooks") + path,
                body.isEmpty() ? "" : method.equals("PATCH") ? "application/merge-patch+json" : "application/json",
                body);
    }

    private static String webhook(String path, String more) {
        return """
                {"name":"%s.hooks.example.com","clientConfig":{"service":{"namespace":"default","name":"hooks","path":"%s"},"caBundle":"%s"},
                 "sideEffects":"None","admissionReviewVersions":["v1"],%s%s}""".formatted(path.substring(1), path, server.bundle(), ON_MAPS, more);
    }

    private static void configure(String kind, String... webhooks) {
        Answer made = send("POST", GROUP + kind.toLowerCase(java.util.Locale.ROOT) + "webhookconfigurations", """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"%sWebhookConfiguration","metadata":{"generateName":"hooks-"},"webhooks":[%s]}"""
                .formatted(kind, String.join(",", webhooks)));
        assertEquals(201, made.status(), made.body());
    }

    private static Answer map(String name, String metadata) {
        return send("POST", MAPS,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"%s},\"data\":{\"k\":\"v\"}}".formatted(name, metadata));
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static void fails(Answer answer, int status, String message) {
        assertEquals(status, answer.status(), answer.body());
        assertTrue(json(answer).path("message").asText().contains(message), answer.body());
    }

    @Test
    void whatAWebhookRefusesIsRefusedInItsWords() {
        configure("Validating", webhook("/deny", ""));
        fails(map("m", ""), 403, "admission webhook \"deny.hooks.example.com\" denied the request: not in this house");
        JsonNode request = asked().getFirst();
        assertEquals("CREATE configmaps default m admin",
                String.join(" ", request.path("operation").asText(), request.path("resource").path("resource").asText(),
                        request.path("namespace").asText(), request.path("name").asText(), request.path("userInfo").path("username").asText()));
        assertEquals("v", request.path("object").path("data").path("k").asText());
        assertTrue(request.path("oldObject").isNull());
        assertEquals("CreateOptions", request.path("options").path("kind").asText());
        assertEquals(404, client.get(plane.url("acme", "hooks") + MAPS + "/m").status());
        assertEquals(201, neighbour.send("POST", plane.url("globex", "hooks") + MAPS, "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}").status());
        assertEquals(1, asked().size());
    }

    @Test
    void aRefusalWithoutAReasonAndAWarning() {
        configure("Validating", webhook("/deny-silently", ",\"objectSelector\":{\"matchLabels\":{\"no\":\"yes\"}}"), webhook("/warn", ""));
        fails(map("m", ",\"labels\":{\"no\":\"yes\"}"), 400, "admission webhook \"deny-silently.hooks.example.com\" denied the request without explanation");
        Answer warned = map("m", "");
        assertEquals(201, warned.status());
        assertEquals("299 - \"careful now\"", warned.headers().get("warning"));
    }

    @Test
    void updatesAndDeletesAreAskedAboutWithWhatWasThere() {
        map("m", "");
        configure("Validating", webhook("/allow", ""));
        assertEquals(200, send("PATCH", MAPS + "/m", "{\"data\":{\"k\":\"w\"}}").status());
        JsonNode update = asked().getLast();
        assertEquals("v w PatchOptions",
                update.path("oldObject").path("data").path("k").asText() + " " + update.path("object").path("data").path("k").asText() + " "
                        + update.path("options").path("kind").asText());
        assertEquals(200, send("DELETE", MAPS + "/m", "").status());
        JsonNode delete = asked().getLast();
        assertEquals("DELETE", delete.path("operation").asText());
        assertTrue(delete.path("object").isNull());
        assertEquals("w", delete.path("oldObject").path("data").path("k").asText());
    }

    @Test
    void objectsAreChangedInOrderAndAgainWhereThatIsAskedFor() {
        configure("Mutating", webhook("/count", ",\"reinvocationPolicy\":\"IfNeeded\""), webhook("/label", ""), webhook("/add", ""));
        JsonNode made = json(map("m", ""));
        assertEquals("webhook", made.path("metadata").path("labels").path("by").asText());
        assertEquals("x", made.path("data").path("added").asText());
        assertEquals("3", made.path("data").path("keys").asText(), "asked again, it saw k, keys and added");
    }

    @Test
    void whatAWebhookMakesIsStillAnObjectOfItsTypeAndOfItsName() {
        configure("Mutating", webhook("/wrong-type", ",\"objectSelector\":{\"matchLabels\":{\"t\":\"1\"}}"),
                webhook("/rename", ",\"objectSelector\":{\"matchLabels\":{\"t\":\"2\"}}"));
        assertEquals(500, map("m", ",\"labels\":{\"t\":\"1\"}").status());
        assertEquals(400, map("m", ",\"labels\":{\"t\":\"2\"}").status());
        assertEquals(0, json(client.get(plane.url("acme", "hooks") + MAPS)).path("items").valueStream()
                .filter(item -> List.of("m", "other").contains(item.path("metadata").path("name").asText())).count());
    }

    @Test
    void anAnswerThatIsNoneFailsClosedOrOpenAsTheOwnerSays() {
        for (String[] row : new String[][] {
                {"/not-json", "received invalid webhook response: the answer is no JSON"},
                {"/nothing", "received invalid webhook response: webhook response was absent"},
                {"/other-uid", "received invalid webhook response: expected response.uid="},
                {"/broken", "failed to call webhook: the server answered with status 500"},
                {"/redirect", "failed to call webhook: the server answered with status 302"},
                {"/endless", "the response is longer than"},
                {"/label", "received invalid webhook response: validating webhook may not return response.patch"}}) {
            configure("Validating", webhook(row[0], ""));
            fails(map("m", ""), 500, "Internal error occurred: failed calling webhook \"%s.hooks.example.com\": ".formatted(row[0].substring(1)));
            fails(map("m", ""), 500, row[1]);
            send("DELETE", GROUP + "validatingwebhookconfigurations", "");
            configure("Validating", webhook(row[0], ",\"failurePolicy\":\"Ignore\""));
            assertEquals(201, map("open" + row[0].replace('/', '-'), "").status());
            send("DELETE", GROUP + "validatingwebhookconfigurations", "");
        }
    }

    @Test
    void aWebhookThatHangsIsWaitedForAsLongAsItsOwnerSaysAndNobodyElseWaits() {
        configure("Validating", webhook("/hang", ",\"timeoutSeconds\":1"));
        long start = System.nanoTime();
        List<CompletableFuture<Answer>> waiting = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> map("m" + i, ""), task -> Thread.ofVirtual().start(task))).toList();
        for (int i = 0; i < 20; i++) {
            assertEquals(201, neighbour.send("POST", plane.url("globex", "hooks") + MAPS, "application/json",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"n-\"}}").status());
        }
        waiting.forEach(answer -> fails(answer.join(), 500, "context deadline exceeded"));
        fails(map("m", ""), 500, "Post \"https://hooks.default.svc:443/hang?timeout=1s\": context deadline exceeded");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 30);
        Await.until("every call has ended", () -> plane.plane().server().dial().open("acme") == 0);
    }

    @Test
    void aServerThatCannotProveItsNameIsNotBelieved() throws Exception {
        try (WebhookServer stranger = new WebhookServer("hooks.default.svc")) {
            configure("Validating", webhook("/allow", "").replace(server.bundle(), stranger.bundle()));
            fails(map("m", ""), 500, "failed to call webhook: Post \"https://hooks.default.svc:443/allow?timeout=10s\": tls: ");
        }
        assertEquals(0, asked().size());
    }

    @Test
    void aDryRunCallsNobodyWithSideEffects() {
        configure("Validating", webhook("/allow", "").replace("\"None\"", "\"NoneOnDryRun\""));
        assertEquals(201, send("POST", MAPS + "?dryRun=All", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}").status());
        assertTrue(asked().getLast().path("dryRun").asBoolean());
    }

    @Test
    void selectorsAndConditionsDecideWhoIsAsked() {
        configure("Validating", webhook("/deny", """
                ,"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"default"}},
                "matchConditions":[{"name":"only-m","expression":"object.metadata.name == 'm'"}]"""));
        assertEquals(403, map("m", "").status());
        assertEquals(201, map("n", "").status());
        assertEquals(201,
                send("POST", MAPS.replace("default", "kube-system"), "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}").status());
    }

    @Test
    void anotherVersionOfTheTypeIsShownInTheOneThatWasAskedFor() {
        configure("Validating", webhook("/allow", "").replace(ON_MAPS,
                "\"rules\":[{\"apiGroups\":[\"autoscaling\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],\"resources\":[\"horizontalpodautoscalers\"]}]"));
        Answer made = send("POST", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """
                {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{"maxReplicas":3,
                 "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
                 "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}]}}""");
        assertEquals(201, made.status(), made.body());
        JsonNode request = asked().getLast();
        assertEquals("autoscaling/v1 70 v1 v2", String.join(" ", request.path("object").path("apiVersion").asText(),
                request.path("object").path("spec").path("targetCPUUtilizationPercentage").asText(), request.path("resource").path("version").asText(),
                request.path("requestResource").path("version").asText()));
    }

    @Test
    void configurationsAndPoliciesAreNobodysBusiness() {
        String everything = "\"rules\":[{\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],\"resources\":[\"*\"]}]";
        configure("Validating", webhook("/deny", "").replace(ON_MAPS, everything));
        configure("Mutating", webhook("/label", "").replace(ON_MAPS, everything));
        assertEquals(403, map("m", "").status());
        JsonNode configuration = json(client.get(plane.url("acme", "hooks") + GROUP + "mutatingwebhookconfigurations")).path("items").path(0);
        assertTrue(configuration.path("metadata").path("labels").isMissingNode());
        assertEquals(200, send("DELETE", GROUP + "validatingwebhookconfigurations/"
                + json(client.get(plane.url("acme", "hooks") + GROUP + "validatingwebhookconfigurations")).path("items").path(0).path("metadata").path("name")
                        .asText(),
                "").status());
        assertEquals(201, map("m", "").status());
    }

    @Test
    void connectionsToPodsAreAskedAbout() {
        configure("Validating", webhook("/deny", "").replace("\"configmaps\"", "\"pods/attach\"").replace("\"*\"", "\"CONNECT\""));
        Answer attach = client.send("POST", plane.url("acme", "hooks") + "/api/v1/namespaces/default/pods/hooks-1/attach?stdin=true&container=main", "", "");
        fails(attach, 403, "admission webhook \"deny.hooks.example.com\" denied the request: not in this house");
        JsonNode request = asked().getLast();
        assertEquals("CONNECT attach PodAttachOptions true main", String.join(" ", request.path("operation").asText(), request.path("subResource").asText(),
                request.path("object").path("kind").asText(), request.path("object").path("stdin").asText(),
                request.path("object").path("container").asText()));
    }

    /// Not the machine's own, not the platform's, not another tenant's: whatever they are spelled like.
    @Test
    void anAddressThatIsNotPublicIsNotCalled() {
        for (String host : List.of("127.0.0.1:%d".formatted(server.address().getPort()), "localhost:%d".formatted(server.address().getPort()), "[::1]",
                "10.0.0.1",
                "169.254.169.254", "100.64.0.7", "192.168.1.1", "172.16.3.4", "0.0.0.0", "[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
                "2130706433")) {
            configure("Validating", webhook("/allow", ",\"timeoutSeconds\":2").replaceAll("\"service\":\\{[^}]*}", "\"url\":\"https://" + host + "/allow\""));
            Answer refused = map("m", "");
            assertEquals(500, refused.status(), host + ": " + refused.body());
            assertTrue(refused.body().contains("has no public address") || refused.body().contains("is no address"), host + ": " + refused.body());
            send("DELETE", GROUP + "validatingwebhookconfigurations", "");
        }
        assertEquals(0, server.reviews().size());
    }

    @Test
    void whatAConfigurationSaysIsChecked() {
        Answer wrong = send("POST", GROUP + "validatingwebhookconfigurations", """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"wrong"},"webhooks":[
                 {"name":"short.name","timeoutSeconds":31,"sideEffects":"Some","admissionReviewVersions":["v2"],"clientConfig":{"url":"http://me@example.com/x?y#z"},
                  "matchConditions":[{"name":"c","expression":"object.("}]}]}""");
        assertEquals(422, wrong.status());
        for (String part : List.of("webhooks[0].name: Invalid value: \\\"short.name\\\": should be a domain with at least three segments separated by dots",
                "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds",
                "webhooks[0].sideEffects: Unsupported value: \\\"Some\\\": supported values: \\\"None\\\", \\\"NoneOnDryRun\\\"",
                "webhooks[0].admissionReviewVersions: Invalid value: [\\\"v2\\\"]: must include at least one of v1, v1beta1",
                "webhooks[0].clientConfig.url: Invalid value: \\\"http\\\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
                "user information is not permitted in the URL", "fragments are not permitted in the URL", "query parameters are not permitted in the URL",
                "webhooks[0].matchConditions[0].expression: Invalid value: \\\"object.(\\\": compilation failed: ")) {
            assertTrue(wrong.body().contains(part), part + " in " + wrong.body());
        }
    }
}
