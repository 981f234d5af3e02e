package dev.marina.apiserver.forward;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.http.TlsMaterial;
import dev.marina.apiserver.pki.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries requests to other control-plane processes.
public final class Forwarder {

    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

    static final String HEADERS = "marina-forwarded-";
    static final String CERTIFICATE = HEADERS + "certificate";
    static final String ADDRESS = HEADERS + "address";
    static final String ID = HEADERS + "id";
    private static final Set<String> NOT_FORWARDED = Set.of("host", "connection", "content-length", "accept-encoding", "expect", "upgrade", "transfer-encoding",
            "te",
            "keep-alive", "http2-settings", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol");
    private static final Set<String> ANSWER_HEADERS = Set.of("warning", "retry-after", "vary", "audit-id",
            "x-kubernetes-pf-flowschema-uid", "x-kubernetes-pf-prioritylevel-uid");
    /// Of the connection between the processes.
    private static final Set<String> NOT_RETURNED = Set.of(":status", "connection", "transfer-encoding");
    private static final int CHUNK = 32 * 1024;
    /// Of an answer that is not passed on as it comes.
    private static final int MOST_HELD = 64 * 1024;

    private final HttpClient http;

    /// @param own certificate and key of this process
    public Forwarder(TlsMaterial own, X509Certificate authority) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, null);
            keys.setKeyEntry("own", Pem.privateKey(own.privateKey()), new char[0], new Certificate[] {Pem.certificate(own.certificateChain())});
            KeyManagerFactory manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            manager.init(keys, new char[0]);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(manager.getKeyManagers(), trust.getTrustManagers(), null);
            http = HttpClient.newBuilder().sslContext(context).connectTimeout(Duration.ofSeconds(5)).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the connection between control-plane processes cannot be prepared", e);
        }
    }

    /// @param owner address of the process, `host:port`
    public ApiResponse forward(String owner, ApiRequest request) {
        String query = request.query().raw();
        URI address = URI.create(
                "https://%s/clusters/%s/%s%s%s".formatted(owner, request.tenant(), request.clusterName(), request.path(), query.isEmpty() ? "" : "?" + query));
        HttpRequest.Builder builder = HttpRequest.newBuilder(address).method(request.method(), body(request));
        request.headers().byLowerCaseName().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name) && !name.startsWith(HEADERS)) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        builder.header(ID, request.id());
        if (request.peer() instanceof Peer.Remote remote) {
            builder.header(ADDRESS, remote.address());
            remote.chain().stream().findFirst().ifPresent(certificate -> builder.header(CERTIFICATE, encoded(certificate)));
        }
        return answer(request, send(builder.build(), owner));
    }

    /// What an object's own address answers a component of ours; empty bytes where it is not there.
    byte[] get(String owner, String path, X509Certificate as) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + owner + path)).timeout(Duration.ofSeconds(10)).header(CERTIFICATE, encoded(as))
                .build();
        HttpResponse<InputStream> response = send(request, owner);
        try (InputStream body = response.body()) {
            byte[] bytes = body.readAllBytes();
            return switch (response.statusCode()) {
                case 200 -> bytes;
                case 404 -> new byte[0];
                default -> throw StatusException.unavailable("another server process answered %d".formatted(response.statusCode()));
            };
        } catch (IOException e) {
            throw StatusException.unavailable("another server process does not answer");
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request, String owner) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw StatusException.unavailable("the server process at %s, which has this cluster, does not answer".formatted(owner));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("interrupted while another server process answered");
        }
    }

    private static ApiResponse answer(ApiRequest request, HttpResponse<InputStream> response) {
        String contentType = response.headers().firstValue("content-type").orElse("");
        InputStream body = response.body();
        if (request.target() instanceof Target.Resource target && target.subresource().equals("proxy")) {
            return relayed(response, new byte[0]);
        }
        Map<String, String> headers = new HashMap<>();
        ANSWER_HEADERS.forEach(name -> response.headers().firstValue(name).ifPresent(value -> headers.put(name, value)));
        if (request.longRunning() && response.statusCode() == 200) {
            ApiResponse.Producer events = sink -> copy(body, sink);
            return new ApiResponse.Stream(contentType, headers, events.holding(() -> leave(body)));
        }
        try {
            byte[] bytes = body.readNBytes(MOST_HELD);
            if (bytes.length == MOST_HELD) {
                return relayed(response, bytes);
            }
            return response.statusCode() >= 400 && contentType.startsWith("application/json")
                    ? failure(Document.parse(bytes), headers)
                    : new ApiResponse.Bytes(response.statusCode(), contentType, List.of(bytes), headers);
        } catch (IOException e) {
            throw StatusException.unavailable("the answer of another server process broke off");
        }
    }

    /// As it comes: however long it is, this process holds a piece of it.
    ///
    /// @param start what has been read of it
    private static ApiResponse relayed(HttpResponse<InputStream> response, byte[] start) {
        List<HeaderField> fields = response.headers().map().entrySet().stream().filter(field -> !NOT_RETURNED.contains(field.getKey()))
                .flatMap(field -> field.getValue().stream().map(value -> new HeaderField(field.getKey(), value))).toList();
        ApiResponse.Producer rest = sink -> {
            if (start.length > 0) {
                sink.write(List.of(start));
            }
            copy(response.body(), sink);
        };
        return new ApiResponse.Relayed(response.statusCode(), fields, rest.holding(() -> leave(response.body())));
    }

    /// The other process stops writing.
    private static void leave(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the answer of another server process was not ended");
        }
    }

    private static void copy(InputStream body, ApiResponse.Sink sink) throws IOException, InterruptedException {
        try (body) {
            byte[] chunk = new byte[CHUNK];
            for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
                sink.write(List.of(Arrays.copyOf(chunk, count)));
            }
        }
    }

    private static ApiResponse failure(Document status, Map<String, String> headers) {
        List<StatusException.StatusCause> causes = status.at("details", "causes").valueStream().map(cause -> new StatusException.StatusCause(
                cause.path("reason").asText(""), cause.path("message").asText(""), cause.path("field").asText(""))).toList();
        StatusException.Details details = new StatusException.Details(status.text("details", "name"), status.text("details", "group"),
                status.text("details", "kind"),
                status.text("details", "uid"), causes, status.at("details", "retryAfterSeconds").asInt());
        return new ApiResponse.Failure(new StatusException(status.at("code").asInt(500), status.text("reason"), status.text("message"), details,
                status.text("metadata", "continue")), headers);
    }

    private static HttpRequest.BodyPublisher body(ApiRequest request) {
        return switch (request.body()) {
            case Body.Bytes bytes when bytes.content().length > 0 -> HttpRequest.BodyPublishers.ofByteArray(bytes.content());
            case Body.Bytes _ -> HttpRequest.BodyPublishers.noBody();
            case Body.Parsed parsed -> HttpRequest.BodyPublishers.ofByteArray(parsed.document().bytes());
        };
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate could not be encoded", e);
        }
    }
}
