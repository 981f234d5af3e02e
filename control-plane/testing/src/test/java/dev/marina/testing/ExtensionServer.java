package dev.marina.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.marina.apiserver.pki.CertificateAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.x500.X500Principal;

/// The server of a further API in the test's JVM. It lets nobody in but who has a certificate of the given authority.
final class ExtensionServer implements AutoCloseable {

    private final CertificateAuthority authority = CertificateAuthority.create(new X500Principal("CN=extension"), Clock.systemUTC());
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /// @param by whom the client's certificate names
    /// @param headers by lower-case name
    record Asked(String method, String uri, String by, Map<String, List<String>> headers, String body) {
        List<String> header(String name) {
            return headers.getOrDefault(name, List.of());
        }
    }

    /// @param clients PEM of its clients' authority
    ExtensionServer(String name, String clients) throws Exception {
        server = WebhookServer.https(authority, Optional.of(clients), name);
        server.setExecutor(threads);
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /// For `caBundle`.
    String bundle() {
        return Base64.getEncoder().encodeToString(authority.certificatePem().getBytes(StandardCharsets.US_ASCII));
    }

    void answers(String path, int status, String body, String... header) {
        server.createContext(path, exchange -> {
            asked.add(asked(exchange));
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().set(header[i], header[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /// A list of one object, until somebody deletes it.
    void holds(String path, String name) {
        AtomicBoolean gone = new AtomicBoolean();
        server.createContext(path, exchange -> {
            gone.compareAndSet(false, exchange.getRequestMethod().equals("DELETE"));
            byte[] bytes = "{\"kind\":\"List\",\"metadata\":{},\"items\":[%s]}".formatted(gone.get() ? "" : "{\"metadata\":{\"name\":\"" + name + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        X509Certificate certificate = (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(exchange.getRequestHeaders());
        return new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), certificate.getSubjectX500Principal().getName(), headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    /// What users asked, in order; not what the aggregation layer asks for itself.
    List<Asked> asked() {
        return asked.stream().filter(each -> !each.header("x-remote-user").contains("system:kube-aggregator")).toList();
    }

    void forget() {
        asked.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
