package dev.marina.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.feed.TableSource;
import dev.marina.console.login.Person;
import dev.marina.console.settings.ConsoleConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Plain requests to tenants' clusters, with the person's own token: one client, so one set of connections and threads, for the whole
/// console.
public final class ClusterHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    static final Duration ANSWER = Duration.ofSeconds(15);
    /// An object has 1.5 MiB at most, discovery of many custom types some more.
    private static final int DOCUMENT_BYTES = 4 << 20;
    private static final int MESSAGE_BYTES = 64 * 1024;

    private final ConsoleConfig config;
    private final ScheduledExecutorService timer;
    private final HttpClient client;

    public ClusterHttp(ConsoleConfig config, ScheduledExecutorService timer) {
        this.config = config;
        this.timer = timer;
        this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).sslContext(trusting(config.ca())).build();
    }

    /// Says when a request has taken too long.
    ScheduledExecutorService timer() {
        return timer;
    }

    /// The body of a successful answer; the caller closes it.
    ///
    /// @param path below the cluster's address, with its query
    /// @throws TableSource.Refusal with the API's own message
    /// @throws TableSource.LoginEnded when the person's login is over
    InputStream get(Person person, String tenant, String cluster, String path, String accept) throws IOException {
        return send(request(person, tenant, cluster, path).header("Accept", accept).GET());
    }

    /// A document, read whole.
    ///
    /// @throws IOException also where it is larger than any object may be
    JsonNode read(Person person, String tenant, String cluster, String path, String accept) throws IOException {
        try (InputStream body = get(person, tenant, cluster, path, accept)) {
            return JSON.readTree(bounded(body, path));
        }
    }

    /// Changes something; the answer is what the API says of it.
    ///
    /// @param type of the body, such as `application/merge-patch+json`
    /// @param patience how long the answer may take
    JsonNode write(Person person, String tenant, String cluster, String method, String path, String type, String document, Duration patience)
            throws IOException {
        HttpRequest.Builder request = request(person, tenant, cluster, path).timeout(patience).header("Accept", "application/json").header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(document));
        try (InputStream body = send(request)) {
            return JSON.readTree(bounded(body, path));
        }
    }

    /// Runs a command in a container, with a terminal.
    ///
    /// @param path of `exec`, with its query
    /// @throws TableSource.Refusal with the API's own message
    ExecChannel exec(Person person, String tenant, String cluster, String path, ExecChannel.Sink sink) throws IOException {
        URI address = URI.create(config.clusterUrl(tenant, cluster).replaceFirst("^http", "ws") + path);
        try {
            return ExecChannel.open(client, address, bearer(person), sink);
        } catch (IOException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw refusal(refused.getResponse().statusCode(), person, tenant, cluster, path);
            }
            throw e;
        }
    }

    /// What a refused handshake says does not reach us: the same is asked plainly, and refused in words.
    private TableSource.Refusal refusal(int status, Person person, String tenant, String cluster, String path) throws IOException {
        try (InputStream _ = get(person, tenant, cluster, path, "application/json")) {
            return new TableSource.Refusal(status, "status " + status);
        } catch (TableSource.Refusal words) {
            return words.status() == status ? words : new TableSource.Refusal(status, "status " + status);
        }
    }

    private static byte[] bounded(InputStream body, String path) throws IOException {
        byte[] bytes = body.readNBytes(DOCUMENT_BYTES + 1);
        if (bytes.length > DOCUMENT_BYTES) {
            throw new IOException("the answer to %s is larger than %d bytes".formatted(path, DOCUMENT_BYTES));
        }
        return bytes;
    }

    private HttpRequest.Builder request(Person person, String tenant, String cluster, String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(config.clusterUrl(tenant, cluster) + path)).timeout(ANSWER).header("Authorization",
                "Bearer " + bearer(person));
    }

    private InputStream send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() >= 300) {
                throw refusal(answer);
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the cluster's API");
        }
    }

    private static String bearer(Person person) throws IOException {
        try {
            return person.bearer();
        } catch (Person.LoginOver e) {
            throw new TableSource.LoginEnded(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static TableSource.Refusal refusal(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            byte[] text = body.readNBytes(MESSAGE_BYTES);
            String type = answer.headers().firstValue("Content-Type").orElse("");
            JsonNode status = type.contains("json") ? JSON.readTree(text) : JSON.missingNode();
            return new TableSource.Refusal(answer.statusCode(), status.path("message").asText("status " + answer.statusCode()),
                    causes(status.path("details").path("causes")));
        }
    }

    private static List<TableSource.Refusal.Cause> causes(JsonNode causes) {
        List<TableSource.Refusal.Cause> read = new ArrayList<>();
        causes.forEach(cause -> read.add(new TableSource.Refusal.Cause(cause.path("reason").asText(), cause.path("field").asText(),
                cause.path("message").asText())));
        return read;
    }

    private static SSLContext trusting(Path ca) {
        try (InputStream in = Files.newInputStream(ca)) {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException("the CA's certificate cannot be read: " + ca, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the CA's certificate cannot be used: " + ca, e);
        }
    }
}
