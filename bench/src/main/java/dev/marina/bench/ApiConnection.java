package dev.marina.bench;

import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Requests to a server of another process, as a member of `system:masters` of its cluster. Any thread may use it.
final class ApiConnection implements AutoCloseable {

    private final HttpClient client;
    private final String server;

    private ApiConnection(HttpClient client, String server) {
        this.client = client;
        this.server = server;
    }

    /// Leaves in the home who a benchmark is in this cluster. May be called again.
    static void identify(ClusterRecord cluster, Path home) throws GeneralSecurityException, IOException {
        Path identity = identity(home, cluster.name());
        Path part = identity.resolveSibling(identity.getFileName() + ".part");
        try (var out = Files.newOutputStream(part)) {
            KubernetesConnection.identity(cluster).store(out, new char[0]);
        }
        Files.move(part, identity, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path identity(Path home, String cluster) {
        return home.resolve("bench-" + cluster + ".p12");
    }

    /// As a member of the one cluster that the server has.
    ///
    /// @param server with the path of the cluster
    static ApiConnection to(String server, Path home, HttpClient.Version version) throws GeneralSecurityException, IOException {
        return to(server, ServedCluster.CLUSTER, home, version);
    }

    /// @param server with the path of the cluster
    static ApiConnection to(String server, String cluster, Path home, HttpClient.Version version) throws GeneralSecurityException, IOException {
        KeyStore identity = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(identity(home, cluster))) {
            identity.load(in, new char[0]);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(identity, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), KubernetesConnection.trust(home).getTrustManagers(), null);
        return new ApiConnection(HttpClient.newBuilder().sslContext(context).version(version).executor(Executors.newVirtualThreadPerTaskExecutor())
                .connectTimeout(Duration.ofSeconds(30)).build(), server);
    }

    private <T> T send(HttpRequest.Builder request, String path, int expected, BodyHandler<T> handler) throws IOException, InterruptedException {
        HttpResponse<T> answer = client.send(request.uri(URI.create(server + path)).build(), handler);
        if (answer.statusCode() != expected) {
            throw new IllegalStateException("%s answers %d".formatted(path, answer.statusCode()));
        }
        return answer.body();
    }

    void write(String method, String path, String contentType, String body, int expected) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder().timeout(Duration.ofMinutes(1)).header("Content-Type", contentType).method(method, BodyPublishers.ofString(body)), path,
                expected, BodyHandlers.discarding());
    }

    void read(String path, String accept) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder().timeout(Duration.ofMinutes(1)).header("Accept", accept).GET(), path, 200, BodyHandlers.discarding());
    }

    byte[] bytes(String path, String accept) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().timeout(Duration.ofMinutes(1)).header("Accept", accept).GET(), path, 200, BodyHandlers.ofByteArray());
    }

    /// What the server goes on to send.
    InputStream open(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().header("Accept", "application/json").GET(), path, 200, BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
