package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Goals about what containers print and what is answered: asked for through the cluster's own API, as long as they are open.
class LabAskingTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs-asking"));

    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns";
    private static final AtomicReference<String> said = new AtomicReference<>("good morning");

    private static FakeAgent agent;
    private static HttpServer server;
    private static ClusterRecord cluster;
    private static RawClient client;
    private static KubernetesClient kubernetes;

    @BeforeAll
    static void aMachineRunsANode() throws Exception {
        cluster = plane.cluster("acme", "voices");
        FakeNodes.assign(plane, "m1", cluster);
        agent = new FakeAgent(plane, "m1");
        kubernetes = plane.admin("acme", "voices");
        FakeNodes.node(kubernetes, "n-acme");
        client = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = said.get().getBytes(StandardCharsets.UTF_8);
            // as nginx has it
            boolean named = !exchange.getRequestHeaders().getOrDefault("Host", List.of("")).getFirst().isEmpty();
            exchange.sendResponseHeaders(named ? 200 : 400, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        agent.close();
        server.stop(0);
    }

    private static String url(String path) {
        return plane.url("acme", "voices") + path;
    }

    private static JsonNode goal(String id) {
        JsonNode run = Document.parse(client.get(url(RUNS + "/voices")).body().getBytes(StandardCharsets.UTF_8)).root();
        return run.path("status").path("goals").valueStream().filter(goal -> goal.path("id").asText().equals(id)).findFirst()
                .orElse(Document.mapper().createObjectNode());
    }

    @Test
    void logsAndAnswersAreAskedForUntilTheyAreRight() {
        RawClient.Answer made = client.send("POST", url(RUNS), "application/json",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"voices\"},\"spec\":{\"lab\":\"voices\"}}");
        assertEquals(201, made.status(), made.body());
        Await.until("it has begun", () -> goal("printed"), goal -> goal.path("state").asText().equals("unmet"));
        assertEquals("No pod is there whose log could be read.", goal("printed").path("sees").path("en").asText());

        Pod pod = new PodBuilder().withNewMetadata().withName("web").withNamespace("lab-voices").addToLabels("app", "web").endMetadata()
                .withNewSpec().withNodeName("n-acme").addNewContainer().withName("main").withImage("i").endContainer().endSpec().build();
        Pod created = kubernetes.resource(pod).create();
        created.getStatus().setPhase("Running");
        created.getStatus().setPodIP("10.244.1.9");
        kubernetes.resource(created).updateStatus();
        agent.serves(created.getMetadata().getUid(), 80, server.getAddress());

        Await.until("its log is read", () -> goal("printed").path("state").asText(), "met"::equals);
        assertEquals("Pod web has printed: hello from web", goal("printed").path("sees").path("en").asText());
        Await.until("its answer is seen", () -> goal("answers").path("sees").path("en").asText(), "web:80 answers: good morning"::equals);
        assertEquals("unmet", goal("answers").path("state").asText());
        said.set("good evening");
        Await.until("it is asked again", () -> goal("answers").path("state").asText(), "met"::equals);

        kubernetes.resource(created).withGracePeriod(0).delete();
        Await.until("nobody answers any more", () -> goal("answers").path("state").asText(), "regressed"::equals);
        assertTrue(goal("answers").path("sees").path("zh").asText().startsWith("web:80 没有正常应答"), () -> goal("answers").toString());
    }
}
