package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.watch.ObjectServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final String NODE = "/api/v1/nodes/n1";
    private static final String STORAGE = "/apis/storage.k8s.io/v1/csinodes/n1";

    private ObjectServer server;
    private KubernetesClient client;
    private Registration registration;

    @BeforeEach
    void serve() throws IOException {
        server = new ObjectServer();
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder().withAutoConfigure(false).withMasterUrl(server.url())
                .withRequestRetryBackoffLimit(0).build()).build();
        registration = new Registration(AgentWorld.ACME, "m1", client);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void whatIsThereStays() {
        registration.register();
        registration.registerStorage();
        server.asked.clear();

        registration.register();
        registration.registerStorage();

        assertEquals(List.of("GET " + NODE, "GET " + STORAGE), server.asked);
    }

    /// The cluster's owner may label a node and cordon it.
    @Test
    void onlyOurLabelsAreSetRightAgain() {
        server.put(NODE, Map.of("metadata", Map.of("name", "n1", "labels", Map.of("disk", "fast", "kubernetes.io/hostname", "wrong")),
                "spec", Map.of("unschedulable", true)));

        registration.register();

        assertEquals("fast", server.object(NODE).at("/metadata/labels/disk").asText());
        assertEquals("n1", server.object(NODE).at("/metadata/labels/kubernetes.io~1hostname").asText());
        assertTrue(server.object(NODE).at("/spec/unschedulable").asBoolean());
    }

    @Test
    void anotherWhoWasFasterIsNoFailureButARefusalIs() {
        server.before = request -> {
            if (request.startsWith("POST")) {
                server.put(STORAGE, Map.of("metadata", Map.of("name", "n1")));
            }
        };
        registration.registerStorage();

        server.refusal = request -> request.startsWith("GET") ? 0 : 403;
        assertEquals(403, assertThrows(KubernetesClientException.class, registration::register).getCode());
    }

    @Test
    void itIsTakenOutAsFarAsTheClusterAnswers() {
        registration.register();
        registration.registerStorage();
        server.refusal = request -> request.equals("DELETE " + NODE) ? 500 : 0;

        registration.deregister();
        assertNull(server.object(STORAGE));

        server.refusal = _ -> 0;
        registration.deregister();
        assertNull(server.object(NODE));
    }
}
