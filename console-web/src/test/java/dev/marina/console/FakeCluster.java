package dev.marina.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Tenants' clusters as a page sees them: prepared answers over TLS, watches that stay open and say nothing.
public final class FakeCluster implements AutoCloseable {

    private static final String PASSWORD = "changeit";
    private static final Path HOME = certified();

    /// `METHOD /clusters/… body` of each request.
    public final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpsServer server;

    private record Answer(int status, String body) {}

    public FakeCluster() throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// Where the certificate of its authority lies, as in an installation.
    static Path home() {
        return HOME;
    }

    /// @param request `METHOD path` below `/clusters/acme/web`, without its query; another cluster's begins with `/clusters/`
    public FakeCluster on(String request, int status, String body) {
        String path = request.substring(request.indexOf(' ') + 1);
        answers.put(path.startsWith("/clusters/") ? request : request.replace(" ", " /clusters/acme/web"), new Answer(status, body));
        return this;
    }

    /// A printed list.
    ///
    /// @param rows such as `row("uid", "ns", "name", "cell", …)`
    public FakeCluster list(String path, List<String> columns, String... rows) {
        String definitions = String.join(",", columns.stream().map("{\"name\":\"%s\",\"type\":\"string\",\"priority\":0}"::formatted).toList());
        return on("GET " + path, 200, "{\"kind\":\"Table\",\"metadata\":{\"resourceVersion\":\"5\"},\"columnDefinitions\":[%s],\"rows\":[%s]}"
                .formatted(definitions, String.join(",", rows)));
    }

    /// @param metadata further fields, such as `"labels":{},`
    public static String row(String namespace, String name, String metadata, String... cells) {
        return "{\"cells\":[%s],\"object\":{\"metadata\":{%s\"uid\":\"uid-%s-%s\",\"namespace\":\"%s\",\"name\":\"%s\"}}}".formatted(
                String.join(",", List.of(cells).stream().map("\"%s\""::formatted).toList()), metadata, namespace, name, namespace, name);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery();
        asked.add("%s%s %s".formatted(request, query == null ? "" : "?" + query, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (query != null && query.contains("watch=true")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            awaitEnd();
            exchange.close();
            return;
        }
        Answer answer = answers.getOrDefault(request, new Answer(404, "{\"kind\":\"Status\",\"message\":\"no answer is prepared for %s\"}".formatted(request)));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void awaitEnd() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static SSLContext tls() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(HOME.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /// A key with its own certificate, made once for all tests of this JVM by the JDK's tool.
    private static Path certified() {
        try {
            Path home = Files.createTempDirectory("fake-cluster");
            Path store = home.resolve("keys.p12");
            Process made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "c", "-keyalg",
                    "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
                    "-storepass", PASSWORD).redirectErrorStream(true).start();
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (made.waitFor() != 0) {
                throw new IllegalStateException("no certificate could be made: " + said);
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Files.createDirectories(home.resolve("pki"));
            Files.writeString(home.resolve("pki/ca.pem"), "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(
                    Base64.getMimeEncoder().encodeToString(keys.getCertificate("c").getEncoded())));
            return home;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate could be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
