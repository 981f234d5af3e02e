package dev.marina.registry.gate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import dev.marina.registry.storage.Commits;
import dev.marina.registry.storage.RegistryFiles;
import dev.marina.registry.storage.StoredBytes;
import dev.marina.registry.token.RegistryToken;
import dev.marina.registry.token.RegistryToken.Action;
import dev.marina.registry.token.TokenVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the registry's clients talk to: whoever has no token of the platform's for what he asks gets no further, and what a tenant sends is counted as it
/// comes. Each request has a virtual thread.
public final class Gate implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int MANIFEST_BYTES = 4 << 20;
    private static final long MOST_AFTER_A_REFUSAL = 16 << 20;
    private static final int WRITES = 8;
    private static final int READS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TokenVerifier tokens;
    private final Challenge challenge;
    private final RegistryFiles files;
    private final StoredBytes stored;
    private final Commits commits;
    private final Upstream upstream;
    private final Clock clock;
    private final Places writes = new Places(WRITES, PATIENCE);
    private final Places reads = new Places(READS, PATIENCE);
    private final Map<String, TenantStorage> storage = new ConcurrentHashMap<>();

    public Gate(TokenVerifier tokens, Challenge challenge, RegistryFiles files, Commits commits, int registryPort, Clock clock) {
        this.tokens = tokens;
        this.challenge = challenge;
        this.files = files;
        this.stored = new StoredBytes(files);
        this.commits = commits;
        this.upstream = new Upstream(registryPort);
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            serve(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            // A client that went away, or one that sends on after it was refused.
            LOG.atDebug().addKeyValue("error", failure.toString()).log("connection broke");
        } catch (RuntimeException failure) {
            LOG.atError().addKeyValue("path", exchange.getRequestURI().getRawPath()).setCause(failure).log("request failed");
            throw failure;
        }
    }

    private void serve(HttpExchange exchange) throws IOException, InterruptedException {
        Route route = Route.of(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), exchange.getRequestURI().getRawQuery());
        Optional<RegistryToken> token = shown(exchange);
        Optional<RepositoryName> repository = route.of();
        boolean allowed = token.isPresent() && repository.map(name -> route.needs().stream().allMatch(action -> token.get().allows(name, action))).orElse(true);
        if (!allowed) {
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge.text(repository, route.needs(), token.isPresent()));
            refuse(exchange, token.isPresent() ? RegistryError.denied() : RegistryError.unauthorized());
            return;
        }
        if (route instanceof Route.Unknown) {
            refuse(exchange, RegistryError.unknown());
            return;
        }
        if (repository.isEmpty()) {
            Upstream.answer(exchange, upstream.send(exchange, "/v2/", BodyPublishers.noBody()));
            return;
        }
        Places places = route.writes() ? writes : reads;
        String tenant = repository.get().tenant();
        if (!places.take(tenant)) {
            exchange.getResponseHeaders().set("Retry-After", "5");
            refuse(exchange, RegistryError.busy());
            return;
        }
        try {
            within(exchange, route, repository.get(), token.get());
        } finally {
            places.leave(tenant);
        }
    }

    private Optional<RegistryToken> shown(HttpExchange exchange) {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
        return header.toLowerCase(Locale.ROOT).startsWith("bearer ") ? tokens.verify(header.substring("bearer ".length()).strip()) : Optional.empty();
    }

    private void within(HttpExchange exchange, Route route, RepositoryName name, RegistryToken token) throws IOException, InterruptedException {
        if (route.writes() && (token.tenantId().isEmpty() || files.isClosed(token.tenantId()))) {
            refuse(exchange, RegistryError.gone(name.tenant()));
            return;
        }
        try {
            switch (route) {
                case Route.Read _ -> Upstream.answer(exchange, upstream.send(exchange, asked(exchange), BodyPublishers.noBody()));
                case Route.StartUpload start -> start(exchange, start, token);
                case Route.Append append -> body(exchange, name, append.upload(), token);
                case Route.Finish finish -> committed(finish.digest(), () -> body(exchange, name, finish.upload(), token));
                case Route.PutManifest _ -> manifest(exchange, name, token);
                case Route.DeleteManifest _ -> {
                    Upstream.answer(exchange, upstream.send(exchange, asked(exchange), BodyPublishers.noBody()));
                    storage(name.tenant()).changed();
                }
                case Route.Version _, Route.Unknown _ -> throw new IllegalStateException("of no repository");
            }
        } catch (java.net.ConnectException _) {
            exchange.getResponseHeaders().set("Retry-After", "5");
            refuse(exchange, RegistryError.unavailable());
        }
    }

    private static String asked(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return exchange.getRequestURI().getRawPath() + (query == null ? "" : "?" + query);
    }

    /// An upload begins with nothing; a layer of another repository counts at once.
    private void start(HttpExchange exchange, Route.StartUpload start, RegistryToken token) throws IOException, InterruptedException {
        long bytes = start.mounted().flatMap(files::size).orElse(0L);
        String place = "start " + Thread.currentThread().threadId();
        String path = exchange.getRequestURI().getRawPath();
        TenantStorage tenant = storage(start.repository().tenant());
        tenant.begin(place, 0);
        try {
            if (!tenant.take(place, StoredBytes.charge(bytes), token.limitBytes())) {
                refuse(exchange, full(start.repository().tenant(), tenant.used(), token));
            } else if (start.mounted().isPresent() && start.from().isPresent()) {
                String query = "?mount=%s&from=%s".formatted(start.mounted().get(), start.from().get());
                committed(start.mounted().get(), () -> Upstream.answer(exchange, upstream.send(exchange, path + query, BodyPublishers.noBody())));
            } else {
                Upstream.answer(exchange, upstream.send(exchange, path, BodyPublishers.noBody()));
            }
        } finally {
            tenant.end(place);
        }
    }

    private void body(HttpExchange exchange, RepositoryName name, String upload, RegistryToken token) throws IOException, InterruptedException {
        TenantStorage tenant = storage(name.tenant());
        tenant.begin(upload, files.uploaded(name, upload));
        boolean refused = false;
        CountedBody counted = new CountedBody(exchange.getRequestBody(), count -> tenant.take(upload, count, token.limitBytes()));
        try {
            long length = length(exchange);
            if (length > token.limitBytes()) {
                refused = true;
            } else {
                BodyPublisher stream = BodyPublishers.ofInputStream(() -> counted);
                BodyPublisher body = length == 0 ? BodyPublishers.noBody() : length < 0 ? stream : BodyPublishers.fromPublisher(stream, length);
                Upstream.answer(exchange, upstream.send(exchange, asked(exchange), body));
            }
        } catch (IOException failure) {
            if (!counted.refused()) {
                throw failure;
            }
            refused = true;
        } finally {
            tenant.end(upload);
        }
        if (refused) {
            long used = tenant.used();
            files.dropUpload(name, upload);
            tenant.changed();
            refuse(exchange, full(name.tenant(), used, token));
            readOn(exchange.getRequestBody());
        }
    }

    /// A connection that is closed with something unread is reset, and the answer lost on its way: whoever still sends gets the time to see it.
    private static void readOn(InputStream body) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long read = 0; read < MOST_AFTER_A_REFUSAL;) {
            int count = body.read(buffer);
            if (count < 0) {
                return;
            }
            read += count;
        }
    }

    /// -1: nobody says.
    private static long length(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null) {
            return Long.parseLong(length);
        }
        return exchange.getRequestHeaders().containsKey("Transfer-Encoding") ? -1 : 0;
    }

    private void manifest(HttpExchange exchange, RepositoryName name, RegistryToken token) throws IOException, InterruptedException {
        byte[] content = exchange.getRequestBody().readNBytes(MANIFEST_BYTES + 1);
        if (content.length > MANIFEST_BYTES) {
            refuse(exchange, RegistryError.manifestTooLarge(MANIFEST_BYTES));
            return;
        }
        String place = "manifest " + Thread.currentThread().threadId();
        TenantStorage tenant = storage(name.tenant());
        tenant.begin(place, 0);
        try {
            // With its tag.
            if (!tenant.take(place, StoredBytes.charge(content.length) + StoredBytes.LEAST, token.limitBytes())) {
                refuse(exchange, full(name.tenant(), tenant.used(), token));
                return;
            }
            committed(Digest.of(content),
                    () -> Upstream.answer(exchange, upstream.send(exchange, asked(exchange), BodyPublishers.ofByteArray(content))));
        } finally {
            tenant.end(place);
        }
    }

    private interface Exchange {
        void run() throws IOException, InterruptedException;
    }

    private void committed(Digest content, Exchange exchange) throws IOException, InterruptedException {
        commits.begin(content);
        try {
            exchange.run();
        } finally {
            commits.end(content);
        }
    }

    private static RegistryError full(String tenant, long used, RegistryToken token) {
        return new RegistryError(403, "DENIED",
                "exceeded quota: images of tenant %s may take %d bytes (%s), %d are taken, and this is more; delete images or tags"
                        .formatted(tenant, token.limitBytes(), inMebibytes(token.limitBytes()), Math.min(used, token.limitBytes())));
    }

    private static String inMebibytes(long bytes) {
        return (bytes >> 20) + "Mi";
    }

    private TenantStorage storage(String tenant) {
        return storage.computeIfAbsent(tenant, name -> new TenantStorage(counted -> stored.of(name, counted), clock));
    }

    /// Something of the tenant's was removed.
    public void changed(String tenant) {
        storage(tenant).changed();
    }

    /// Whether somebody goes on with an upload just now.
    public boolean receives(String upload) {
        return storage.values().stream().anyMatch(tenant -> tenant.receives(upload));
    }

    public boolean healthy() throws InterruptedException {
        return upstream.healthy();
    }

    private static void refuse(HttpExchange exchange, RegistryError error) throws IOException {
        byte[] body = error.body();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
        exchange.getResponseHeaders().set("Connection", "close");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(error.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(error.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
    }

    /// How a client learns where it gets a token, and for what. https://distribution.github.io/distribution/spec/auth/token/
    ///
    /// @param realm where
    /// @param service for whom
    public record Challenge(String realm, String service) {

        String text(Optional<RepositoryName> repository, List<Action> needs, boolean tokenWasGood) {
            String scope = repository.map(name -> ",scope=\"repository:%s:%s\"".formatted(name,
                    needs.stream().map(action -> action.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(",")))).orElse("");
            return "Bearer realm=\"%s\",service=\"%s\"%s%s".formatted(realm, service, scope, tokenWasGood ? ",error=\"insufficient_scope\"" : "");
        }
    }
}
