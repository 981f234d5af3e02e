package dev.marina.apiserver.fuzz;

import dev.marina.api.Cause;
import dev.marina.api.Origin;
import dev.marina.api.StatusException;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.ApiServerConfig;
import dev.marina.apiserver.authn.ShownCluster;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.ConnectionMemory;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.RequestParser;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/// A whole API server that is asked without the line between: each request on a thread of its own, as its ports have it.
final class DirectServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Origin ORIGIN = new Origin("test", Cause.clock("test"));

    private final ClusterStore store;
    private final ApiServer server;
    private final ShownCluster shown;

    private DirectServer(ClusterStore store, ApiServer server) {
        this.store = store;
        this.server = server;
        this.shown = new ShownCluster(store::find);
    }

    static DirectServer start(Path home) throws IOException {
        ApiServerConfig config = new ApiServerConfig("localhost", "127.0.0.1", 1, 2, 3, 4, home, home.resolve("audit"), "", Optional.empty(), "marina",
                Duration.ofSeconds(30));
        ClusterStore store = Stores.inMemory();
        ApiServer server = ApiServer.create(config, store, Clock.systemUTC());
        server.prepareManagement();
        return new DirectServer(store, server);
    }

    ClusterStore store() {
        return store;
    }

    ClusterRecord cluster(String tenant, String name) {
        return server.provisioning().ensure(tenant, name, Map.of(), ORIGIN);
    }

    /// Gives the cluster a type of its own.
    void define(Somebody owner, String root) {
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        ask(owner, root, new Asked("POST", definitions, "", "application/json", Seeds.DEFINITION.getBytes(StandardCharsets.UTF_8), Map.of()));
        Answer established = ask(owner, root, new Asked("PATCH", definitions + "/widgets.example.com/status", "", "application/merge-patch+json",
                Seeds.ESTABLISHED.getBytes(StandardCharsets.UTF_8), Map.of()));
        if (established.status() != 200) {
            throw new AssertionError(established.text());
        }
    }

    void remove(ClusterRecord cluster) {
        server.provisioning().remove(cluster.id());
    }

    /// Somebody with a certificate, on a connection of his own.
    record Somebody(List<X509Certificate> chain, ConnectionMemory connection, String token) {
        static final Somebody NOBODY = new Somebody(List.of(), new ConnectionMemory(), "");

        static Somebody of(ClusterRecord cluster, String user, String... groups) {
            return new Somebody(List.of(ClusterKeys.of(cluster).authority().issueClient(user, List.of(groups), Keys.p256().getPublic(), Duration.ofHours(12),
                    Clock.systemUTC())), new ConnectionMemory(), "");
        }

        static Somebody withToken(String token) {
            return new Somebody(List.of(), new ConnectionMemory(), token);
        }
    }

    /// @param text the whole answer, what a watch tells at its start included; read as Latin letters where it is no text
    record Answer(int status, String text) {}

    /// Fails where there is no answer in time, or none that could be sent.
    Answer ask(Somebody somebody, String root, Asked asked) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().name("request").start(() -> {
            try {
                answer.set(answer(somebody, root, asked));
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        try {
            if (!thread.join(PATIENCE)) {
                String where = Arrays.toString(thread.getStackTrace());
                thread.interrupt();
                throw new AssertionError("no answer within %s, at %s".formatted(PATIENCE, where));
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        if (failure.get() != null) {
            throw new AssertionError("the connection would be closed: " + failure.get(), failure.get());
        }
        return answer.get();
    }

    private Answer answer(Somebody somebody, String root, Asked asked) {
        ApiResponse response;
        try {
            response = server.requests().handle(read(somebody, root, asked));
        } catch (StatusException refused) {
            response = new ApiResponse.Failure(refused);
        }
        return switch (response) {
            case ApiResponse.Bytes bytes -> new Answer(bytes.status(), headers(bytes.headers()) + text(bytes.slices()));
            case ApiResponse.Failure refused ->
                new Answer(refused.status(), headers(refused.headers()) + new String(StatusMapper.document(refused.reason()).bytes(), StandardCharsets.UTF_8));
            case ApiResponse.Stream stream -> new Answer(200, headers(stream.headers()) + beginning(stream));
            case ApiResponse.Relayed _, ApiResponse.Switched _, ApiResponse.Upgrade _ -> new Answer(response.status(), "");
        };
    }

    private ApiRequest read(Somebody somebody, String root, Asked asked) {
        Map<String, List<String>> headers = asked.headers();
        if (!somebody.token().isEmpty()) {
            headers.put("authorization", List.of("Bearer " + somebody.token()));
        }
        String path = root + asked.path();
        RequestParser.Located located = RequestParser.locate(path);
        if (located.cluster().isEmpty()) {
            String authorization = headers.getOrDefault("authorization", List.of("null")).getFirst();
            located = shown.of(somebody.chain(), authorization, path).orElse(located);
        }
        return ApiRequest.read(UUID.randomUUID().toString(), asked.method(), located, asked.query().isEmpty() ? null : asked.query(), new Headers(headers),
                asked.body(), new Peer.Remote("192.0.2.1", somebody.chain(), somebody.connection()));
    }

    /// A header with a line's end in it could not be sent.
    private static String headers(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (value.chars().anyMatch(letter -> letter == '\r' || letter == '\n' || letter == 0)) {
                throw new IllegalStateException("header %s is more than a line: %s".formatted(name, value));
            }
        });
        return headers.isEmpty() ? "" : headers + "\n";
    }

    private static String text(List<byte[]> slices) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        slices.forEach(all::writeBytes);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /// Enough of a watch has been seen.
    private static final class Begun extends RuntimeException {
        Begun() {
            super(null, null, false, false);
        }
    }

    private static String beginning(ApiResponse.Stream stream) {
        List<byte[]> told = new ArrayList<>();
        try (ApiResponse.Producer producer = stream.producer()) {
            producer.produce(new ApiResponse.Sink() {
                @Override
                public void write(List<byte[]> slices) {
                    told.addAll(slices);
                }

                @Override
                public void started() {
                    throw new Begun();
                }
            });
        } catch (Begun _) {
            return text(told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(told);
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
