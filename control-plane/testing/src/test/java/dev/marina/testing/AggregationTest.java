package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A group that a tenant's own Service serves.
class AggregationTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String GROUP = "/apis/wardle.example.com";
    private static final String NAME = "/v1alpha1.wardle.example.com";
    private static final String FLUNDERS = GROUP + "/v1alpha1/namespaces/default/flunders";
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private static FakeAgent agent;
    private static ExtensionServer server;
    private static ClusterRecord acme;
    private static ClusterRecord globex;
    private static KubernetesClient kubernetes;
    private static RawClient client;
    private static RawClient neighbour;

    @BeforeAll
    static void aServiceOfFlunders() throws Exception {
        acme = plane.cluster("acme", "aggregation");
        globex = plane.cluster("globex", "aggregation");
        client = plane.withCertificate(plane.credentials(acme, "admin", "system:masters"));
        neighbour = plane.withCertificate(plane.credentials(globex, "admin", "system:masters"));
        kubernetes = plane.admin("acme", "aggregation");
        FakeNodes.assign(plane, "m1", acme, globex);
        agent = new FakeAgent(plane, "m1");
        server = new ExtensionServer("flunders.default.svc",
                kubernetes.configMaps().inNamespace("kube-system").withName("extension-apiserver-authentication").get()
                        .getData().get("requestheader-client-ca-file"));
        Pod pod = FakeNodes.runningPod(kubernetes, "flunders-1", "10.244.1.9");
        agent.serves(pod.getMetadata().getUid(), 8443, server.address());
        FakeNodes.service(kubernetes, "flunders", 7443, "https");
        FakeNodes.slice(kubernetes, "flunders", "https", 8443, FakeNodes.endpoint(pod, true));
        server.answers(GROUP + "/v1alpha1", 200, """
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"wardle.example.com/v1alpha1","resources":[
                 {"name":"flunders","singularName":"flunder","namespaced":true,"kind":"Flunder","verbs":["create","delete","deletecollection","get","list"],"shortNames":["fl"]},
                 {"name":"flunders/status","singularName":"","namespaced":true,"kind":"Flunder","verbs":["get"]}]}""");
        server.answers("/openapi/v3", 200, """
                {"paths":{"apis/wardle.example.com/v1alpha1":{"serverRelativeURL":"/openapi/v3/apis/wardle.example.com/v1alpha1?hash=AB"},
                 "apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=EVIL"}}}""");
        server.answers("/openapi/v2", 200, """
                {"swagger":"2.0","paths":{"/apis/wardle.example.com/v1alpha1/flunders":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/Flunder"}}}}},
                 "/api/v1/evil":{}},"definitions":{"Flunder":{"type":"object"}}}""");
        server.answers("/openapi/v3" + GROUP + "/v1alpha1", 200, "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"flunders\"}}");
        server.answers(FLUNDERS, 200, "{\"kind\":\"FlunderList\",\"apiVersion\":\"wardle.example.com/v1alpha1\",\"metadata\":{},\"items\":[]}");
        server.answers(FLUNDERS + "/made", 201, "{\"kind\":\"Flunder\"}");
        server.answers(FLUNDERS + "/elsewhere", 307, "", "Location", "https://127.0.0.1:1/secrets");
    }

    @AfterAll
    static void stop() {
        server.close();
        agent.close();
    }

    @AfterEach
    void nothingIsRegistered() {
        for (RawClient each : List.of(client, neighbour)) {
            each.send("DELETE", plane.url(each == client ? "acme" : "globex", "aggregation") + SERVICES + NAME, "", "");
        }
        server.forget();
    }

    private static String registration(String more) {
        return """
                {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1alpha1.wardle.example.com"},"spec":{
                 "group":"wardle.example.com","version":"v1alpha1","groupPriorityMinimum":2000,"versionPriority":200,
                 "service":{"namespace":"default","name":"flunders","port":7443}%s}}""".formatted(more);
    }

    private static Answer send(String method, String path, String body) {
        return client.send(method, plane.url("acme", "aggregation") + path, body.isEmpty() ? "" : "application/json", body);
    }

    private static void register(String more) {
        Answer made = send("POST", SERVICES, registration(more));
        assertEquals(201, made.status(), made.body());
    }

    private static void registered() {
        register(",\"caBundle\":\"" + server.bundle() + "\"");
        awaitCondition("True Passed all checks passed");
    }

    private static void awaitCondition(String beginning) {
        Await.until("the APIService says " + beginning, () -> condition().startsWith(beginning));
    }

    private static String condition() {
        APIService found = kubernetes.apiServices().withName("v1alpha1.wardle.example.com").get();
        return found == null || found.getStatus() == null || found.getStatus().getConditions().isEmpty()
                ? ""
                : found.getStatus().getConditions().stream()
                        .map(each -> "%s %s %s".formatted(each.getStatus(), each.getReason(), each.getMessage())).findFirst().orElse("");
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static void mayReadFlunders(String user) {
        kubernetes.resource(new ClusterRoleBuilder().withNewMetadata().withName(user).endMetadata()
                .addNewRule().withApiGroups("wardle.example.com").withResources("flunders").withVerbs("list").endRule().build()).create();
        kubernetes.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(user).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", user).addNewSubject("rbac.authorization.k8s.io", "User", user, null).build())
                .create();
    }

    private static String namespace(String name) {
        return send("GET", "/api/v1/namespaces/" + name, "").body();
    }

    @Test
    void whatAServerHasInANamespaceGoesWithIt() {
        registered();
        for (String name : List.of("emptied", "held")) {
            assertEquals(201,
                    send("POST", "/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}".formatted(name))
                            .status());
        }
        server.holds(GROUP + "/v1alpha1/namespaces/emptied/flunders", "one");
        assertEquals(200, send("DELETE", "/api/v1/namespaces/emptied", "").status());
        Await.until("the namespace goes", () -> send("GET", "/api/v1/namespaces/emptied", "").status() == 404);

        server.answers(GROUP + "/v1alpha1/namespaces/held/flunders", 200,
                "{\"items\":[{\"metadata\":{\"name\":\"x\",\"finalizers\":[\"example.com/stays\"]}}]}");
        assertEquals(200, send("DELETE", "/api/v1/namespaces/held", "").status());
        Await.until("the namespace says what it waits for", () -> namespace("held").contains("flunders.wardle.example.com has 1 resource instances"));
        assertTrue(namespace("held").contains("example.com/stays in 1 resource instances"), namespace("held"));
        send("DELETE", SERVICES + NAME, "");
        Await.until("an API that is not served any more has nothing", () -> send("GET", "/api/v1/namespaces/held", "").status() == 404);
    }

    @Test
    void aNamespaceSaysWhichGroupNobodyKnows() {
        register(",\"caBundle\":\"" + Base64.getEncoder().encodeToString("no certificate".getBytes(StandardCharsets.US_ASCII)) + "\"");
        assertEquals(201, send("POST", "/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"unknown\"}}").status());
        assertEquals(200, send("DELETE", "/api/v1/namespaces/unknown", "").status());
        Await.until("the namespace says which group", () -> namespace("unknown").contains("Discovery failed for some groups, 1 failing: "
                + "unable to retrieve the complete list of server APIs: wardle.example.com/v1alpha1: stale GroupVersion discovery: wardle.example.com/v1alpha1"));
        assertTrue(namespace("unknown").contains("\"reason\":\"DiscoveryFailed\""), namespace("unknown"));
    }

    @Test
    void theServerIsToldWhoAsksAndNothingThatProvesIt() {
        registered();
        mayReadFlunders("jane");
        RawClient jane = plane.withCertificate(plane.credentials(acme, "jane", "developers"));
        Answer answer = jane.get(plane.url("acme", "aggregation") + FLUNDERS + "?limit=5");
        assertEquals(200, answer.status(), answer.body());
        assertEquals("FlunderList", json(answer).path("kind").asText());
        ExtensionServer.Asked asked = server.asked().getLast();
        assertEquals(FLUNDERS + "?limit=5", asked.uri());
        assertEquals("CN=front-proxy-client", asked.by());
        assertEquals(List.of("jane"), asked.header("x-remote-user"));
        assertEquals(List.of("developers", "system:authenticated"), asked.header("x-remote-group").stream().sorted().toList());
        assertEquals(List.of(), asked.header("authorization"));
    }

    @Test
    void bodiesGoThroughAndAnswersComeBackAsTheyAre() {
        registered();
        Answer answer = send("PUT", FLUNDERS + "/made", "{\"kind\":\"Flunder\",\"metadata\":{\"name\":\"made\"}}");
        assertEquals(201, answer.status(), answer.body());
        assertEquals("{\"kind\":\"Flunder\",\"metadata\":{\"name\":\"made\"}}", server.asked().getLast().body());
    }

    @Test
    void rightsAreTheClustersOwn() {
        registered();
        RawClient bob = plane.withCertificate(plane.credentials(acme, "bob"));
        assertEquals(403, bob.get(plane.url("acme", "aggregation") + FLUNDERS).status());
        assertEquals(403,
                plane.withCertificate(plane.credentials(globex, "admin", "system:masters")).get(plane.url("acme", "aggregation") + FLUNDERS).status());
        assertEquals(List.of(), server.asked());
    }

    /// The name would end its field and begin another one.
    @Test
    void aNameThatWouldBeReadAsAnotherIsNotPassedOn() {
        registered();
        for (String name : List.of("mallory\r\nX-Remote-Group: system:masters", " admin")) {
            RawClient mallory = plane.withCertificate(plane.credentials(acme, name, "system:masters"));
            assertEquals(400, mallory.get(plane.url("acme", "aggregation") + FLUNDERS).status(), name);
        }
        assertEquals(List.of(), server.asked());
    }

    @Test
    void aPathThatTwoReadDifferentlyIsNoPath() {
        registered();
        assertEquals(404, send("GET", GROUP + "/v1alpha1/namespaces/../flunders", "").status());
        assertEquals(List.of(), server.asked());
    }

    @Test
    void nobodyIsSentElsewhere() {
        registered();
        Answer answer = send("GET", FLUNDERS + "/elsewhere", "");
        assertEquals(502, answer.status(), answer.body());
        assertFalse(answer.headers().containsKey("location"));
    }

    @Test
    void discoveryHasTheGroupInEachOfItsForms() {
        assertEquals(404, send("GET", GROUP, "").status());
        registered();
        JsonNode groups = json(send("GET", "/apis", "")).path("groups");
        JsonNode listed = groups.valueStream().filter(group -> group.path("name").asText().equals("wardle.example.com")).findFirst().orElseThrow();
        assertEquals("wardle.example.com/v1alpha1", listed.path("preferredVersion").path("groupVersion").asText());
        assertTrue(groups.size() > 10);
        assertEquals("APIGroup", json(send("GET", GROUP, "")).path("kind").asText());
        assertEquals("flunders", json(send("GET", GROUP + "/v1alpha1", "")).path("resources").path(0).path("name").asText());
        Answer aggregated = client.get(plane.url("acme", "aggregation") + "/apis", AGGREGATED);
        JsonNode version = json(aggregated).path("items").valueStream().filter(item -> item.path("metadata").path("name").asText().equals("wardle.example.com"))
                .findFirst().orElseThrow().path("versions").path(0);
        assertEquals("Current", version.path("freshness").asText());
        assertEquals("flunders Namespaced Flunder [\"fl\"] status", "%s %s %s %s %s".formatted(version.path("resources").path(0).path("resource").asText(),
                version.path("resources").path(0).path("scope").asText(), version.path("resources").path(0).path("responseKind").path("kind").asText(),
                version.path("resources").path(0).path("shortNames"),
                version.path("resources").path(0).path("subresources").path(0).path("subresource").asText()));
        String tag = aggregated.headers().get("etag");
        assertEquals(304, client.unless(plane.url("acme", "aggregation") + "/apis", AGGREGATED, tag).status());
    }

    @Test
    void itsSchemasArePublishedAndNobodyElses() {
        registered();
        JsonNode paths = json(send("GET", "/openapi/v3", "")).path("paths");
        assertEquals("/clusters/acme/aggregation/openapi/v3/apis/wardle.example.com/v1alpha1?hash=AB",
                paths.path("apis/wardle.example.com/v1alpha1").path("serverRelativeURL").asText());
        assertFalse(paths.path("apis/apps/v1").path("serverRelativeURL").asText("EVIL").contains("EVIL"));
        assertEquals("flunders", json(send("GET", "/openapi/v3/apis/wardle.example.com/v1alpha1", "")).path("info").path("title").asText());
        assertFalse(neighbour.get(plane.url("globex", "aggregation") + "/openapi/v3").body().contains("wardle"));
        Answer swagger = send("GET", "/openapi/v2", "");
        assertEquals("object", json(swagger).path("definitions").path("Flunder").path("type").asText());
        assertTrue(json(swagger).path("paths").has("/apis/wardle.example.com/v1alpha1/flunders") && json(swagger).path("paths").has("/api/v1/pods"));
        assertFalse(swagger.body().contains("/api/v1/evil"));
        assertFalse(neighbour.get(plane.url("globex", "aggregation") + "/openapi/v2").body().contains("wardle"));
    }

    @Test
    void aServerThatIsNotWhoItHasToBeIsNotAsked() {
        register(",\"caBundle\":\"" + java.util.Base64.getEncoder().encodeToString(plane.serverCa().getBytes(StandardCharsets.US_ASCII)) + "\"");
        awaitCondition("False FailedDiscoveryCheck failing or missing response from https://flunders.default.svc:7443/apis/wardle.example.com/v1alpha1");
        Answer answer = send("GET", FLUNDERS, "");
        assertEquals(503, answer.status(), answer.body());
        assertEquals(List.of(), server.asked());
    }

    /// The neighbour has an APIService of the same words, and no such Service.
    @Test
    void aNeighboursIsNeverAsked() {
        registered();
        Answer made = neighbour.send("POST", plane.url("globex", "aggregation") + SERVICES, "application/json",
                registration(",\"caBundle\":\"" + server.bundle() + "\""));
        assertEquals(201, made.status(), made.body());
        client.get(plane.url("acme", "aggregation") + "/apis", AGGREGATED);
        KubernetesClient other = plane.admin("globex", "aggregation");
        Await.until("the neighbour's has no Service",
                () -> other.apiServices().withName("v1alpha1.wardle.example.com").get().getStatus().getConditions().stream()
                        .anyMatch(condition -> "ServiceNotFound".equals(condition.getReason())));
        assertEquals(503, neighbour.get(plane.url("globex", "aggregation") + FLUNDERS).status());
        assertFalse(neighbour.get(plane.url("globex", "aggregation") + "/apis", AGGREGATED).body().contains("flunders"));
        assertEquals(List.of(), server.asked());
    }

    @Test
    void whatTheServerItselfServesIsLocalAndStaysSo() {
        JsonNode services = json(send("GET", SERVICES, "")).path("items");
        JsonNode apps = services.valueStream().filter(each -> each.path("metadata").path("name").asText().equals("v1.apps")).findFirst().orElseThrow();
        assertEquals("True Local 17800", "%s %s %s".formatted(apps.path("status").path("conditions").path(0).path("status").asText(),
                apps.path("status").path("conditions").path(0).path("reason").asText(), apps.path("spec").path("groupPriorityMinimum").asText()));
        Answer taken = client.send("PATCH", plane.url("acme", "aggregation") + SERVICES + "/v1.apps", "application/merge-patch+json",
                "{\"spec\":{\"service\":{\"namespace\":\"default\",\"name\":\"flunders\",\"port\":7443}}}");
        assertEquals(422, taken.status(), taken.body());
        assertEquals(200, send("GET", "/apis/apps/v1/deployments", "").status());
    }

    @Test
    void definitionsRegisterTheirGroups() {
        Answer made = send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"shops.trade.example.com"},"spec":{
                 "group":"trade.example.com","scope":"Namespaced","names":{"plural":"shops","kind":"Shop"},
                 "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}""");
        assertEquals(201, made.status(), made.body());
        Await.until("the group is registered and available", () -> {
            APIService found = kubernetes.apiServices().withName("v1.trade.example.com").get();
            return found != null && "true".equals(found.getMetadata().getLabels().get("kube-aggregator.kubernetes.io/automanaged"))
                    && found.getStatus() != null && found.getStatus().getConditions().stream().anyMatch(condition -> "Local".equals(condition.getReason()));
        });
        assertEquals(200, send("GET", "/apis/trade.example.com/v1/shops", "").status());
        send("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/shops.trade.example.com", "");
        Await.until("the group is registered no more", () -> kubernetes.apiServices().withName("v1.trade.example.com").get() == null);
    }
}
