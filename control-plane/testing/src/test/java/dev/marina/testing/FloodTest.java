package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One tenant does what it can; another is answered all the same.
class FloodTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static ControlPlaneExtension.Credentials mallory;
    private static String floodedUrl;
    private static RawClient bystander;
    private static String calmUrl;

    @BeforeAll
    static void twoTenants() {
        floodedUrl = plane.url("mallory", "flood");
        mallory = somebody("mallory", "flood");
        calmUrl = plane.url("bob", "calm");
        bystander = plane.withCertificate(somebody("bob", "calm"));
    }

    /// With all rights, as one of the tenant's own people.
    private static ControlPlaneExtension.Credentials somebody(String tenant, String name) {
        plane.admin(tenant, name).resource(new ClusterRoleBindingBuilder().withNewMetadata().withName("people").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("rbac.authorization.k8s.io", "User", "somebody", "").build()).create();
        return plane.credentials(plane.cluster(tenant, name), "somebody");
    }

    private static Answer write() {
        return bystander.send("PATCH", calmUrl + "/api/v1/namespaces/default", "application/merge-patch+json",
                "{\"metadata\":{\"annotations\":{\"at\":\"%d\"}}}".formatted(System.nanoTime()));
    }

    @Test
    void bodiesThatNeverEndKeepNobodyWaiting() throws Exception {
        List<SSLSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                sockets.add(slowBody());
            }
            assertEquals(200, write().status());
            assertEquals(200, plane.withCertificate(mallory).get(floodedUrl + "/api/v1/namespaces/default").status());
        } finally {
            for (SSLSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /// A body of which the last byte never comes.
    private static SSLSocket slowBody() throws IOException {
        return slowBody(2);
    }

    private static SSLSocket slowBody(int length) throws IOException {
        SSLSocket socket = connected();
        write(socket, "POST %s/api/v1/namespaces/default/configmaps HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                .formatted(URI.create(floodedUrl).getPath(), length) + "{".repeat(length - 1));
        return socket;
    }

    private static SSLSocket connected() throws IOException {
        URI uri = URI.create(floodedUrl);
        return (SSLSocket) ClientTls.context(plane.serverCa(), mallory).getSocketFactory().createSocket(uri.getHost(), uri.getPort());
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /// Both come from one address, as behind a router that many share.
    @Test
    void whoTakesAllTheRoomForBodiesThatThereIsToHaveLeavesSomeToOthersOfTheSameAddress() throws Exception {
        List<SSLSocket> sockets = new ArrayList<>();
        try {
            boolean refused = false;
            while (!refused) {
                assertTrue(sockets.size() < 1000, "there is no end of the room");
                sockets.add(slowBody(3_000_000));
                refused = answered(sockets.getLast());
            }

            assertEquals(200, write().status());
            assertEquals(201, bystander.send("POST", calmUrl + "/api/v1/namespaces/default/configmaps", "application/json",
                    "{\"metadata\":{\"generateName\":\"small-\"},\"data\":{\"a\":\"%s\"}}".formatted("x".repeat(60_000))).status());
        } finally {
            for (SSLSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /// Whether the server has said anything, or has let go.
    private static boolean answered(SSLSocket socket) {
        try {
            socket.setSoTimeout(50);
            return socket.getInputStream().read() != 0;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /// As they lie in the store, and made anew for each.
    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml"})
    void listsThatNobodyReadsAreOnlySoManyAndAnotherTenantIsServedAsBefore(String form) throws Exception {
        RawClient flooding = plane.withCertificate(mallory);
        String list = floodedUrl + "/api/v1/namespaces/%s/configmaps".formatted(form.equals("json") ? "default" : "kube-public");
        for (int i = 0; i < 30; i++) {
            Answer made = flooding.send("POST", list, "application/json",
                    "{\"metadata\":{\"name\":\"big-%d\"},\"data\":{\"a\":\"%s\"}}".formatted(i, "x".repeat(900_000)));
            assertEquals(201, made.status(), made.body());
        }
        List<SSLSocket> sockets = new ArrayList<>();
        int served = 0;
        Instant begin = Instant.now();
        try {
            for (int i = 0; i < 200; i++) {
                SSLSocket socket = connected();
                sockets.add(socket);
                socket.setSoTimeout(120_000);
                write(socket, "GET %s HTTP/1.1\r\nhost: x\r\naccept: application/%s\r\n\r\n".formatted(URI.create(list).getPath(), form));
                String head = RawSockets.head(socket);
                served += head.startsWith("HTTP/1.1 200") ? 1 : 0;
                assertTrue(head.startsWith("HTTP/1.1 200") || head.startsWith("HTTP/1.1 429") && head.contains("retry-after: 1"), head);
            }

            // Who reads nothing is cut off after 45 seconds, and leaves room for the next.
            long most = 3 * (1 + Duration.between(begin, Instant.now()).toSeconds() / 40);
            assertTrue(served >= 1 && served <= most, served + " of 200 lists of 27 MB each were begun, and not " + most);
            assertEquals(200, write().status());
            assertEquals(200, bystander.get(calmUrl + "/api/v1/configmaps").status());
            assertEquals(200, flooding.get(floodedUrl + "/api/v1/namespaces/default").status(), "what is short is answered");
        } finally {
            for (SSLSocket socket : sockets) {
                socket.close();
            }
        }
        awaitServed(flooding, list);
    }

    /// Whoever has gone holds nothing.
    private static void awaitServed(RawClient flooding, String list) {
        Instant end = Instant.now().plusSeconds(60);
        while (flooding.get(list).status() != 200) {
            assertTrue(Instant.now().isBefore(end), "still refused after a minute");
        }
    }

    @Test
    void aListInYamlSaysWhatItSaysInJson() throws Exception {
        for (String name : List.of("a", "b")) {
            bystander.send("POST", calmUrl + "/api/v1/namespaces/kube-public/configmaps", "application/json",
                    "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"text\":\"- x: [1]\\n  y\",\"none\":\"\"}}".formatted(name));
        }
        for (String namespace : List.of("kube-public", "kube-node-lease")) {
            String url = calmUrl + "/api/v1/namespaces/" + namespace + "/configmaps?limit=500";
            Answer yaml = bystander.get(url, "application/yaml");

            assertEquals(new ObjectMapper().readTree(bystander.get(url).body()), new YAMLMapper().readTree(yaml.body()), yaml.body());
        }
    }
}
