package dev.marina.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A control plane that gives what the test says, and a machine whose certificate is good for nine days.
class MachineCertificateTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 201;
    private volatile String answer;
    private HttpsServer server;
    private Signed before;
    private Identity identity;
    private RenewableIdentity renewable;
    private Path file;

    @BeforeEach
    void aControlPlane() throws Exception {
        Signed itself = Signed.by("server", NOW);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(itself.context(null)));
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath() + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        before = Signed.by("before", NOW);
        identity = new Identity("https://127.0.0.1:" + server.getAddress().getPort(), itself.pem(), before.pem(), before.keys().getPrivate());
        renewable = new RenewableIdentity(identity, NOW);
        file = Files.writeString(directory.resolve("machine.pem"), before.pem());
        answer = JSON.createObjectNode().put("certificate", Signed.by("after", NOW.plus(Duration.ofDays(6))).pem()).toString();
    }

    @AfterEach
    void close() {
        renewable.close();
        server.stop(0);
    }

    private MachineCertificate after(Duration time) {
        return new MachineCertificate(renewable, identity, "m2", file, Clock.fixed(NOW.plus(time), ZoneOffset.UTC));
    }

    @Test
    void nobodyIsAskedBeforeTwoThirdsOfItsTime() throws Exception {
        assertFalse(after(Duration.ofDays(5)).renewWhenDue());

        assertEquals(List.of(), asked);
    }

    @Test
    void theSameKeyGetsAnotherCertificateWhichIsKeptForTheNextAgent() throws Exception {
        assertTrue(after(Duration.ofDays(6)).renewWhenDue());

        String[] request = asked.getFirst().split(" ", 2);
        assertEquals("/apis/marina.dev/v1/machines/m2/credentials", request[0]);
        JsonNode body = JSON.readTree(request[1]);
        assertEquals(before.keys().getPublic(), key(body.path("csr").asText()));
        assertEquals(JSON.readTree(answer).path("certificate").asText(), Files.readString(file));
        assertFalse(renewable.renewalDue(NOW.plus(Duration.ofDays(7))));
    }

    private static PublicKey key(String csr) throws Exception {
        try (PEMParser parser = new PEMParser(new StringReader(csr))) {
            return new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject()).getPublicKey();
        }
    }

    @Test
    void whatIsRefusedLeavesAllAsItWas() throws Exception {
        status = 403;
        answer = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":403,\"message\":\"no\"}";

        assertThrows(KubernetesClientException.class, () -> after(Duration.ofDays(6)).renewWhenDue());

        assertEquals(before.pem(), Files.readString(file));
        assertTrue(renewable.renewalDue(NOW.plus(Duration.ofDays(6))));
    }
}
