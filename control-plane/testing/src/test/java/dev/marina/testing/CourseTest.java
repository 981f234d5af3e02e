package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The way of one write, as its users follow it.
class CourseTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String ASKED = "/apis/marina.dev/v1/namespaces/default/";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private ClusterRecord cluster;
    private RawClient admin;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        cluster = plane.cluster("acme", name.substring(0, Math.min(24, name.length())));
        admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
    }

    private String url(String path) {
        return plane.url("acme", cluster.name()) + path;
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private void make(String path, String body) {
        Answer made = admin.send("POST", url(path), JSON, body);
        assertEquals(201, made.status(), made.body());
    }

    private void patch(RawClient as, String path, String body) {
        Answer changed = as.send("PATCH", url(path), MERGE, body);
        assertEquals(200, changed.status(), changed.body());
    }

    private Answer asked(RawClient as, String path) {
        return Await.until("it is free", () -> as.get(url(ASKED + path)), answer -> answer.status() != 429);
    }

    private JsonNode course(String path) {
        Answer answer = asked(admin, path);
        assertEquals(200, answer.status(), answer.body());
        return json(answer);
    }

    private void node(String name) {
        make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
        patch(admin, "/api/v1/nodes/" + name + "/status", """
                {"status":{"allocatable":{"cpu":"2","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""");
        patch(admin, "/api/v1/nodes/" + name, "{\"spec\":{\"taints\":null}}");
    }

    private void deployment(String name) {
        make("/apis/apps/v1/namespaces/default/deployments", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""".formatted(name));
    }

    private static List<String> stages(JsonNode course) {
        return course.path("steps").valueStream().map(step -> step.path("stage").asText() + " " + step.path("verb").asText() + " "
                + step.path("object").path("resource").asText()).toList();
    }

    @Test
    void anApplyIsFollowedFromTheLoginToTheEndpoint() {
        node("n1");
        make("/api/v1/namespaces/default/services", """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}""");
        deployment("web");
        JsonNode pod = Await.until("a pod with a node", () -> json(admin.get(url(PODS))).path("items"),
                items -> items.size() == 1 && !items.get(0).at("/spec/nodeName").asText().isEmpty()).get(0);
        String name = pod.at("/metadata/name").asText();
        // as the node's agent does, which says what led to it
        Answer status = plane.withCertificate(plane.credentials(cluster, "system:node:n1", "system:nodes")).send("PATCH", url(PODS + "/" + name + "/status"),
                MERGE, """
                        {"status":{"phase":"Running","podIP":"10.244.1.7","podIPs":[{"ip":"10.244.1.7"}],"conditions":[{"type":"Ready","status":"True"}],
                         "containerStatuses":[{"name":"c","ready":true,"started":true,"image":"i","imageID":"x","restartCount":0,"state":{"running":{}}}]}}""",
                Map.of("Marina-Cause", "change/" + json(admin.get(url(PODS + "/" + name))).at("/metadata/resourceVersion").asText()));
        assertEquals(200, status.status(), status.body());
        JsonNode course = Await.until("the endpoint", () -> course("deployments/web/course"),
                seen -> stages(seen).stream().anyMatch(stage -> stage.startsWith("Endpoints update endpointslices")));

        JsonNode request = course.path("request");
        assertTrue(request.path("recorded").asBoolean(), request::toString);
        assertEquals("ann", request.path("user").asText());
        assertEquals("Certificate", request.path("proof").asText());
        List<String> passed = request.path("stages").valueStream().map(stage -> stage.path("stage").asText()).distinct().toList();
        assertEquals(List.of("Authentication", "Queue", "Authorization", "Reading"), passed.subList(0, 4), request::toString);
        assertEquals("Store", passed.getLast());
        assertTrue(request.path("stages").valueStream().allMatch(stage -> stage.path("micros").asLong(-1) >= 0));
        List<String> stages = stages(course);
        assertEquals("Request create deployments", stages.getFirst());
        assertTrue(stages.containsAll(List.of("Controller create replicasets", "Controller create pods", "Scheduler update pods", "Node update pods")),
                stages::toString);
        List<String> reached = course.path("steps").valueStream().flatMap(step -> step.path("reached").valueStream()).map(JsonNode::asText).toList();
        assertTrue(reached.containsAll(List.of("Scheduled n1", "ContainerRunning c", "ContainerReady c", "Ready", "Endpoint 10.244.1.7")), reached::toString);
        assertTrue(course.path("complete").asBoolean());
        assertFalse(course.at("/watchers/timesRecorded").asBoolean(true));
        // a pod leads to the same write
        assertEquals(course.path("version").asText(), course("pods/" + name + "/course").path("version").asText());
    }

    @Test
    void eachPluginThatChangedAnythingSaysWhatAndThatIsTheWritesOwn() {
        make(PODS, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        JsonNode stages = course("pods/p/course").path("request").path("stages");
        JsonNode tolerations = stages.valueStream().filter(stage -> stage.path("name").asText().equals("DefaultTolerationSeconds")).findFirst().orElseThrow();
        assertEquals("MutatingAdmission", tolerations.path("stage").asText());
        assertTrue(tolerations.path("difference").toString().contains("spec.tolerations"), stages::toString);
        String version = course("pods/p/course").path("version").asText();
        assertEquals(version, course("pods/p/course?version=" + version).path("version").asText());
        assertEquals(404, asked(admin, "pods/p/course?version=999999").status());
        assertEquals(400, asked(admin, "pods/p/course?version=new").status());
        assertEquals(404, asked(admin, "pods/none/course").status());
    }

    @Test
    void whatASecretSaysIsNotToldOnItsWay() {
        make("/api/v1/namespaces/default/secrets",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"key\"},\"stringData\":{\"a\":\"hidden-word\"}}");
        Answer answer = asked(admin, "secrets/key/course");
        assertEquals(200, answer.status(), answer.body());
        assertFalse(answer.body().contains("hidden-word") || answer.body().contains("aGlkZGVuLXdvcmQ"), answer.body());
    }

    @Test
    void whoMayNotGetTheObjectIsToldNothingAndWhoMayLearnsNobodysRights() {
        deployment("web");
        RawClient viewer = plane.withCertificate(plane.credentials(cluster, "vic", "marina:acme:viewer"));
        Answer seen = asked(viewer, "deployments/web/course");
        assertEquals(200, seen.status(), seen.body());
        JsonNode authorization = json(seen).path("request").path("stages").valueStream()
                .filter(stage -> stage.path("stage").asText().equals("Authorization")).findFirst().orElseThrow();
        assertTrue(authorization.path("message").isMissingNode(), authorization::toString);
        assertEquals(403, asked(viewer, "secrets/key/course").status());
        ClusterRecord theirs = plane.cluster("globex", cluster.name());
        assertTrue(asked(plane.withCertificate(plane.credentials(theirs, "gus", "system:masters")), "deployments/web/course").status() >= 401);
        assertTrue(asked(plane.anonymous(), "deployments/web/course").status() >= 401);
    }
}
