package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.tunnel.ProxyTokens;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What goes through node agents: logs, exec, and the pods' own connections to their API server.
class PodStreamsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static FakeAgent agent;
    private static ClusterRecord cluster;
    private static KubernetesClient client;

    @BeforeAll
    static void aMachineRunsANodeOfTheCluster() throws Exception {
        cluster = plane.cluster("acme", "streams");
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of(new Machine.AssignedNode(cluster.id().value(), "acme", "streams", "default", "n1", 1, 100,
                "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of()))));
        plane.admin("marina", "management").resource(machine).create();
        client = plane.admin("acme", "streams");
        Pod pod = new PodBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withNodeName("n1").addNewContainer().withName("main").withImage("i").endContainer()
                .addNewContainer().withName("broken").withImage("i").endContainer().endSpec().build();
        Pod created = client.resource(pod).create();
        created.getStatus().setPhase("Running");
        client.resource(created).updateStatus();
        agent = new FakeAgent(plane, "m1");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Test
    void logsComeFromTheNode() {
        assertEquals("hello from web\n", client.pods().inNamespace("default").withName("web").inContainer("main").getLog());
    }

    @Test
    void aContainerMustBeNamedWhereThereAreSeveral() {
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> client.pods().inNamespace("default").withName("web").getLog());
        assertEquals(400, refused.getCode());
    }

    @Test
    void theNodesRefusalReachesTheClient() {
        KubernetesClientException refused = assertThrows(KubernetesClientException.class,
                () -> client.pods().inNamespace("default").withName("web").inContainer("broken").getLog());
        assertEquals(400, refused.getCode());
        assertTrue(refused.getMessage().contains("container is waiting to start"), refused.getMessage());
    }

    @Test
    void aCommandsOutputAndExitCodeReachTheClient() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch watch = client.pods().inNamespace("default").withName("web").inContainer("main").writingOutput(out).exec("echo", "a b")) {
            assertEquals(3, watch.exitCode().get(10, TimeUnit.SECONDS));
        }
        assertEquals("[\"echo\",\"a b\"]\n", out.toString(StandardCharsets.UTF_8));
    }

    /// The first protocol tells of a failure in words, and of a success nothing; those of today tell both as a Status.
    @Test
    void everyProtocolOfWebSocketsCarriesACommandsOutputAndItsEnd() {
        RawClient raw = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        String exec = plane.url("acme", "streams") + "/api/v1/namespaces/default/pods/web/exec?container=main&command=a&stdout=1";
        record Row(String protocol, String output, String end) {}
        for (Row row : List.of(new Row("channel.k8s.io", "\u0001[\"a\"]\n", "\u0003command terminated"),
                new Row("v4.channel.k8s.io", "\u0001[\"a\"]\n", "\u0003{"),
                new Row("v5.channel.k8s.io", "\u0001[\"a\"]\n", "\u0003{"), new Row("base64.channel.k8s.io", "1" + base64("[\"a\"]\n"), "3" + base64("com")),
                new Row("v4.base64.channel.k8s.io", "1" + base64("[\"a\"]\n"), "3ey"))) {
            List<String> messages = raw.messages(exec, row.protocol).stream().map(message -> new String(message, StandardCharsets.UTF_8)).toList();
            assertEquals(row.output, messages.getFirst(), row.protocol);
            assertTrue(messages.getLast().startsWith(row.end), row.protocol + ": " + messages);
            assertEquals(2, messages.size(), row.protocol + ": " + messages);
        }
    }

    @Test
    void aLogOverWebSocketIsTheLogByteForByte() {
        RawClient raw = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        String log = plane.url("acme", "streams") + "/api/v1/namespaces/default/pods/web/log?container=main";
        record Row(String protocol, String log) {}
        for (Row row : List.of(new Row("binary.k8s.io", "hello from web\n"), new Row("base64.binary.k8s.io", base64("hello from web\n")))) {
            assertEquals(List.of(row.log), raw.messages(log, row.protocol).stream().map(message -> new String(message, StandardCharsets.UTF_8)).toList());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// By `v4.channel.k8s.io`, with the port in the address.
    @Test
    void aPortIsForwardedOverPlainWebSocket() throws Exception {
        try (LocalPortForward forward = client.pods().inNamespace("default").withName("web").portForward(80);
                Socket socket = new Socket("127.0.0.1", forward.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            assertEquals("ping", new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aConnectionWhoseHeaderNamesTheClusterIsServedWithoutItsPath() throws Exception {
        ProxyTokens tokens = new ProxyTokens(plane.plane().server().pki().authority().key().getEncoded());
        String answer = throughProxyPort(tokens.address(cluster.id(), "m1"), "/api/v1/namespaces");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        assertTrue(answer.contains("User \\\"system:anonymous\\\" cannot list resource \\\"namespaces\\\""), answer);
    }

    @Test
    void aConnectionOfAMachineWithoutNodesOfTheClusterLeadsNowhere() throws Exception {
        ProxyTokens tokens = new ProxyTokens(plane.plane().server().pki().authority().key().getEncoded());
        String answer = throughProxyPort(tokens.address(cluster.id(), "other"), "/version");
        assertTrue(answer.contains("this connection names no cluster"), answer);
    }

    @Test
    void aMadeUpDestinationLeadsNowhere() throws Exception {
        String answer = throughProxyPort(InetAddress.getByName("fd00::1"), "/version");
        assertTrue(answer.contains("this connection names no cluster"), answer);
    }

    @Test
    void aLocalHeaderLeadsNowhere() throws Exception {
        byte[] signature = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x20, 0x00, 0x00, 0x00};
        String answer = tls(signature, "/version");
        assertTrue(answer.contains("this connection names no cluster") || answer.isEmpty(), answer);
    }

    private static String throughProxyPort(InetAddress destination, String path) throws Exception {
        byte[] signature = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
        ByteBuffer header = ByteBuffer.allocate(16 + 36).put(signature).put((byte) 0x21).put((byte) 0x21).putShort((short) 36)
                .put(InetAddress.getByName("fd00::2").getAddress())
                .put(destination.getAddress()).putShort((short) 40000).putShort((short) 443);
        return tls(header.array(), path);
    }

    private static String tls(byte[] header, String path) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(plane.serverCa().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (Socket plain = new Socket("127.0.0.1", plane.config().proxyPort())) {
            plain.setSoTimeout(10_000);
            plain.getOutputStream().write(header);
            plain.getOutputStream().flush();
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "kubernetes.default.svc", 443, true)) {
                socket.getOutputStream()
                        .write("GET %s HTTP/1.1\r\nHost: kubernetes\r\nConnection: close\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            }
        }
    }
}
