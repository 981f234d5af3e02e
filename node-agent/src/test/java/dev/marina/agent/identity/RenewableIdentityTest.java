package dev.marina.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class RenewableIdentityTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static Signed selfSigned(String name) throws Exception {
        return Signed.by(name, NOW);
    }

    @Test
    void freshCertificateIsShownByTheSameClient() throws Exception {
        Signed server = selfSigned("server");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpsServer https = serve(server, seen);
        String url = "https://127.0.0.1:" + https.getAddress().getPort();
        Signed first = selfSigned("first");
        Signed second = selfSigned("second");
        try (RenewableIdentity identity = new RenewableIdentity(new Identity(url, server.pem(), first.pem(), first.keys().getPrivate()), NOW)) {
            KubernetesClient client = identity.client();
            client.nodes().withName("n").get();
            client.nodes().withName("n").get();

            identity.renew(new Identity(url, server.pem(), second.pem(), second.keys().getPrivate()), NOW);
            client.nodes().withName("n").get();

            assertEquals(List.of("CN=first", "CN=first", "CN=second"), seen);
            assertSame(client, identity.client());
        } finally {
            https.stop(0);
        }
    }

    @Test
    void renewalIsDueAfterTwoThirdsOfTheLifeAndWhenRefusedButNotAtOnce() throws Exception {
        Signed signed = selfSigned("first");
        try (RenewableIdentity identity = new RenewableIdentity(new Identity("https://127.0.0.1:1", signed.pem(), signed.pem(), signed.keys().getPrivate()),
                NOW)) {
            assertFalse(identity.renewalDue(NOW.plus(Duration.ofDays(6)).minusSeconds(1)));
            assertTrue(identity.renewalDue(NOW.plus(Duration.ofDays(6))));

            identity.refused(NOW.plusSeconds(30));
            assertFalse(identity.renewalDue(NOW.plusSeconds(30)));
            identity.refused(NOW.plusSeconds(61));
            assertTrue(identity.renewalDue(NOW.plusSeconds(61)));
        }
    }

    /// Ends each connection after one answer, as a server does that no longer takes its certificate.
    private static HttpsServer serve(Signed server, List<String> seen) throws Exception {
        SSLContext context = server.context(new AnyClient());
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = context.getDefaultSSLParameters();
                needed.setNeedClientAuth(true);
                parameters.setSSLParameters(needed);
            }
        });
        https.createContext("/", exchange -> {
            seen.add(((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName());
            byte[] answer = "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        https.start();
        return https;
    }

    private static final class AnyClient implements javax.net.ssl.X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // the test looks at who it is
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("this is the server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
