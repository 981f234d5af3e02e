package dev.marina.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.marina.api.Document;
import dev.marina.apiserver.pki.CertificateAuthority;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/// Webhooks in the test's JVM, one for each path; each is told of the review and answers with a response.
final class WebhookServer implements AutoCloseable {

    private final CertificateAuthority authority = CertificateAuthority.create(new X500Principal("CN=webhooks"), Clock.systemUTC());
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<JsonNode> reviews = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Makes the response of a review's request.
    @FunctionalInterface
    interface Webhook {
        void answer(JsonNode request, ObjectNode response);
    }

    /// @param names that its certificate is for
    WebhookServer(String... names) throws Exception {
        server = https(authority, Optional.empty(), names);
        server.setExecutor(threads);
        server.start();
    }

    /// Not started yet.
    ///
    /// @param clients PEM of who vouches for its clients, if anybody has to
    /// @param names that its certificate is for
    static HttpsServer https(CertificateAuthority authority, Optional<String> clients, String... names) throws Exception {
        KeyPair pair = Keys.p256();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {
                authority.issueServer(names[0], List.of(names), pair.getPublic(), Duration.ofHours(1), Clock.systemUTC()), authority.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), clients.isPresent() ? trusting(clients.get()) : null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(clients.isPresent());
                parameters.setSSLParameters(wanted);
            }
        });
        return server;
    }

    private static TrustManager[] trusting(String pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("clients", Pem.certificate(pem));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /// For `caBundle`.
    String bundle() {
        return Base64.getEncoder().encodeToString(authority.certificatePem().getBytes(StandardCharsets.US_ASCII));
    }

    void answers(String path, Webhook webhook) {
        server.createContext(path, exchange -> {
            JsonNode review = Document.parse(exchange.getRequestBody().readAllBytes()).root();
            reviews.add(review);
            ObjectNode answer = Document.mapper().createObjectNode().put("apiVersion", review.path("apiVersion").asText())
                    .put("kind", review.path("kind").asText());
            ObjectNode response = answer.putObject("response").put("uid", review.path("request").path("uid").asText()).put("allowed", true);
            webhook.answer(review.path("request"), response);
            send(exchange, 200, answer.toString().getBytes(StandardCharsets.UTF_8));
        });
    }

    /// A webhook that answers a ConversionReview with what `convert` makes of each object.
    void converts(String path, BiConsumer<ObjectNode, String> convert) {
        answers(path, (request, response) -> {
            response.remove("allowed");
            response.putObject("result").put("status", "Success");
            ArrayNode converted = response.putArray("convertedObjects");
            request.path("objects").forEach(object -> {
                ObjectNode changed = object.deepCopy();
                convert.accept(changed, request.path("desiredAPIVersion").asText());
                converted.add(changed);
            });
        });
    }

    /// What is no review.
    void says(String path, int status, String body, String... header) {
        server.createContext(path, exchange -> {
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().set(header[i], header[i + 1]);
            }
            send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
        });
    }

    /// Until the server is closed.
    void hangs(String path) {
        server.createContext(path, exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// All that it was asked, in order.
    List<JsonNode> reviews() {
        return reviews;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
