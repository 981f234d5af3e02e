package dev.marina.agent.watch;

import com.fasterxml.jackson.core.JsonParser;
import dev.marina.agent.pace.Doubling;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows all objects of one kind from the first list on, and follows them. One virtual thread lists, watches, and begins again after
/// whatever went wrong: a request that is not answered, a stream that falls silent, a version too far back.
public final class ListWatch<T extends HasMetadata> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListWatch.class);
    private static final int PAGE = 100;
    private static final Doubling RETRY = new Doubling(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final int MOST_PATIENT = 6;
    private static final int LONGEST_REFUSAL_BYTES = 4096;

    /// How long is waited.
    ///
    /// @param begin for an answer to begin, and for the next bytes of a list
    /// @param silence for the next event or bookmark; the server sends a bookmark each minute
    public record Patience(Duration begin, Duration silence) {
        public static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(90));
    }

    /// Is told of everything on the watch's own thread: must not block. One that throws is told again.
    public interface Listener<T> {

        /// New, or changed. One that was deleted and made again between two looks is told as gone first.
        void put(T object);

        /// @param last as it was known
        void gone(T last);

        /// All that there is has been told. At each list.
        default void listed() {}
    }

    private final Supplier<KubernetesClient> client;
    private final Watched<T> what;
    private final Listener<T> listener;
    private final Patience patience;
    private final ObjectReader<T> reader;
    private final Map<String, T> items = new ConcurrentHashMap<>();
    private final CountDownLatch listed = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger reconnects = new AtomicInteger();
    /// What is read at the moment.
    private volatile InputStream reading;
    /// Null when all must be listed. Only the watch's thread uses it.
    private String version;
    /// In a row. Only the watch's thread uses it.
    private int failures;

    /// @param client asked for each request
    public ListWatch(Supplier<KubernetesClient> client, Watched<T> what, Listener<T> listener, Patience patience) {
        this.client = client;
        this.what = what;
        this.listener = listener;
        this.patience = patience;
        reader = new ObjectReader<>(what);
    }

    public ListWatch(Supplier<KubernetesClient> client, Watched<T> what, Listener<T> listener) {
        this(client, what, listener, Patience.USUAL);
    }

    public ListWatch<T> start() {
        Thread.ofVirtual().name("watch " + what.path()).start(this::run);
        return this;
    }

    public boolean listed() {
        return listed.getCount() == 0;
    }

    /// False when all is not known after `longest`.
    public boolean awaitListed(Duration longest) throws InterruptedException {
        return listed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What is known now.
    public List<T> items() {
        return List.copyOf(items.values());
    }

    /// @param namespace empty for what has none
    public Optional<T> find(String namespace, String name) {
        return Optional.ofNullable(items.get(namespace + "/" + name));
    }

    /// Asks again, with the client that there is now, from where it stands.
    public void reconnect() {
        // Whoever is asking just now has either its stream ended here, or sees that there was this call.
        reconnects.incrementAndGet();
        end(reading);
    }

    @Override
    public void close() {
        closed.countDown();
        end(reading);
    }

    private void run() {
        try {
            do {
                try {
                    if (version == null) {
                        list();
                        failures = 0;
                    }
                    failures = follow() ? 0 : failures + 1;
                } catch (IOException | RuntimeException failure) {
                    failures++;
                    if (closed.getCount() > 0) {
                        said(failure);
                    }
                }
            } while (!closed.await(RETRY.after(Math.max(1, failures)).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Longer after each failure: on a machine that is busy enough, impatience alone would never get an answer.
    private Duration begin() {
        return patience.begin.multipliedBy(Math.min(failures + 1, MOST_PATIENT));
    }

    private void said(Exception failure) {
        if (failure instanceof WatchFailure refusal && refusal.gone()) {
            version = null;
        }
        LOG.atDebug().addKeyValue("path", what.path()).addKeyValue("error", failure.toString()).log("list or watch to be begun again");
    }

    private void list() throws IOException {
        Set<String> seen = new HashSet<>();
        ListMeta page = new ListMeta();
        String from = null;
        do {
            String next = page.getContinue() == null ? "" : "&continue=" + encode(page.getContinue());
            try (InputStream in = open(true, "limit=" + PAGE + next, begin())) {
                page = reader.list(in, object -> {
                    put(object);
                    seen.add(key(object));
                });
            }
            // Where the first page stands nothing of later ones is missed, should they be newer.
            from = from == null ? page.getResourceVersion() : from;
        } while (page.getContinue() != null && !page.getContinue().isEmpty());
        for (String key : items.keySet()) {
            if (!seen.contains(key)) {
                gone(key);
            }
        }
        listed.countDown();
        listener.listed();
        version = from;
    }

    /// Returns when the stream ends. False when nothing came of it.
    private boolean follow() throws IOException {
        boolean any = false;
        try (InputStream in = open(false, "watch=true&allowWatchBookmarks=true&resourceVersion=" + encode(version), patience.silence);
                JsonParser json = reader.parser(in)) {
            for (ObjectReader.Event<T> event = reader.event(json); event != null; event = reader.event(json)) {
                switch (event.type()) {
                    case "BOOKMARK" -> {
                    }
                    case "DELETED" -> gone(key(event.object()));
                    default -> put(event.object());
                }
                version = event.version();
                any = true;
            }
        }
        return any;
    }

    private void put(T object) {
        String key = key(object);
        T before = items.get(key);
        if (before != null && !before.getMetadata().getUid().equals(object.getMetadata().getUid())) {
            gone(key);
        }
        items.put(key, object);
        listener.put(object);
    }

    private void gone(String key) {
        T last = items.remove(key);
        if (last != null) {
            listener.gone(last);
        }
    }

    private String key(T object) {
        String namespace = object.getMetadata().getNamespace();
        return (namespace == null ? "" : namespace) + "/" + object.getMetadata().getName();
    }

    private InputStream open(boolean list, String query, Duration silence) throws IOException {
        int before = reconnects.get();
        KubernetesClient api = client.get();
        HttpClient http = api.getHttpClient();
        String selector = what.selector().map(field -> "&fieldSelector=" + encode(field)).orElse("");
        String server = api.getMasterUrl().toString();
        CompletableFuture<HttpResponse<InputStream>> asked = http.sendAsync(http.newHttpRequestBuilder()
                .uri("%s%s?%s%s".formatted(server.endsWith("/") ? server.substring(0, server.length() - 1) : server, what.path(), query, selector))
                .header("Accept", what.accept(list)).forStreaming().timeout(begin().toMillis(), TimeUnit.MILLISECONDS).build(), InputStream.class);
        // Whoever is answered too late to be waited for reads nothing any more.
        HttpResponse<InputStream> answer = begun(asked);
        TimedInput body = new TimedInput(answer.body(), silence);
        if (!answer.isSuccessful()) {
            try (body) {
                throw new WatchFailure(answer.code(), new String(body.readNBytes(LONGEST_REFUSAL_BYTES), StandardCharsets.UTF_8));
            }
        }
        reading = body;
        if (closed.getCount() == 0 || reconnects.get() != before) {
            end(body);
        }
        return body;
    }

    private HttpResponse<InputStream> begun(CompletableFuture<HttpResponse<InputStream>> asked) throws IOException {
        try {
            return asked.get(begin().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new IOException("not answered: " + failure.getCause(), failure);
        } catch (TimeoutException late) {
            asked.whenComplete((answer, _) -> {
                if (answer != null) {
                    end(answer.body());
                }
            });
            throw new IOException("not answered in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static void end(InputStream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException _) {
                // it was at its end
            }
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
