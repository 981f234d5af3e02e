package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.dial.ClusterDial;
import dev.marina.apiserver.dial.DialLimits;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Connections from the API server to pods of a cluster.
class DialTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static FakeAgent agent;
    private static ClusterDial dial;
    private static ClusterRecord acme;
    private static ClusterRecord globex;
    private static Pod web;
    private static Pod other;

    @BeforeAll
    static void twoTenantsHaveAPodOfTheSameName() throws Exception {
        acme = plane.cluster("acme", "dial");
        globex = plane.cluster("globex", "dial");
        FakeNodes.assign(plane, "m1", acme, globex);
        agent = new FakeAgent(plane, "m1");
        dial = plane.plane().server().dial();
        web = FakeNodes.runningPod(plane.admin("acme", "dial"), "web", "10.244.1.9");
        other = FakeNodes.runningPod(plane.admin("globex", "dial"), "web", "10.244.1.9");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Test
    void bytesGoBothWays() throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        try (Socket socket = dial.pod(acme, "default", "web", 80)) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(socket, sent));
            assertArrayEquals(sent, socket.getInputStream().readNBytes(sent.length));
            writer.join();
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theInputEndsWhenThePodCloses() throws Exception {
        try (Socket socket = dial.pod(acme, "default", "web", 80)) {
            socket.getOutputStream().write("last".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertEquals("last", new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    /// Pods of two tenants with the same name and address: each is asked for by the uid that its own cluster gave it.
    @Test
    void aClusterReachesItsOwnPodOnly() throws Exception {
        assertEquals(List.of(acme.id().value(), web.getMetadata().getUid()), reached(acme));
        assertEquals(List.of(globex.id().value(), other.getMetadata().getUid()), reached(globex));
    }

    private static List<String> reached(ClusterRecord cluster) throws IOException {
        dial.pod(cluster, "default", "web", 80).close();
        Document request = agent.requests().getLast();
        return List.of(request.text("clusterId"), request.text("uid"));
    }

    @Test
    void aNodeOfAnotherTenantIsNotReached() {
        KubernetesClient client = plane.admin("acme", "dial");
        FakeNodes.runningPod(client, "stray", "10.244.1.8", "n-globex");
        StatusException refused = assertThrows(StatusException.class, () -> dial.pod(acme, "default", "stray", 80));
        assertEquals("error dialing backend: no machine runs node \"n-globex\"", refused.getMessage());
    }

    @Test
    void aServiceLeadsToAReadyEndpointsPod() throws Exception {
        KubernetesClient client = plane.admin("acme", "dial");
        FakeNodes.service(client, "front", 443, "https");
        FakeNodes.slice(client, "front", "https", 8443, FakeNodes.endpoint(web, true));
        dial.service(acme, "default", "front", "443").close();
        assertEquals("8443", agent.requests().getLast().text("options", "port"));
        dial.service(acme, "default", "front", "https").close();
        assertEquals(web.getMetadata().getUid(), agent.requests().getLast().text("uid"));
    }

    @Test
    void anEndpointThatIsNotReadyIsNotChosen() {
        KubernetesClient client = plane.admin("acme", "dial");
        FakeNodes.service(client, "starting", 80, "");
        FakeNodes.slice(client, "starting", "", 80, FakeNodes.endpoint(web, false));
        assertEquals("no endpoints available for service \"starting\"",
                assertThrows(StatusException.class, () -> dial.service(acme, "default", "starting", "80")).getMessage());
    }

    /// Whoever may write endpoints does not choose an address: not of another tenant's pod, not of the platform.
    @Test
    void anAddressWithoutAPodIsNotDialled() {
        KubernetesClient client = plane.admin("acme", "dial");
        FakeNodes.service(client, "elsewhere", 80, "");
        FakeNodes.slice(client, "elsewhere", "", 80, FakeNodes.address("169.254.169.254"), FakeNodes.endpoint(other, true));
        int before = agent.requests().size();
        StatusException refused = assertThrows(StatusException.class, () -> dial.service(acme, "default", "elsewhere", "80"));
        assertEquals("no endpoints available for service \"elsewhere\"", refused.getMessage());
        assertEquals(before, agent.requests().size());
    }

    @Test
    void aPortThatTheServiceDoesNotHaveIsNamed() {
        FakeNodes.service(plane.admin("acme", "dial"), "narrow", 80, "");
        assertEquals("no service port 81 found for service \"narrow\"",
                assertThrows(StatusException.class, () -> dial.service(acme, "default", "narrow", "81")).getMessage());
    }

    @Test
    void aTenantWithAllItsConnectionsOpenIsRefusedAndAnotherIsNot() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = dial.open("acme"); i < DialLimits.STANDARD.connections(); i++) {
                open.add(dial.pod(acme, "default", "web", 80));
            }
            StatusException refused = assertThrows(StatusException.class, () -> dial.pod(acme, "default", "web", 80));
            assertEquals(429, refused.code());
            assertEquals(1, refused.details().retryAfterSeconds());
            dial.pod(globex, "default", "web", 80).close();
        } finally {
            for (Socket socket : open) {
                socket.close();
                socket.close();
            }
        }
        assertEquals(0, dial.open("acme"));
    }

    @Test
    void aRefusedConnectionTakesNoPlace() {
        assertThrows(StatusException.class, () -> dial.pod(acme, "default", "nowhere", 80));
        assertThrows(StatusException.class, () -> dial.pod(acme, "default", "web", 70_000));
        assertEquals(0, dial.open("acme"));
    }

    @Test
    void aPodThatSendsNothingIsWaitedForNoLongerThanAsked() throws Exception {
        try (Socket socket = dial.pod(acme, "default", "web", 80)) {
            socket.setSoTimeout(50);
            SocketTimeoutException late = assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
            assertTrue(late.getMessage().startsWith("pod web has sent nothing for"), late.getMessage());
        }
    }
}
