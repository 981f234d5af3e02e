package dev.marina.console.kube;

import dev.marina.console.feed.Row;
import dev.marina.console.feed.TableSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A kind of one cluster, over HTTP.
final class HttpTableSource implements TableSource {

    /// A watch is asked to end by then and opened again, so that a dead connection is not waited at for ever.
    private static final Duration WATCH = Duration.ofMinutes(4);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final ClusterApi api;
    private final String path;
    private final String selector;

    HttpTableSource(ClusterApi api, String path, String fieldSelector) {
        this.api = api;
        this.path = path;
        this.selector = URLEncoder.encode(fieldSelector, StandardCharsets.UTF_8);
    }

    @Override
    public Page list(String continueToken, int limit, Consumer<Row> rows) throws IOException {
        String query = "?includeObject=Metadata&fieldSelector=%s&limit=%d&continue=%s".formatted(selector, limit,
                URLEncoder.encode(continueToken, StandardCharsets.UTF_8));
        try (InputStream body = api.stream(path + query, TableWire.ACCEPT)) {
            return TableWire.page(body, rows);
        }
    }

    @Override
    public void watch(String resourceVersion, Runnable opened, Consumer<Change> changes) throws IOException {
        String query = "?watch=true&includeObject=Metadata&allowWatchBookmarks=true&fieldSelector=%s&timeoutSeconds=%d&resourceVersion=%s"
                .formatted(selector, WATCH.toSeconds(), resourceVersion);
        InputStream body = api.stream(path + query, TableWire.ACCEPT);
        AtomicBoolean silent = new AtomicBoolean();
        ScheduledFuture<?> watchdog = api.http().timer().schedule(() -> {
            silent.set(true);
            Thread.startVirtualThread(() -> close(body));
        }, WATCH.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
        try (body) {
            opened.run();
            TableWire.changes(body, changes);
        } catch (IOException e) {
            if (!silent.get()) {
                throw e;
            }
            throw new IOException("the API did not end a watch in time", e);
        } finally {
            watchdog.cancel(false);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // It is given up anyway; whoever reads it gets the error.
        }
    }
}
