package dev.marina.store.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A jetcd client that is replaced while its server does not answer: gRPC waits longer and longer between attempts to connect,
/// up to two minutes, and nothing public shortens that, so a server that comes back would be found late.
final class EtcdConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EtcdConnection.class);

    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RENEW_SILENT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int LARGEST_ANSWER = 64 << 20;

    private final List<String> endpoints;
    private final Optional<EtcdTls> tls;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Client client;
    private volatile KV kv;
    /// Guarded by this, as is the replacement of the client.
    private long renewed = System.nanoTime();
    private boolean closed;

    EtcdConnection(List<String> endpoints, Optional<EtcdTls> tls) {
        this.endpoints = List.copyOf(endpoints);
        this.tls = tls;
        open();
    }

    private void open() {
        ClientBuilder builder = Client.builder().endpoints(endpoints.toArray(String[]::new))
                .executorService(executor)
                .waitForReady(false)
                .retryMaxAttempts(0)
                // More often than once a minute etcd answers with "too many pings" and closes.
                .keepaliveTime(Duration.ofSeconds(60))
                .keepaliveWithoutCalls(false)
                .maxInboundMessageSize(LARGEST_ANSWER);
        tls.ifPresent(known -> builder.sslContext(known.context()));
        client = builder.build();
        kv = client.getKVClient();
    }

    KV kv() {
        return kv;
    }

    /// Says that a request failed. A client that keeps failing is replaced: at most once a second when the server cannot be
    /// reached, and rarely when it is only silent, since it may be slow, or we are.
    void suspect(boolean silent) {
        Client old;
        synchronized (this) {
            if (closed || System.nanoTime() - renewed < (silent ? RENEW_SILENT_AFTER_NANOS : RENEW_AFTER_NANOS)) {
                return;
            }
            renewed = System.nanoTime();
            old = client;
            open();
        }
        log.atInfo().addKeyValue("endpoints", endpoints).log("etcd connection renewed");
        // Later and off this thread: requests of other shards may still be answered on it.
        Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(RENEW_SILENT_AFTER_NANOS);
            old.close();
        });
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        client.close();
        executor.shutdownNow();
    }
}
